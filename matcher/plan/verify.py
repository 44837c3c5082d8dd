"""Check a plan from its file and the profiles alone.

Scores are recomputed by plain loops, rules and capacities recounted, the objective added again, and
every permitted pair priced against the certificate. Nothing here is shared with a solver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.candidates import PairRules, PairWeights, Pool, build_pool
from matcher.errors import VerificationError
from matcher.intake.profiles import Profiles
from matcher.plan.document import Certificate, PlanDocument
from matcher.plan.due import due_pairs
from matcher.plan.fingerprint import profile_hash
from matcher.plan.plain_score import PlainScorer
from matcher.scores.model import ScoreModel
from matcher.scores.scales import blocks

SAMPLE = 1000
SEED = 20160519


@dataclass(frozen=True)
class Check:
    """One thing that was checked."""

    name: str
    passed: bool
    detail: str


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
    yield _scores(document, PlainScorer(profiles, programme, document.state))
    yield _sample(document, weights, PlainScorer(profiles, programme, document.state))
    yield _rules(document, weights)
    yield _capacities(document)
    yield _everyone(document, profiles)
    yield _objective(document)
    yield _proof(document, weights)


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
    model = weights.model
    total = model.shape[0] * model.shape[1]
    chosen = {(pair.a, pair.b) for pair in document.pairs}
    random = np.random.default_rng(SEED)
    flat = np.sort(random.choice(total, size=min(SAMPLE + len(chosen), total), replace=False))
    wrong, count = [], 0
    for i, j in zip(*np.unravel_index(flat, model.shape), strict=True) if total else ():
        a, b = model.left[i], model.right[j]
        if a == b or (a, b) in chosen or (b, a) in chosen or count == SAMPLE:
            continue
        count += 1
        if scorer.parts(a, b) != model.pair(a, b):
            wrong.append(f"{a} with {b}")
    detail = ", ".join(wrong[:5]) or f"{count} pairs outside the plan, drawn with seed {SEED}"
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
        taken = [{pair.a, pair.b} for pair in document.pairs]
        wrong += [
            f"{a} with {b} is required and not in the plan"
            for a, b in document.settings.rules.required
            if {a, b} not in taken
        ]
    return Check("rules", not wrong, "; ".join(wrong) or "every pair is permitted")


def _capacities(document: PlanDocument) -> Check:
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
    ends = [frozenset((pair.a, pair.b)) for pair in document.pairs]
    if len(set(ends)) < len(ends):
        wrong.append("a pair occurs twice")
    return Check("capacities and cohort", not wrong, "; ".join(wrong) or "all within limits")


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
    return Check("objective", total == document.objective, f"{total:,} points")


def _proof(document: PlanDocument, weights: PairWeights) -> Check:
    name = "proof"
    if document.objective is None:
        return Check(name, document.status != "optimal", "no plan, nothing to prove")
    gap = None if document.bound is None else document.bound - document.objective
    if gap != document.gap:
        return Check(name, False, f"the stated gap {document.gap} is not {gap}")
    if document.status == "optimal" and gap != 0:
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
    bound, pairs = _reprice(certificate, document, weights)
    passed = bound <= (document.bound or 0) and bound == certificate.total
    return Check(
        name,
        passed and (document.status != "optimal" or bound == document.objective),
        f"{pairs:,} permitted pairs priced; no plan can exceed {bound:,.0f} points",
    )


def _reprice(
    certificate: Certificate, document: PlanDocument, weights: PairWeights
) -> tuple[float, int]:
    """Recompute the bound from the prices alone, and count the pairs it was checked against."""
    settings, model = document.settings, weights.model
    sides = [(model.left, certificate.left, certificate.left_floor)]
    if len(document.sides) == 2:
        sides.append((model.right, certificate.right, certificate.right_floor))
    bound = (settings.max_pairs or 0) * certificate.cohort
    net = []
    for ids, most, least in sides:
        for city in ids:
            capacity = settings.capacities.of(city)
            if most[city] < 0 or least[city] < 0:
                raise VerificationError(f"the price of {city} is negative")
            bound += capacity.maximum * most[city] - capacity.minimum * least[city]
        net.append(np.array([most[city] - least[city] for city in ids]))
    for odd in certificate.odd_sets:
        bound += odd.most_pairs * odd.price
    _require_valid_odd_sets(certificate, document)
    count = 0
    for rows, cols in blocks(weights.shape):
        scores = weights.block(rows, cols)
        faced = net[0][rows][:, None] + net[-1][cols][None, :] + certificate.cohort
        for odd in certificate.odd_sets:
            inside = [
                np.array([ids[i] in odd.members for i in at], dtype=bool)
                for ids, at in ((model.left, rows), (model.right, cols))
            ]
            faced = faced + odd.price * (inside[0][:, None] & inside[1][None, :])
        if len(document.sides) == 1:
            scores = np.where(rows[:, None] < cols[None, :], scores, np.nan)
        permitted = ~np.isnan(scores)
        count += int(permitted.sum())
        # A required pair is in every plan, so its whole difference counts, loss or gain.
        due = due_pairs(settings.rules.required, model.left, model.right, rows, cols)
        floor = np.where(due, -np.inf, 0.0)
        bound += float(np.maximum(scores - faced, floor)[permitted].sum())
    return float(bound), count


def _require_valid_odd_sets(certificate: Certificate, document: PlanDocument) -> None:
    """Raise unless each odd set's cap follows from the capacities of its members."""
    for odd in certificate.odd_sets:
        seats = sum(document.settings.capacities.of(city).maximum for city in odd.members)
        if odd.price < 0 or odd.most_pairs < seats // 2:
            raise VerificationError(f"the cap of the odd set {', '.join(odd.members)} is not valid")
