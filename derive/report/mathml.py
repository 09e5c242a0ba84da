"""LaTeX as MathML, and nothing but MathML: the one place where what people wrote becomes elements of a page.

latex2mathml un-escapes the text of \\text{…} at its end and knows \\href; its output is therefore parsed and built anew from the elements
and attributes that are named here.  A formula with any other element in it is shown as text.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree import ElementTree

from ..errors import InputError
from .run import as_unicode

ELEMENTS = frozenset(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts none "
    "mtable mtr mtd mlabeledtr mstyle mpadded mphantom menclose merror semantics".split()
)
"""Source: the presentation elements of MathML 3 (W3C Recommendation, 2014), without maction, annotation and what links."""
ATTRIBUTES = {
    "accent": "true false", "accentunder": "true false", "displaystyle": "true false", "display": "inline block",
    "fence": "true false", "form": "prefix infix postfix", "largeop": "true false", "movablelimits": "true false",
    "separator": "true false", "stretchy": "true false", "symmetric": "true false",
    "mathvariant": "normal bold italic bold-italic double-struck script fraktur sans-serif monospace",
    "columnalign": "left center right", "rowalign": "top center bottom axis baseline",
    "notation": "box circle updiagonalstrike downdiagonalstrike horizontalstrike",
    "linethickness": "", "minsize": "", "maxsize": "", "lspace": "", "rspace": "", "width": "", "height": "", "depth": "",
    "columnspacing": "", "rowspacing": "", "scriptlevel": "",
}  # fmt: skip
"""The words that an attribute's value is made of; none: lengths."""
LENGTH = frozenset("0123456789.+-empxt% ")
LONGEST = 20_000
NAMESPACE = "http://www.w3.org/1998/Math/MathML"


DEFINES = re.compile(r"\\(?:(?:re)?new|provide)command|\\(?:[egx]?def|let|newenvironment|DeclareMathOperator)(?![A-Za-z])")


@lru_cache(maxsize=4096)
def math(latex: str) -> str:
    """A formula as MathML; as text if the converter cannot take it."""
    try:
        from latex2mathml.converter import convert
    except ImportError:
        raise InputError(
            "HTML needs latex2mathml, which is not installed\n  pip install 'derive-checker[html]', or: pip install latex2mathml"
        ) from None
    try:
        if len(latex) > LONGEST or "<!" in latex or DEFINES.search(latex):
            raise ValueError("too long, a declaration, or a definition that the converter would follow for ever")
        return cleaned(str(convert(latex)))
    except Exception:  # the converter raises many kinds; the formula is then shown as Unicode
        return f"<span>{html.escape(as_unicode(latex))}</span>"


def cleaned(mathml: str) -> str:
    """The same MathML, made anew; `ValueError` or `ParseError` if there is anything else in it."""
    built = rebuilt(ElementTree.fromstring(mathml))
    if built.tag != "math":
        raise ValueError("no formula")
    return ElementTree.tostring(built, encoding="unicode", short_empty_elements=False)


def rebuilt(element: ElementTree.Element) -> ElementTree.Element:
    """An element with what is in it; attributes that are not known are left out."""
    name = str(element.tag).removeprefix(f"{{{NAMESPACE}}}")
    if name not in ELEMENTS:
        raise ValueError(f"<{name}> is no part of a formula")
    built = ElementTree.Element(name, {k: v for k, v in element.attrib.items() if is_harmless(k, v)})
    built.text, built.tail = element.text, element.tail
    built.extend(rebuilt(child) for child in element)
    return built


def is_harmless(name: str, value: str) -> bool:
    words = ATTRIBUTES.get(name)
    if words is None:
        return False
    return set(value.split()) <= set(words.split()) if words else set(value) <= LENGTH


# ---------------------------------------------------------------------------------------------- a page around it
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The second wall: no script of any kind runs in a page, and nothing is fetched."""


def page(title: str, style: str, body: str) -> str:
    """A self-contained HTML file."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<title>{html.escape(title)}</title>\n<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style}</style></head>\n<body>{body}\n</body></html>\n"
    )
