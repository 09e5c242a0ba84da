"""The characters of a formula, look-alikes made one: dashes, full-width and bold letters, what cannot be seen."""

from __future__ import annotations

import unicodedata

ODD_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\ufe63", "-"),
        **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
        **dict.fromkeys("\u2028\u2029", "\n"),
        "。": ".", "、": ",", "【": "[", "】": "]", "《": "⟨", "》": "⟩", "∣": "|", "∥": "‖", "⁎": "*", "∗": "*", "∙": "·", "‧": "·",
        "ϵ": "ε", "ϕ": "φ", "ϑ": "θ", "ϱ": "ρ", "𝟙": "𝟏", "𝕀": "𝟏", "ᵗ": "ᵗ", "⟂": "⊤", "⁄": "/", "∕": "/", "┬": "⊤", "′": "'", "‘": "'",
    }
)  # fmt: skip


def cleaned(text: str) -> str:
    """Invisible characters out, look-alikes (full-width, bold mathematical letters, dashes) as the plain ones."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii():
        return text
    text = text.translate(ODD_CHARACTERS)
    return "".join(unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" or styled(c) else c for c in text)


def styled(character: str) -> bool:
    """𝐲, 𝑦, 𝒚: letters of the mathematical alphabets (𝔼 and 𝟏 are names of their own)."""
    return "\U0001d400" <= character <= "\U0001d7ff" and character not in "𝔼𝟏"
