"""Compiled parts of one city with a run of others: the formulas over contiguous rows.

Each function writes values in 0..1 into `value`, or adds whole points to `points`. One pass a
part: a part of weight 0 is a pass that is not made.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba.extending import intrinsic

from matcher.compiled import compiled_views, usable_in_kernels
from matcher.scores import formulas

Float32 = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
Int32 = npt.NDArray[np.int32]
IntArray = npt.NDArray[np.int64]

HARMONIC, MEAN, ONE_WAY = 0, 1, 2
RULES = {"harmonic": HARMONIC, "mean": MEAN, "one_way": ONE_WAY}

usable_in_kernels(
    formulas.share,
    formulas.harmonic,
    formulas.mean,
    formulas.one_way,
    formulas.single,
    formulas.nearness,
    formulas.sameness,
    formulas.cosine,
    formulas.co_share,
    formulas.towards,
    formulas.points,
)


def _count_bits(typing_context: Any, bits: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return bits(bits), generate


# The processor counts bits in one step, for many cities at once; Python has no word for it.
count_bits = intrinsic(_count_bits)


@compiled_views
def mutual_row(
    forward: Float32, backward: Float32, rule: int, typical: float, value: FloatArray
) -> None:
    """Mutual benefit before shrinkage, by the programme's rule."""
    if rule == HARMONIC:
        for j in range(len(value)):
            f, b = np.float64(forward[j]), np.float64(backward[j])
            value[j] = formulas.harmonic(f, b, typical)
    elif rule == MEAN:
        for j in range(len(value)):
            f, b = np.float64(forward[j]), np.float64(backward[j])
            value[j] = formulas.mean(f, b, typical)
    else:
        for j in range(len(value)):
            f, b = np.float64(forward[j]), np.float64(backward[j])
            value[j] = formulas.one_way(f, b, typical)


@compiled_views
def directed_row(
    forward: Float32,
    backward: Float32,
    own: int,
    roles: IntArray,
    typical: float,
    value: FloatArray,
) -> None:
    """Correct `value` where roles leave one direction: mentors only give, learners only receive."""
    for j in range(len(value)):
        difference = own - roles[j]
        if difference > 0:
            value[j] = formulas.single(np.float64(forward[j]), typical)
        elif difference < 0:
            value[j] = formulas.single(np.float64(backward[j]), typical)


@compiled_views
def challenge_row(dot: Float32, own: float, squares: FloatArray, value: FloatArray) -> None:
    """Cosine of recorded needs before shrinkage."""
    for j in range(len(value)):
        value[j] = formulas.cosine(np.float64(dot[j]), own, squares[j])


@compiled_views
def co_row(
    there: Float32,
    back: Float32,
    forward: Float32,
    backward: Float32,
    top: int,
    mean: float,
    value: FloatArray,
) -> None:
    """Co-benefit share before shrinkage; `mean`, which shrinkage keeps, where nothing flows."""
    for j in range(len(value)):
        exchanged = np.float64(forward[j]) + np.float64(backward[j])
        weighted = np.float64(there[j]) + np.float64(back[j])
        share = formulas.co_share(weighted, exchanged, top)
        value[j] = share if exchanged > 0 else mean


@compiled_views
def add_unlike_letters(
    own: np.float32,
    letters: Float32,
    own_next: np.float32,
    letters_next: Float32,
    penalty: np.float32,
    apart: Float32,
) -> None:
    """Add the penalty of either climate letter that both have (NaN: has not) and that differs."""
    nothing = np.float32(0)
    for j in range(len(letters)):
        first = penalty if own < letters[j] or own > letters[j] else nothing
        unlike = own_next < letters_next[j] or own_next > letters_next[j]
        apart[j] += first + (penalty if unlike else nothing)


@compiled_views
def context_row(
    own: np.int32, features: Int32, apart: Float32, bandwidth: float, value: FloatArray
) -> None:
    """Context value; `bandwidth` 0 where the pool's typical distance is 0."""
    if bandwidth > 0:
        for j in range(len(value)):
            shared = np.float64(count_bits(np.int32(own & features[j])))
            value[j] = formulas.nearness(shared, np.float64(apart[j]), bandwidth)
    else:
        for j in range(len(value)):
            shared = np.float64(count_bits(np.int32(own & features[j])))
            value[j] = formulas.sameness(shared, np.float64(apart[j]))


@compiled_views
def complement(value: FloatArray) -> None:
    """Turn likeness into difference."""
    for j in range(len(value)):
        value[j] = 1 - value[j]


@compiled_views
def add_shrunk(
    value: FloatArray, own: float, k: FloatArray, mean: float, weight: float, points: Float32
) -> None:
    """Add the points of values that thin records pull towards the mean."""
    for j in range(len(value)):
        points[j] += np.float32(
            formulas.points(weight, formulas.towards(value[j], own * k[j], mean))
        )


@compiled_views
def add_plain(value: FloatArray, weight: float, points: Float32) -> None:
    """Add the points of values that stand as they are."""
    for j in range(len(value)):
        points[j] += np.float32(formulas.points(weight, value[j]))


@compiled_views
def add_looked_up(table: Float32, groups: IntArray, points: Float32) -> None:
    """Add the points that the table holds for each group."""
    for j in range(len(points)):
        points[j] += table[groups[j]]


@compiled_views
def add_preferences(
    domestic: tuple[np.int32, Int32],
    own_languages: IntArray,
    languages: IntArray,
    at: int,
    first: int,
    table: Float32,
    points: Float32,
) -> None:
    """Add the points of a language in common and of the same country, table (2, 2)."""
    neither, same, common, both = table[0, 0], table[0, 1], table[1, 0], table[1, 1]
    own_country, country = domestic
    if len(languages) == 1:
        own, others = own_languages[0, at], languages[0, first : first + len(points)]
        for j in range(len(points)):
            with_language = both if own_country == country[j] else common
            without = same if own_country == country[j] else neither
            points[j] += with_language if (own & others[j]) != 0 else without
    else:
        for j in range(len(points)):
            shared = np.int64(0)
            for word in range(len(languages)):
                shared |= own_languages[word, at] & languages[word, first + j]
            with_language = both if own_country == country[j] else common
            without = same if own_country == country[j] else neither
            points[j] += with_language if shared != 0 else without
