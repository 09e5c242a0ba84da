"""Characters that act on a terminal or turn the text around them are shown, not sent.

An escape sequence in a student's formula could clear the teacher's screen or write to the clipboard, a bidirectional control show the
formula in another order than it is graded in (Boucher and Anderson, «Trojan Source», 2021).
"""

from __future__ import annotations

import re

HIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""C0 but for line feed and tab, C1, soft hyphens, direction marks and isolates, separators, surrogates, tags."""


def visible(text: str) -> str:
    """The text with a picture (␛) or U+FFFD for each character that would not be seen."""
    return HIDDEN.sub(lambda m: chr(0x2400 + ord(m[0])) if m[0] < " " else "\u2421" if m[0] == "\x7f" else "\ufffd", text)


def shortened(text: str, most: int) -> str:
    """The text without its middle, if it is longer: no name of a thousand letters hides what is said of it."""
    return text if len(text) <= most else f"{text[: most * 3 // 4]} … {text[-most // 5 :]}"


def escaped(json: str) -> str:
    """JSON text with \\u escapes for them: the same data."""
    return HIDDEN.sub(lambda m: "".join(f"\\u{unit:04x}" for unit in units(ord(m[0]))), json)


def units(code: int) -> tuple[int, ...]:
    """A character's UTF-16 code units."""
    return (code,) if code < 0x10000 else (0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF))
