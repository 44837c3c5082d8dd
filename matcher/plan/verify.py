"""Check a plan from its file and the profiles alone.

Scores are recomputed by plain loops, rules and capacities recounted, the objective added again, and
every permitted pair priced against the certificate. Nothing here is shared with a solver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.candidates import CapGroup, PairRules, PairWeights, Pool, build_caps, build_pool
from matcher.errors import VerificationError
from matcher.intake.profiles import Profiles
from matcher.language.phrases import points
from matcher.plan.aim import has_aim
from matcher.plan.checks import Check, aim_check, beside_the_total, replanned_check
from matcher.plan.document import Certificate, PlanDocument
from matcher.plan.fingerprint import profile_hash
from matcher.plan.pair_scores import score_pairs
from matcher.plan.plain_score import PlainScorer
from matcher.plan.quota_check import quotas_check
from matcher.plan.reprice import reprice
from matcher.plan.sample import SEED, pairs_outside
from matcher.scores.model import ScoreModel


@dataclass(frozen=True)
class Verification:
    """All checks of one plan."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    def require(self) -> Verification:
        """Return itself, or raise VerificationError naming every failed check."""
        if not self.passed:
            failed = "; ".join(f"{c.name}: {c.detail}" for c in self.checks if not c.passed)
            raise VerificationError(f"the plan does not stand up to its check: {failed}")
        return self

    def __str__(self) -> str:
        return "\n".join(
            f"{'ok  ' if check.passed else 'FAIL'}  {check.name}: {check.detail}"
            for check in self.checks
        )


def verify_plan(document: PlanDocument, profiles: Profiles) -> Verification:
    """Check a plan against the profiles it was made from.

    Parameters
    ----------
    document : PlanDocument
        As read from plan.json.
    profiles : Profiles
        The file set. A city that changed since fails the first check.

    Returns
    -------
    Verification
        One entry per check; call `.require()` to raise on failure.
    """
    unchanged = _unchanged(document, profiles)
    if not unchanged.passed:
        return Verification((unchanged,))
    try:
        return Verification((unchanged, *_checks(document, profiles)))
    except VerificationError as error:
        broken = str(error)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        # A file that was edited by hand may refer to anything.
        broken = f"the document refers to what it does not hold: {error}"
    return Verification((unchanged, Check("the document hangs together", False, broken)))


def _checks(document: PlanDocument, profiles: Profiles) -> Iterator[Check]:
    programme = document.settings
    pool = build_pool(profiles, programme)
    model = ScoreModel.restore(profiles, programme, pool.sides, document.state)
    weights = PairWeights(model, PairRules(profiles, programme, pool))
    yield _sides(document, pool)
    scorer = PlainScorer(profiles, programme, document.state)
    yield _scores(document, scorer)
    yield _sample(document, weights, scorer)
    yield _rules(document, weights)
    caps = build_caps(profiles, programme, pool)
    yield _capacities(document, profiles, caps)
    yield _everyone(document, profiles)
    yield _objective(document)
    yield _proof(document, weights, caps)
    if document.aim is not None or (has_aim(programme) and document.objective is not None):
        yield aim_check(document, weights)
    if document.quotas or programme.quotas:
        yield quotas_check(document, profiles, weights)
    if document.replanned is not None:
        yield replanned_check(document, document.replanned)


def _unchanged(document: PlanDocument, profiles: Profiles) -> Check:
    name = "profiles are those of the plan"
    missing = sorted(city for city in document.cities if city not in profiles)
    changed = sorted(
        city
        for city, card in document.cities.items()
        if city in profiles and profile_hash(profiles[city]) != card.sha256
    )
    added = sorted(city.id for city in profiles if city.id not in document.cities)
    found = [
        f"{word}: {', '.join(cities[:5])}{' ...' if len(cities) > 5 else ''}"
        for word, cities in (("missing", missing), ("changed", changed), ("new", added))
        if cities
    ]
    return Check(name, not found, "; ".join(found) or f"{len(document.cities)} cities")


def _sides(document: PlanDocument, pool: Pool) -> Check:
    stated = tuple(tuple(side.cities) for side in document.sides)
    return Check(
        "who takes part",
        stated == pool.sides,
        " and ".join(f"{side.name}: {len(side.cities)}" for side in document.sides),
    )


def _scores(document: PlanDocument, scorer: PlainScorer) -> Check:
    wrong = [
        f"{pair.a} with {pair.b}"
        for pair in document.pairs
        if scorer.parts(pair.a, pair.b) != pair.parts or sum(pair.parts.values()) != pair.score
    ]
    count = len(document.pairs)
    return Check("scores of the pairs", not wrong, ", ".join(wrong) or f"{count} pairs, each part")


def _sample(document: PlanDocument, weights: PairWeights, scorer: PlainScorer) -> Check:
    pool, model = weights.rules.pool, weights.model
    chosen = [(pool.left_at[pair.a], pool.right_at[pair.b]) for pair in document.pairs]
    drawn = pairs_outside(pool, chosen)
    scores = score_pairs(model, np.array(drawn, dtype=np.int64).reshape(-1, 2))
    wrong = [
        f"{model.left[i]} with {model.right[j]}"
        for at, (i, j) in enumerate(drawn)
        if scorer.parts(model.left[i], model.right[j]) != scores.points_of(at)
    ]
    detail = ", ".join(wrong[:5]) or f"{len(drawn)} pairs outside the plan, drawn with seed {SEED}"
    return Check("scores of other pairs", not wrong, detail)


def _rules(document: PlanDocument, weights: PairWeights) -> Check:
    wrong = [
        f"{pair.a} with {pair.b}: {reason.text}"
        for pair in document.pairs
        for reason in weights.rules.reasons(pair.a, pair.b)
    ]
    least = document.settings.rules.minimum_score
    wrong += [
        f"{pair.a} with {pair.b}: {pair.score} points, below {least}"
        for pair in document.pairs
        if pair.score < least
    ]
    if document.objective is not None:
        taken = {frozenset((pair.a, pair.b)) for pair in document.pairs}
        wrong += [
            f"{a} with {b} is required and not in the plan"
            for a, b in document.settings.rules.required
            if frozenset((a, b)) not in taken
        ]
    return Check("rules", not wrong, "; ".join(wrong) or "every pair is permitted")


def _capacities(document: PlanDocument, profiles: Profiles, caps: Sequence[CapGroup]) -> Check:
    count = Counter(city for pair in document.pairs for city in (pair.a, pair.b))
    wrong = []
    if document.objective is not None:
        for side in document.sides:
            for city in side.cities:
                capacity = document.settings.capacities.of(city)
                if not capacity.minimum <= count[city] <= capacity.maximum:
                    wrong.append(
                        f"{city} has {count[city]}, allowed {capacity.minimum}"
                        f" to {capacity.maximum}"
                    )
    most = document.settings.max_pairs
    if most is not None and len(document.pairs) > most:
        wrong.append(f"{len(document.pairs)} pairs, the cohort holds {most}")
    wrong += _broken_caps(document, profiles, caps)
    ends = [frozenset((pair.a, pair.b)) for pair in document.pairs]
    if len(set(ends)) < len(ends):
        wrong.append("a pair occurs twice")
    return Check("capacities and cohort", not wrong, "; ".join(wrong) or "all within limits")


def _broken_caps(
    document: PlanDocument, profiles: Profiles, caps: Sequence[CapGroup]
) -> Iterator[str]:
    """Caps that the pairs break, counted pair by pair, and uses that are misstated."""
    ends: list[tuple[str, list[tuple[str, ...]]]]
    ends = [("left", [(p.a,) for p in document.pairs]), ("right", [(p.b,) for p in document.pairs])]
    if len(document.settings.sides) == 1:
        ends = [("left", [(pair.a, pair.b) for pair in document.pairs])]
    used: Counter[tuple[int, str, str]] = Counter()
    for at, cap in enumerate(document.settings.caps):
        for side, (end, pairs) in zip(document.settings.sides, ends, strict=True):
            if cap.side in (None, side.name):
                # Both cities of a pair in one place are one pair.
                places = ({cap.place_of(profiles[city]) for city in cities} for cities in pairs)
                used.update((at, end, p) for held in places for p in held if p is not None)
    for group in caps:
        count = used[group.cap, group.side, group.place]
        if count > document.settings.caps[group.cap].most:
            yield f"{group.limit}, and there are {count}"
    counted = [
        (list(group.members), group.most, used[group.cap, group.side, group.place])
        for group in caps
    ]
    if [(cap.cities, cap.most_pairs, cap.used) for cap in document.caps] != counted:
        yield "the caps that are listed are not those of the programme and its pairs"


def _everyone(document: PlanDocument, profiles: Profiles) -> Check:
    paired = {city for pair in document.pairs for city in (pair.a, pair.b)}
    unmatched = [row.city for row in document.unmatched]
    wrong = sorted(
        {city.id for city in profiles} ^ (paired | set(unmatched))
        | (paired & set(unmatched))
        | {city for city, times in Counter(unmatched).items() if times > 1}
    )
    detail = f"{len(paired)} paired, {len(unmatched)} not, each with a reason"
    return Check("every city accounted for", not wrong, ", ".join(wrong) or detail)


def _objective(document: PlanDocument) -> Check:
    total = sum(pair.score for pair in document.pairs)
    if document.objective is None:
        return Check("objective", not document.pairs, "no plan")
    return Check("objective", total == document.objective, points(total))


def _proof(document: PlanDocument, weights: PairWeights, caps: Sequence[CapGroup]) -> Check:
    name = "proof"
    if document.objective is None:
        return Check(name, document.status != "optimal", "no plan, nothing to prove")
    gap = None if document.bound is None else document.bound - document.objective
    if gap != document.gap:
        return Check(name, False, f"the stated gap {document.gap} is not {gap}")
    if document.status == "optimal" and gap != 0 and not beside_the_total(document):
        return Check(name, False, f"called optimal with a gap of {gap}")
    certificate = document.certificate
    if certificate is None:
        claimed = document.status != "optimal" or document.proof in ("enumeration", "two_solvers")
        words = {
            "enumeration": "every plan was enumerated",
            "two_solvers": "two exact models agree",
        }
        detail = f"no column proof; {words.get(document.proof or '', 'not proved optimal')}"
        return Check(name, claimed, detail)
    if not _adds_up(certificate):
        return Check(name, False, "the rows of the proof do not add up to its prices")
    priced = reprice(certificate, document.settings, weights.rules.pool, weights, caps=caps)
    if document.permitted_pairs not in (None, priced.permitted):
        stated = f"{document.permitted_pairs:,} permitted pairs are stated"
        return Check(name, False, f"{stated}, {priced.permitted:,} were found")
    passed = priced.bound <= (document.bound or 0) and priced.bound == certificate.total
    return Check(
        name,
        passed
        and (
            document.status != "optimal"
            or beside_the_total(document)
            or priced.bound == document.objective
        ),
        f"{priced.permitted:,} permitted pairs priced; no plan can exceed {points(priced.bound)}",
    )


def _adds_up(certificate: Certificate) -> bool:
    """Whether the rows come to the total, and those of caps are the caps that are priced."""
    rows = certificate.rows
    caps = [(row.count, row.price) for row in rows if row.term == "cap"]
    return (
        all(row.total == row.count * row.price for row in rows)
        and sum(row.total for row in rows) == certificate.total
        and caps == [(cap.most_pairs, cap.price) for cap in certificate.caps]
    )
