"""The mistakes that people make, a row each: small changes of a reading that might make it right.

A repair only proposes; `diagnose` reports those that are then proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...notation.tree import Node
from .common import Candidate, Context
from .functions import complements, functions, powers, primes, signs_inside
from .names import entries, indices, labels_and_predictions, vectors
from .products import inner_products, operators, order_of_a_product, transpose_of_a_factor
from .sums import ranges, sums
from .terms import branches, factor_of_the_whole, missing, sign_of_a_term, sign_of_the_whole, surplus

REPAIRS: tuple[Callable[[Context, Node], Iterator[Candidate]], ...] = (
    sign_of_the_whole,
    sign_of_a_term,
    labels_and_predictions,
    signs_inside,
    complements,
    primes,
    indices,
    entries,
    branches,
    factor_of_the_whole,
    transpose_of_a_factor,
    order_of_a_product,
    operators,
    vectors,
    sums,
    ranges,
    powers,
    surplus,
    functions,
    missing,
)
"""Most specific first: the first that is proved is told."""
ILL_TYPED_FIRST: tuple[Callable[[Context, Node], Iterator[Candidate]], ...] = (
    inner_products,
    entries,
    order_of_a_product,
    transpose_of_a_factor,
    operators,
    sums,
    indices,
    vectors,
    labels_and_predictions,
    surplus,
    ranges,
    functions,
    missing,
)
"""What may mend an answer whose shapes do not fit."""


__all__ = ["ILL_TYPED_FIRST", "REPAIRS", "Candidate", "Context"]
