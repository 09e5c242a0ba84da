r"""A mutation run: does some test see it when one line of the engine is made wrong?

Not a test, and not run in CI; run it by hand after a change to the engine or to its tests:

    python tests/mutants.py                     every mutant, two at a time
    python tests/mutants.py --only elementary   those with that word in their file, snippets or reason
    python tests/mutants.py --without-rules     as if tests/test_rules.py were not there: what do the older tests see?

A row of `MUTANTS` is one wrong program: the file under derive/, a snippet that occurs exactly once in it, what stands in its place, and
what that breaks.  A row with `same` is as right as the engine, so that no test should tell, and says why; it runs only with --same.
For each row the script copies what the tests need to a temporary folder, puts the replacement in, and runs `TESTS` there until one fails.
A run that uses more than its seconds of CPU counts as killed: somebody would notice.  The exit code is 1 if a mutant survives.
"""

# ruff: noqa: E501 (snippets stand as they are in the engine)
from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("derive", "checks", "numeric", "tests", "pyproject.toml")
RULES = "tests/test_rules.py"
TESTS = (
    RULES,
    "tests/test_normalize.py",
    "tests/test_soundness.py",
    "tests/test_prove.py",
    "tests/test_differentiate.py",
    "tests/test_roads.py",
)
"""The quick ones first."""
CPU_SECONDS = 120


class Mutant(NamedTuple):
    """One row: the file under derive/, the snippet, its replacement, what that breaks; and why no test should tell, if none should."""

    file: str
    old: str
    new: str
    breaks: str
    same: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.breaks}"


# The places where an earlier mutation run found survivors, and their neighbours.
NAMED = (
    Mutant(
        "canon/polynomial.py",
        "denominator * c.denominator // gcd(denominator, c.denominator)",
        "denominator * c.denominator",
        "the content of a polynomial: the product of the denominators for their least common multiple",
    ),
    Mutant("canon/polynomial.py", "numerator = gcd(numerator, c.numerator)", "numerator = 1", "a common factor stays in"),
    Mutant(
        "canon/canon.py",
        "self.atoms[a].positive or (isinstance(e, int) and e % 2 == 0) or a in",
        "self.atoms[a].positive or isinstance(e, int) or a in",
        "odd powers count as never negative",
    ),
    Mutant("canon/canon.py", "            and any(all(self.atoms[a].positive for a, _ in m) for m in p)\n", "", "x² counts as positive"),
    Mutant(
        "canon/canon.py",
        "all(c > 0 and self.nonnegative(m) for m, c in p.items())\n",
        "all(self.nonnegative(m) for m, c in p.items())\n",
        "1 − x² counts as positive",
    ),
    Mutant(
        "canon/polynomial.py",
        "return tuple((a, whole(e * exponent)) for a, e in m)",
        "return tuple((a, e * exponent) for a, e in m)",
        "the square of a root is no whole power",
    ),
    Mutant(
        "canon/polynomial.py",
        "powers[atom] = total if type(total) is int else whole(total)",
        "powers[atom] = total",
        "root times root is no whole power",
    ),
    Mutant(
        "canon/kinds/sums.py",
        "canon.atoms[a].positive or (isinstance(e, int) and e % 2 == 0) for a, e in atom.args[1]",
        "canon.atoms[a].positive or isinstance(e, int) for a, e in atom.args[1]",
        "a sum of odd powers counts as never negative",
    ),
    Mutant(
        "canon/kinds/powers.py",
        "never_negative=lambda canon, atom: bool(atom.args[1] % 2 == 0),",
        "never_negative=lambda canon, atom: False,",
        "a square root may be negative",
    ),
    Mutant(
        "canon/kinds/exponentials.py",
        "return scaled(logarithm(canon, dict(atom.args[0])), -1)",
        "return logarithm(canon, dict(atom.args[0]))",
        "log(1/p) = log p",
    ),
    Mutant(
        "canon/kinds/powers.py", "inverts = positive or all(c > 0 for c in exponent.values())", "inverts = True", "0ⁿ⁻¹ split into 0ⁿ/0"
    ),
    Mutant(
        "canon/kinds/powers.py",
        "        if canon.atoms[number].positive:\n            out = canon.mul(out, root(canon, ",
        "        if True:\n            out = canon.mul(out, root(canon, ",
        "√(x/q) = √x/√q for q of any sign",
    ),
    Mutant(
        "canon/kinds/exponentials.py",
        "p.keys() == {UNIT} and p[UNIT] > 1",
        "p.keys() == {UNIT}",
        "the logarithm of a tiny number counts as positive",
    ),
    Mutant(
        "canon/kinds/exponentials.py",
        "above_one = p.keys() == {UNIT} and p[UNIT] > 1",
        "above_one = False",
        "log 2 is not known to be positive",
    ),
    Mutant("canon/kinds/powers.py", "for a, e in common if exponent.denominator == 2 else ():", "for a, e in common:", "∛(x²) = |x|⁰"),
    Mutant(
        "canon/kinds/fractions.py",
        "if e and not canon.tables.kinds[canon.atoms[a].kind].idempotent and",
        "if e and",
        "δs are divided by as if they were names",
    ),
    Mutant(
        "canon/kinds/indicators.py",
        "return combine(positive_indicator(canon, minus), zero_indicator(canon, p))",
        "return positive_indicator(canon, minus)",
        "≤ read as <",
    ),
    Mutant(
        "canon/kinds/indicators.py",
        "return combine(positive_indicator(canon, p), zero_indicator(canon, p))",
        "return positive_indicator(canon, p)",
        "≥ read as >",
    ),
    Mutant(
        "canon/kinds/deltas.py",
        "        or (isinstance(t, Entry) and (t.base, s) in canon.avoids)\n",
        "",
        "o ∉ {w} forgotten, one way round",
    ),
    Mutant(
        "canon/kinds/deltas.py",
        "        or (isinstance(s, Entry) and (s.base, t) in canon.avoids)\n",
        "",
        "o ∉ {w} forgotten, the other way round",
    ),
    Mutant(
        "canon/kinds/indicators.py",
        "all(canon.atoms[a].positive or e % 2 == 0 for a, e in denominator)",
        "True",
        "the sign of p/q is taken for that of p q⁰",
    ),
    Mutant(
        "canon/kinds/indicators.py",
        "return combine(combine(constant(1), found, -1), zero_indicator(canon, p), -1)",
        "return combine(constant(1), found, -1)",
        "[x < 0] = 1 − [x > 0]",
    ),
    Mutant(
        "canon/kinds/indicators.py",
        "if canon.positive(p) or canon.positive(scaled(p, -1)) or key(p) in canon.nonzero",
        "if canon.positive(p) or key(p) in canon.nonzero",
        "what is known to be negative may be 0",
    ),
    Mutant(
        "canon/kinds/indicators.py",
        "key(p) in canon.nonzero or nonzero_entry(canon, p)",
        "key(p) in canon.nonzero",
        "y_j ≠ 0 for all j forgotten",
    ),
    Mutant(
        "canon/ranges.py",
        "return upper.least >= 1 and (lower is S.One or lower == -upper)",
        "return upper.least >= 1",
        "Σ from 2 to n counts as never empty",
    ),
    Mutant(
        "canon/ranges.py",
        "return upper.least >= 1 and (lower is S.One or lower == -upper)",
        "return lower is S.One or lower == -upper",
        "Σ from 1 to t counts as never empty, where t may be 0",
    ),
    Mutant(
        "canon/ranges.py",
        "return upper.least >= 1 and (lower is S.One or lower == -upper)",
        "return upper.least >= 1 and lower is S.One",
        "Σ from −n to n may be empty",
    ),
    Mutant(
        "canon/kinds/sums.py",
        "positive = nonempty and all(canon.atoms[a].positive for a, _ in inner)",
        "positive = all(canon.atoms[a].positive for a, _ in inner)",
        "an empty Σ counts as positive",
    ),
    Mutant(
        "canon/kinds/sums.py",
        "positive = nonempty and all(canon.atoms[a].positive for a, _ in inner)",
        "positive = nonempty",
        "every Σ counts as positive",
    ),
    Mutant(
        "canon/kinds/sums.py",
        "positive = never_empty(b.lower, b.upper) and canon.positive(body)",
        "positive = never_empty(b.lower, b.upper)",
        "every Σ counts as positive in the cheap form",
    ),
    Mutant(
        "canon/kinds/sums.py",
        "accumulate(out, canon.mul({mono: c}, count(canon, index)))",
        "accumulate(out, {mono: c})",
        "Σ_i x = x in the cheap form",
    ),
    Mutant("canon/kinds/sums.py", "accumulate(out, solved[0], c)", "accumulate(out, solved[0])", "Σ_i 2 δ_io u_i = u_o in the cheap form"),
    Mutant(
        "canon/kinds/entries.py",
        "positive, free = term.least >= 1, frozenset()",
        "positive, free = True, frozenset()",
        "a size that may be 0 counts as positive",
    ),
    Mutant(
        "canon/kinds/entries.py",
        "positive, free = term.lower is S.One, frozenset({term})",
        "positive, free = True, frozenset({term})",
        "an index from −n to n counts as positive",
    ),
    Mutant("canon/kinds/sums.py", "for n in range(1, int(shift) + 1):", "for n in range(1, int(shift)):", "Σ to n + 2 loses its last term"),
    Mutant(
        "canon/kinds/sums.py",
        "and isinstance(stem, Size) and lower is S.One:",
        "and isinstance(stem, Size):",
        "Σ from 5 to n + 1 has its last term always",
    ),
    Mutant(
        "canon/assume.py", "canon.known_positive.add(key(scaled(p, turn)))", "canon.known_positive.add(key(p))", "−x > 0 makes x positive"
    ),
    Mutant("canon/assume.py", 'sign != "≠" and c * turn > 0 and isinstance(', 'sign != "≠" and isinstance(', "−x ≥ 0 makes x nonnegative"),
    Mutant(
        "canon/assume.py",
        "isinstance(e := unknown[0][1], int) and e % 2:",
        "isinstance(e := unknown[0][1], int):",
        "x² > 0 makes x positive",
    ),
    Mutant("canon/assume.py", '        if sign != "≥":\n', "        if True:\n", "x ≥ 0 makes x nonzero"),
    Mutant(
        "canon/kinds/conditions.py",
        "return parts if is_sign(canon, rest) else parts | state_condition(canon, rest, sign)",
        "return parts",
        "a condition is lost: that of the other factor",
    ),
    Mutant(
        "canon/kinds/conditions.py", 'own = "≠" if sign == "≠" or e % 2 == 0 else', 'own = "≠" if sign == "≠" else', "x² > 0 asks for x > 0"
    ),
    Mutant("canon/kinds/conditions.py", 'else sign if e > 0 else ">"', "else sign", "1/x ≥ 0 asks for x ≥ 0 only"),
    Mutant("canon/kinds/conditions.py", '(turn == 0 and sign != "≥")', "turn == 0", "√0 is defined nowhere"),
    Mutant("numbers/places.py", "if p.size and (p.min() < 1 or p.max() > n):", "if p.size and p.max() > n:", "u_0 is the last entry"),
    Mutant(
        "numbers/walk.py",
        "False if False in tests else None if None in tests else True",
        "None if None in tests else False if False in tests else True",
        "«false and unknown» is unknown in balls",
    ),
    Mutant(
        "numbers/walk.py",
        "np.where(fails, 0.0, np.prod(arrays, axis=0))",
        "np.prod(arrays, axis=0)",
        "«false and unknown» is unknown in floats",
    ),
    Mutant(
        "numbers/arithmetic.py",
        "(x.sqrt() if q == 2 else x.root(q)) ** p",
        "x.sqrt() if q == 2 else x.root(q)",
        "a^(p/q) loses its p in balls",
    ),
    Mutant(
        "numbers/arithmetic.py",
        "return wave + (x * x / 3, 2 * x / 3, flint.arb(2) / 3)[order]",
        "return wave + (x * x / 3, x / 3, flint.arb(2) / 3)[order]",
        "the sample of f′ is not the derivative of that of f, in balls",
    ),
    Mutant("proof/prover.py", "if len(checks) < len(compared):", "if not checks:", "an equation that was not compared is waved through"),
    Mutant(
        "proof/prover.py",
        "isinstance(i, Index) and i not in self.cast.indices and (i.lower",
        "isinstance(i, Index) and (i.lower",
        "u_i ≠ 0 for one i is said of all",
    ),
    Mutant(
        "proof/prover.py",
        "i not in self.cast.indices and (i.lower, i.upper) == (a.lower, a.size)",
        "i not in self.cast.indices",
        "u_i ≠ 0 for i from 2 on is said of all",
    ),
)

# Lines of our own choice.
MORE = (
    Mutant(
        "canon/kinds/sums.py",
        "if one in bounds and not contains(other, one) and inside(other, one):",
        "if one in bounds and not contains(other, one):",
        "Σ from 2 on of δ_io is 1",
    ),
    Mutant("canon/ranges.py", "or (least is S.One and term == 1)", "or (least is S.One and term >= 1)", "Σ_i δ_i2 = 1 also where n = 1"),
    Mutant("canon/ranges.py", "(least == -most and abs(term) <= 1)", "(least == -most and abs(term) <= 2)", "2 lies between −n and n"),
    Mutant(
        "canon/ranges.py",
        "stem.least + shift - lower + 1 >= 0",
        "stem.least + shift - lower + 2 >= 0",
        "Σ from 3 to n has n − 2 terms, n = 1 too",
    ),
    Mutant(
        "canon/kinds/sums.py",
        "if best is None or candidate[0] < best[0]:",
        "if best is None:",
        "bound indices keep the order in which they were written",
    ),
    Mutant(
        "canon/kinds/sums.py",
        "parts.append((sorted(shape.items()), e))",
        "parts.append((sorted(shape.items()), 1))",
        "the signature of an index ignores exponents",
        same="a coarser signature makes more ties, all of whose orders are tried; the least naming is as canonical",
    ),
    Mutant("canon/kinds/sums.py", "                members |= others\n", "", "bound indices that share a factor are torn apart"),
    Mutant(
        "canon/kinds/sums.py",
        "rest = mono[:place] + (((number, e - 1),) if e > 1 else ()) + mono[place + 1 :]",
        "rest = mono[:place] + mono[place + 1 :]",
        "the square of an inner Σ is opened once",
    ),
    Mutant(
        "canon/kinds/sums.py",
        "scale = scale if body[max(body)] > 0 else -scale",
        "scale = scale",
        "−Σ is no multiple of Σ in the cheap form",
    ),
    Mutant(
        "canon/kinds/deltas.py",
        "return constant(0) if difference else constant(1)",
        "return constant(0)",
        "δ(t + 1, 1 + t) = 0",
        same="index terms are put in one order first: two that differ by 0 are the same term, and that was looked at",
    ),
    Mutant(
        "canon/kinds/indicators.py",
        'if any(canon.atoms[a].kind == "pos" and canon.atoms[a].args == atom.args for a, _ in mono):',
        'if any(canon.atoms[a].kind == "pos" for a, _ in mono):',
        "[x = 0][y > 0] = 0",
    ),
    Mutant("canon/kinds/indicators.py", "whole(Fraction(-c) / p[lead])", "whole(Fraction(c) / p[lead])", "[x + y = 0] x = [x + y = 0] y"),
    Mutant(
        "canon/kinds/indicators.py",
        "        remaining = canon.mul(remaining, combine(constant(1), here, -1))\n",
        "        remaining = combine(constant(1), here, -1)\n",
        "a branch forgets the branches before the last",
    ),
    Mutant(
        "canon/kinds/indicators.py",
        "return combine(constant(1), delta_polynomial(canon, left, right), -1)",
        "return delta_polynomial(canon, left, right)",
        "i ≠ j read as i = j",
    ),
    Mutant(
        "canon/kinds/indicators.py",
        "return combine(constant(1), zero_indicator(canon, p), -1)",
        "return zero_indicator(canon, p)",
        "x ≠ 0 read as x = 0",
    ),
    Mutant(
        "canon/kinds/exponentials.py",
        'if len(m) == 1 and m[0][1] == 1 and canon.atoms[m[0][0]].kind == "log"',
        'if len(m) == 1 and canon.atoms[m[0][0]].kind == "log"',
        "e^((log a)²) = a",
    ),
    Mutant(
        "canon/kinds/exponentials.py",
        "            if not canon.positive(base):\n",
        "            if False:\n",
        "log(p/q) = log p − log q for q of any sign",
    ),
    Mutant(
        "canon/kinds/exponentials.py",
        "for n, sign in ((value.numerator, 1), (value.denominator, -1)):\n        for prime, e in (factorint(n) if n > 1 else {}).items():\n            accumulate(",
        "for n, sign in ((value.numerator, 1), (value.denominator, 1)):\n        for prime, e in (factorint(n) if n > 1 else {}).items():\n            accumulate(",
        "log(2/3) = log 6",
    ),
    Mutant("canon/kinds/powers.py", "total = exponent * sign * int(e)", "total = exponent * int(e)", "√(1/2) = √2"),
    Mutant(
        "canon/kinds/fractions.py",
        "sign = 1 if q[max(q)] > 0 else -1\n    q = scaled(q, Fraction(sign) / size)\n    out",
        "sign = 1\n    q = scaled(q, Fraction(sign) / size)\n    out",
        "1/(x − y) is not known to be −1/(y − x)",
    ),
    Mutant(
        "canon/kinds/fractions.py",
        "canon.level_of(q), canon.positive(q), special=True)",
        "canon.level_of(q), True, special=True)",
        "every inverse counts as positive",
    ),
    Mutant(
        "canon/kinds/fractions.py",
        "canon.level_of(q), canon.positive(q), special=True)",
        "canon.level_of(q), False, special=True)",
        "the inverse of a positive sum is not known to be positive",
    ),
    Mutant(
        "canon/kinds/powers.py",
        "free, level, canon.positive(base)), times),): 1}",
        "free, level, True), times),): 1}",
        "xⁿ counts as positive",
    ),
    Mutant("canon/kinds/powers.py", "whole(c * e)))", "c))", "(a²)ⁿ = aⁿ"),
    Mutant("canon/kinds/powers.py", "            if scale != 1:\n", "            if False:\n", "(2a)ⁿ = aⁿ"),
    Mutant("canon/kinds/powers.py", "magnitude(canon, a, int(e * exponent))", "canon.single(a, int(e * exponent))", "√(x²) = x"),
    Mutant(
        "canon/kinds/functions.py",
        "if atom is None or c != 1 or len(mono) != 1 or",
        "if atom is None or len(mono) != 1 or",
        "sin(arcsin(x)/2) = x",
    ),
    Mutant(
        "canon/kinds/functions.py", "len(mono) != 1 or mono[0][1] != 1 or atom.kind", "len(mono) != 1 or atom.kind", "sin(arcsin(x)²) = x"
    ),
    Mutant("canon/kinds/functions.py", "(0, 1, 0, -1)[", "(0, 1, 0, 1)[", "cos π = 1"),
    Mutant(
        "canon/kinds/functions.py",
        "combine(canon.mul(c1, c2), canon.mul(s, t), -1)",
        "combine(canon.mul(c1, c2), canon.mul(s, t))",
        "cos(x + y) = cos x cos y + sin x sin y",
    ),
    Mutant("canon/kinds/functions.py", "(((number, e - 2),) if e > 2 else ())", "()", "sin³ = 1 − cos²"),
    Mutant(
        "canon/kinds/functions.py",
        "return scaled(apply_function(canon, function, scaled(p, -1)), row.parity)",
        "return apply_function(canon, function, scaled(p, -1))",
        "odd functions are even",
    ),
    Mutant("canon/kinds/fractions.py", "powers.get(a, 0) < e for a, e in by", "a not in powers for a, e in by", "x is divided by x²"),
    Mutant(
        "canon/kinds/fractions.py",
        "            if e < 0 and a not in common:\n",
        "            if False:\n",
        "x stays below the line in 1/(1 + 1/x)",
    ),
    Mutant(
        "canon/assume.py",
        "canon.known_positive.add(key(combine(constant(whole(Fraction(high))), here, -1)))",
        "canon.known_positive.add(key(combine(constant(whole(Fraction(high))), here)))",
        "x < 1 makes 1 + x positive",
    ),
    Mutant(
        "canon/assume.py",
        "canon.known_positive.add(key(combine(here, constant(whole(Fraction(low))), -1)))",
        "canon.known_positive.add(key(here))",
        "−1 < x makes x positive",
    ),
    Mutant(
        "canon/hypotheses.py",
        "if any(range_of(t) != range_of(p) for t, p in zip(targets, places, strict=True)):",
        "if False:",
        "a hypothesis about j ≤ n is used where j ≤ n does not hold",
        same="an index term that stands in an axis lies in it, so that the hypothesis holds of it: the mutant proves more, nothing false",
    ),
    Mutant(
        "canon/assume.py",
        "return chosen, places, scaled(rest, Fraction(-1) / c)",
        "return chosen, places, scaled(rest, Fraction(1) / c)",
        "Σ y = 1 is used as Σ y = −1",
    ),
    Mutant(
        "numbers/frame.py",
        "max(0, self.whole(index.upper) - self.whole(index.lower) + 1)",
        "self.whole(index.upper) - self.whole(index.lower) + 1",
        "an empty Σ of a constant is negative",
    ),
    Mutant("numbers/walk.py", "return axes, a * self.arithmetic.number(self.length(index))", "return axes, a", "Σ_i x = x in numbers"),
    Mutant("numbers/walk.py", "done |= (test == 1) | np.isnan(test)", "done |= test == 1", "an unknown test counts as failed, in floats"),
    Mutant("numbers/walk.py", "        if test is None:\n            return nothing\n", "", "an unknown test counts as failed, in balls"),
    Mutant(
        "numbers/walk.py",
        "return np.asarray(a * 0 + self.arithmetic.number(1))",
        "return np.asarray(np.ones_like(a))",
        "x⁰ is 1 where x has no value",
    ),
    Mutant(
        "numbers/walk.py",
        "np.where((a == 0) & (e < 0), math.nan, np.power(a, e.astype(float)))",
        "np.power(a, e.astype(float))",
        "0⁻ⁿ is infinite",
    ),
    Mutant(
        "numbers/walk.py",
        "            values.append(below.array(recurrence.next, ()))\n",
        "            values.append(values[-1])\n",
        "a sequence stays where it began",
    ),
    Mutant("numbers/arithmetic.py", "return np.where(a == 0, math.nan, 1 / a)", "return 1 / a", "1/0 is infinite, and 1/(1/0) is 0"),
    Mutant("numbers/arithmetic.py", "return np.where(a > 0, np.log(a), math.nan)", "return np.log(a)", "log 0 is −∞, and e to it 0"),
    Mutant("numbers/arithmetic.py", "return np.where((a == 0) & (p < 0), math.nan, value)", "return value", "0^(−1/2) is infinite"),
    Mutant(
        "numbers/arithmetic.py",
        "return lambda a, b: np.where(np.isnan(a) | np.isnan(b), math.nan, test(a, b).astype(float))",
        "return lambda a, b: test(a, b).astype(float)",
        "a comparison with no value fails",
    ),
    Mutant(
        "numbers/arithmetic.py",
        "if not (x.is_finite() and y.is_finite()):\n            return None",
        "if False:\n            return None",
        "a comparison with no value is certain, in balls",
        same="a ball that is no number overlaps every ball, and no order holds between it and another: nothing is certain anyway",
    ),
    Mutant(
        "numbers/arithmetic.py",
        '"<=": (lambda x, y: x <= y, lambda x, y: x > y)',
        '"<=": (lambda x, y: x < y, lambda x, y: x >= y)',
        "≤ is < in balls",
    ),
    Mutant(
        "numbers/arithmetic.py",
        '">=": (lambda x, y: x >= y, lambda x, y: x < y)',
        '">=": (lambda x, y: x > y, lambda x, y: x <= y)',
        "≥ is > in balls",
    ),
    Mutant(
        "numbers/arithmetic.py",
        '">": (lambda x, y: x > y, lambda x, y: x <= y)',
        '">": (lambda x, y: x > y, lambda x, y: not x > y)',
        "an uncertain > fails, in balls",
    ),
    Mutant(
        "numbers/arithmetic.py",
        "powers = (x * x / 3, 2 * x / 3, 2.0 / 3)",
        "powers = (x * x / 3, 2 * x / 3, 1.0 / 3)",
        "the sample of f″ is wrong, in floats",
    ),
    Mutant(
        "numbers/arithmetic.py",
        "return [_float_log(a), *(-((-1.0) ** k) / (k *",
        "return [_float_log(a), *(-((-1.0) ** k) / (1 *",
        "log has the Taylor coefficients of 1/x",
    ),
    Mutant(
        "numbers/jets.py", "c = c * (exponent - (k - 1)) / k", "c = c * (exponent - (k - 1))", "the second derivative of a root is doubled"
    ),
    Mutant("numbers/jets.py", "falling = falling * (e - (k - 1))", "falling = falling * e", "the second derivative of xⁿ is n² xⁿ⁻²"),
    Mutant(
        "numbers/jets.py",
        "coefficient = np.where(np.broadcast_to(zero, np.broadcast_shapes(w.shape, a.shape)), plain.arithmetic.number(0), w * a)",
        "coefficient = w * a",
        "the second derivative of x¹ has no value at 0",
    ),
    Mutant(
        "numbers/jets.py",
        "scaled = {0: (term_axes, coefficient / factorial(k))}",
        "scaled = {0: (term_axes, coefficient)}",
        "the second derivative of xⁿ is doubled",
    ),
    Mutant(
        "numbers/jets.py",
        "[system.unknown(a, order + k) / factorial(k) for k in range(n + 1)]",
        "[system.unknown(a, order + k) for k in range(n + 1)]",
        "f″ is doubled in numbers",
    ),
    Mutant(
        "numbers/jets.py",
        "return [one * (one * -1) ** k if k else one for k in range(order + 1)]",
        "return [one * one**k if k else one for k in range(order + 1)]",
        "(1/x)′ = 1/x²",
    ),
    Mutant(
        "numbers/jets.py",
        "            for k, _ in own:\n                value[1 << k] = self.plain.number(S.One)\n",
        "            value[1 << own[-1][0]] = self.plain.number(S.One)\n",
        "f″(x) of a sheet's own f is 0 in numbers",
    ),
    Mutant("proof/compare.py", 'flat > 0 if sign == ">" else', 'flat >= 0 if sign == ">" else', "a witness breaks x > 0"),
    Mutant("proof/compare.py", 'flat >= 0 if sign == "≥" else flat != 0', "flat != 0", "a witness breaks x ≥ 0"),
    Mutant(
        "proof/compare.py",
        "for pairs, wanted in ((facts.unequal, False), (facts.equal, True)):",
        "for pairs, wanted in ((facts.unequal, False),):",
        "a witness breaks i = j",
    ),
    Mutant(
        "proof/compare.py",
        "            out &= (members.reshape(members.shape[0], -1) != place.reshape(-1, 1)).all(axis=1)\n",
        "",
        "a witness breaks o ∉ {w}",
        same="`places_of` draws the members from what is left without the terms to avoid: the hypothesis holds in every world anyway",
    ),
    Mutant(
        "proof/compare.py",
        "            out &= (values.reshape(values.shape[0], -1) != 0).all(axis=1)\n",
        "",
        "a witness lies where a denominator is 0",
    ),
    Mutant(
        "proof/compare.py",
        "return bool(a.is_finite() and b.is_finite() and not a.overlaps(b))",
        "return bool(not a.overlaps(b))",
        "no value differs from a value",
        same="a ball that is no number overlaps every ball; an infinite one does not come out of any operation",
    ),
    Mutant(
        "proof/compare.py",
        "return CrossCheck(points, largest) if points else",
        "return CrossCheck(points, largest) if True else",
        "a claim that was compared nowhere bears a proof out",
    ),
    Mutant(
        "proof/compare.py",
        "(error > ROUNDING) | (relative > RELATIVE_ROUNDING)",
        "error > ROUNDING",
        "tiny numbers are never looked at closely",
    ),
    Mutant(
        "proof/compare.py",
        "for point in CLOSER_POINTS if number in self.worlds.exact else ():",
        "for point in ():",
        "differences that floats do not see are not looked for",
    ),
    Mutant("proof/definedness.py", 'return ("≥", "≠") if exponent < 0 else ("≥",)', 'return ("≥",)', "1/√x exists at 0"),
    Mutant("proof/definedness.py", 'return ("≠",) if exponent < 0 else ()', "return ()", "1/x exists at 0"),
    Mutant("proof/definedness.py", 'return () if is_never_negative(exponent) else ("≠",)', "return ()", "xⁿ⁻² exists at 0 for n = 1"),
    Mutant("proof/definedness.py", '    return (">",)', '    return ("≠",)', "(−1)^y exists"),
    Mutant(
        "proof/definedness.py",
        "return count(term.lower if times > 0 else term.upper, times)",
        "return count(term.lower, times)",
        "1 − i is never negative",
    ),
    Mutant("proof/definedness.py", "return bool(exponent % 2 == 0) or self.is_nonnegative(base)", "return True", "x³ is never negative"),
    Mutant(
        "proof/definedness.py",
        "odd = [t for t in term.args if term.args.count(t) % 2 and not self.is_nonnegative(t)]",
        "odd = [t for t in term.args if False]",
        "x y is never negative",
    ),
    Mutant("proof/definedness.py", "and any(self.is_positive(t) for t in term.args)", "and True", "x² + y² is positive"),
    Mutant(
        "proof/definedness.py",
        "return never_empty(term.index.lower, term.index.upper) and self.is_positive(term.args[0])",
        "return self.is_positive(term.args[0])",
        "an empty Σ of positive numbers is positive",
    ),
    Mutant(
        "proof/definedness.py",
        "                return term.lower is S.One\n",
        "                return True\n",
        "an index from −n on is positive",
    ),
    Mutant(
        "proof/definedness.py",
        '                for edge in edges:\n                    self.keep(out, edge, "≠")\n',
        "",
        "|x|′ exists at 0",
    ),
    Mutant(
        "proof/definedness.py",
        "                out[branch.args[0], BRANCH] = None\n",
        "                pass\n",
        "a branch is defined everywhere",
    ),
    Mutant(
        "proof/definedness.py",
        '">" if ">" in found or {"≥", "≠"} <= set(found) else found[0]',
        "found[0]",
        "x ≥ 0 and x ≠ 0 is said as x ≥ 0",
    ),
    Mutant("proof/prover.py", "tuple(dict.fromkeys((*conditions, *given)))", "conditions", "the conditions of lemmas are lost"),
    Mutant(
        "proof/prover.py", "                    self.look_again(equations, needs)\n", "", "a proof is not looked at again in larger worlds"
    ),
    Mutant(
        "proof/prover.py",
        "if sign != BRANCH and not self.is_bound(e)),",
        "if sign != BRANCH),",
        "a fact about every value of a bound index is a fact about an index of that name",
        same="a canonical bound index is met in sums over its range only, and there the fact holds: the mutant proves more, nothing false",
    ),
    Mutant(
        "proof/prover.py", "        return (*plain, *more)\n", "        return plain\n", "a condition is lost: those on more than a name"
    ),
    Mutant(
        "proof/prover.py",
        "if all(not normalizer.difference(e.left, e.right) for e in equations):",
        "if any(not normalizer.difference(e.left, e.right) for e in equations):",
        "one equation of several is enough",
    ),
    Mutant(
        "proof/prover.py",
        "CrossCheck(min(c.points for c in checks)",
        "CrossCheck(max(c.points for c in checks)",
        "the cross-check counts the points of its best equation",
    ),
)

MUTANTS = NAMED + MORE


# ---------------------------------------------------------------------------------------------- running
def mutated(row: Mutant, root: Path) -> str:
    """The file's text with the replacement in; `SystemExit` if the snippet does not stand there exactly once."""
    text = (root / "derive" / row.file).read_text(encoding="utf-8")
    if text.count(row.old) != 1:
        raise SystemExit(f"derive/{row.file} has {text.count(row.old)} times, not once:\n{row.old}")
    return text.replace(row.old, row.new)


def copied(home: Path) -> None:
    """What the tests need, in a folder of its own; compiled files too, which makes the start three times as fast."""
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, home / name)
        else:
            shutil.copy2(source, home / name)


def outcome(row: Mutant | None, tests: tuple[str, ...], seconds: int) -> tuple[str, float]:
    """What becomes of a mutant (None: of the engine as it is), and the seconds of CPU that it took."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        home = Path(folder)
        copied(home)
        if row is not None:
            path = home / "derive" / row.file
            path.write_text(mutated(row, home), encoding="utf-8")
            for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
                stale.unlink()
        environment = {**os.environ, "PYTHONPATH": str(home), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        where = subprocess.run(
            [sys.executable, "-c", "import derive; print(derive.__file__)"],
            cwd=home,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if where.returncode == 0 and not where.stdout.startswith(folder):
            raise SystemExit(f"the copy is not what would be tested, but {where.stdout}")
        before = time.perf_counter()
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider", *tests],
            cwd=home, env=environment, capture_output=True, text=True, check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)),
        )  # fmt: skip
        took = time.perf_counter() - before
    if run.returncode == 0:
        return "survived", took
    if run.returncode < 0:
        return f"killed by its time ({-run.returncode})", took
    said = next((line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))), "")
    return f"killed by {said.partition(' ')[2].partition(' - ')[0] or run.stdout[-200:] + run.stderr[-200:]}", took


def main() -> int:
    parser = argparse.ArgumentParser(description="Which wrong engines do the tests see?")
    parser.add_argument("--only", metavar="PATTERN", default="", help="rows with this in their file, snippets or reason")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="so many at a time (2)")
    parser.add_argument("--list", action="store_true", help="print the rows and run nothing")
    parser.add_argument("--same", action="store_true", help="run the rows that no test should tell, too")
    parser.add_argument("--without-rules", action="store_true", help=f"without {RULES}")
    parser.add_argument("--seconds", type=int, default=CPU_SECONDS, help=f"of CPU for each mutant ({CPU_SECONDS})")
    options = parser.parse_args()
    for row in MUTANTS:
        mutated(row, ROOT)
    rows = [(n, row) for n, row in enumerate(MUTANTS, 1) if any(options.only in part for part in row)]
    if options.list:
        for n, row in rows:
            print(f"{n:3} {row}" + (f"  [no test should tell: {row.same}]" if row.same else ""))
        return 0
    tests = tuple(t for t in TESTS if not (options.without_rules and t == RULES))
    first, _ = outcome(None, tests, options.seconds)
    if first != "survived":
        raise SystemExit(f"the tests do not pass on the engine as it is: {first}")
    started = time.perf_counter()
    run = [(n, row) for n, row in rows if options.same or not row.same]
    survivors = []
    with ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda pair: outcome(pair[1], tests, options.seconds), run)
        for (n, row), (result, took) in zip(run, results, strict=True):
            print(f"{n:3} {took:5.1f} s  {result:60}  {row}", flush=True)
            if result == "survived" and not row.same:
                survivors.append(f"{n:3} {row}")
    seconds = time.perf_counter() - started
    print(f"{len(run)} run, {len(survivors)} survived, {len(rows) - len(run)} not run (no test should tell); {seconds:.0f} s")
    print(*survivors, sep="\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
