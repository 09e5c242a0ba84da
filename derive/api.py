"""The functions for use from Python."""

from __future__ import annotations

from collections.abc import Iterable

from .catalogue import load_sheet
from .claims import Claims, Judgement
from .sheet import Sheet


def prove(claim: str, *, sheet: Sheet | str = "word2vec", assume: Iterable[str] = ()) -> Judgement:
    """The verdict on one claim, in the names of a sheet; `assume` adds hypotheses to the sheet's own.

    Nothing that the claim's text may hold raises; a fault in `assume` or in the sheet is a `SheetError`.
    """
    home = load_sheet(sheet) if isinstance(sheet, str) else sheet
    assumed = (assume,) if isinstance(assume, str) else tuple(assume)
    claims: Claims = home.claims_under(assumed)
    return claims.judge(claim.strip().strip("$"))
