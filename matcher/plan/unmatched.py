"""Why a city is in no pair: one code and one sentence for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.candidates import CapGroup, PairRules
from matcher.intake.profiles import Profiles
from matcher.language import joined, say, say_count
from matcher.plan.barred import Barriers
from matcher.plan.caps import CapStanding
from matcher.plan.document import Unmatched
from matcher.plan.ranking import Ranking

NAMED = 3
BARRIERS = {
    "domestic": say("every other city is in the same country"),
    "nested": say("the others contain it or lie inside it"),
    "forbidden": say("the pairs are forbidden by name"),
    "language": say("no working language is shared"),
    "role": say("the others have the same role"),
}


def explain_unmatched(
    ranking: Mapping[str, Ranking],
    rules: PairRules,
    profiles: Profiles,
    pairs: Sequence[tuple[str, str]],
    no_plan: str | None,
    caps: CapStanding | None = None,
) -> list[Unmatched]:
    """Give every city outside the pairs its reason, sorted by id.

    Parameters
    ----------
    ranking : mapping of str to Ranking
        For every city of the pool.
    pairs : sequence of (str, str)
        The chosen pairs.
    no_plan : str or None
        Why there is no plan at all, when there is none.
    caps : CapStanding, optional
        How far the caps of the programme are used.
    """
    standing = CapStanding() if caps is None else caps
    paired = {city for pair in pairs for city in pair}
    barriers = Barriers(rules)
    rows = [Unmatched(city=r.city, code=r.code, reason=r.reason) for r in rules.pool.refused]
    for city in rules.pool.members:
        if city in paired:
            continue
        if no_plan is not None:
            rows.append(Unmatched(city=city, code="no_plan", reason=no_plan))
        else:
            rows.append(_within_plan(city, ranking[city], barriers, profiles, len(pairs), standing))
    return sorted(rows, key=lambda row: row.city)


def _within_plan(
    city: str,
    ranking: Ranking,
    barriers: Barriers,
    profiles: Profiles,
    size: int,
    caps: CapStanding,
) -> Unmatched:
    programme, name = barriers.rules.programme, profiles[city].name
    if programme.capacities.of(city).maximum == 0:
        return Unmatched(
            city=city,
            code="no_capacity",
            reason=say("{name} may have no partner in this programme.", name=name),
        )
    best = ranking.best
    if best is None:
        return _nobody(city, barriers, profiles)
    partner = profiles[best.city].name
    if programme.quotas:
        reason = say(
            "{name}'s best exchange would be with {partner} ({score:,} points), but the plan "
            "keeps to the quotas of the programme, and no exchange that it could have for "
            "{name} makes it worth more under them.",
            name=name,
            partner=partner,
            score=best.score,
        )
        return Unmatched(city=city, code="under_quotas", reason=reason)
    open_to = ranking.free or ranking.held
    capped = _capped(city, ranking, barriers.rules, profiles, caps) if open_to else None
    if capped is not None:
        return Unmatched(city=city, code="cap_full", reason=capped)
    if open_to and programme.max_pairs is not None and size >= programme.max_pairs:
        reason = say(
            "The cohort is full at {size} pairs. {name}'s best exchange, with {partner} "
            "({score:,} points), does not add more to the whole than those chosen.",
            size=size,
            name=name,
            partner=partner,
            score=best.score,
        )
        return Unmatched(city=city, code="cohort_full", reason=reason)
    reason = say(
        "{name}'s best exchange would be with {partner} ({score:,} points), but the whole "
        "plan is worth more with {partner} elsewhere, and no free city adds to it.",
        name=name,
        partner=partner,
        score=best.score,
    )
    return Unmatched(city=city, code="better_elsewhere", reason=reason)


def _capped(
    city: str, ranking: Ranking, rules: PairRules, profiles: Profiles, caps: CapStanding
) -> str | None:
    """The sentence where a cap keeps a city out: its own, or those of all partners with room."""
    best, name, own = ranking.best, profiles[city].name, caps.holding_back(city)
    assert best is not None
    with_best = say(
        "{name}'s best exchange, with {city} ({score:,} points)",
        name=name,
        city=profiles[best.city].name,
        score=best.score,
    )
    if own is not None:
        return say(
            "{cap}. {with_best}, would be one more, and does not add more to the whole than "
            "those chosen.",
            cap=_has_its_pairs(own),
            with_best=with_best,
        )
    if ranking.free:
        return None
    across = "right" if rules.pool.two_sided and city in rules.pool.left_at else "left"
    shut = caps.binding(across)
    if not shut:
        return None
    more = len(shut) - NAMED
    named = joined(
        "; ",
        [
            *(group.limit for group in shut[:NAMED]),
            *([say("and {more} more", more=more)] if more > 0 else []),
        ],
    )
    return say(
        "{with_best}, does not add more to the whole than those chosen, and every partner "
        "that has a place left counts under a cap that is full ({caps}).",
        with_best=with_best,
        caps=named,
    )


def _has_its_pairs(cap: CapGroup) -> str:
    if cap.most == 0:
        return say("{cap} may have no exchange in this programme", cap=cap.name)
    return say_count(
        "{cap} already has its one exchange, the most that its cap allows",
        "{cap} already has its {n:,} exchanges, the most that its cap allows",
        cap.most,
        cap=cap.name,
    )


def _nobody(city: str, barriers: Barriers, profiles: Profiles) -> Unmatched:
    name, codes = profiles[city].name, barriers.of(city)
    if None in codes:
        least = barriers.rules.programme.rules.minimum_score
        reason = say(
            "No partner of {name} reaches the minimum score of {least:,} points.",
            name=name,
            least=least,
        )
        return Unmatched(city=city, code="no_partner_above_minimum", reason=reason)
    why = joined("; ", [words for code, words in sorted(BARRIERS.items()) if code in codes])
    reason = say(
        "{name} has no permitted partner: {why}.",
        name=name,
        why=why or say("no other city takes part"),
    )
    return Unmatched(city=city, code="no_permitted_partner", reason=reason)
