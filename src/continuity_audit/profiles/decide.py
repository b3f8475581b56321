"""From drafts to judged components: decides each ladder of claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import as_truth, given, if_else
from continuity_audit.estate.merged import surely_held
from continuity_audit.estate.model import (
    Component,
    Evidence,
    Needed,
    Outcome,
    Placement,
    Resource,
    Scenario,
    Verdict,
)
from continuity_audit.estate.parts import causes_of, is_known, leaves
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Unknown, Value
from continuity_audit.profiles.drafts import Draft
from continuity_audit.profiles.places import account_of, region_of
from continuity_audit.profiles.profile import Claim, Profile, floor
from continuity_audit.profiles.terms import Condition, Context, walk
from continuity_audit.profiles.zone_names import zone_names

MAX_EVIDENCE = 6
SCENARIOS = tuple(Scenario)
TAGS = ("tags", "labels", "resource_labels", "user_labels", "settings.user_labels")
"""Where the providers keep the tags (labels) of a resource."""


class Judgement(Struct, frozen=True):
    """What a profile says of a draft: all of a component but what it is made of and what it needs."""

    outcomes: Mapping[Scenario, Verdict]
    stateful: bool
    placement: Placement
    tags: Mapping[str, str]
    display_name: str


def judge(draft: Draft, estate: Estate) -> Judgement:
    """The five outcomes of a draft, and what stands beside them."""
    resource, profile = draft.resource, draft.profile
    context = draft.context(estate)
    stateful = profile.stateful.value(context) if isinstance(profile.stateful, Condition) else profile.stateful
    outcomes = {
        scenario: _judged_by(draft, decide(draft, scenario, stateful, context), estate) for scenario in SCENARIOS
    }
    return Judgement(
        outcomes=outcomes,
        stateful=any(leaf is not False for leaf in leaves(given(stateful, resource.exists))),
        placement=_placement(draft, context),
        tags=tags_of(resource),
        display_name=_display_name(draft, context),
    )


def component_of(draft: Draft, judgement: Judgement, needed: Needed) -> Component:
    """The component that a draft becomes."""
    resource = draft.resource
    return Component(
        resource=resource,
        kind=draft.profile.kind,
        provider=draft.profile.provider,
        stateful=judgement.stateful,
        outcomes=judgement.outcomes,
        placement=judgement.placement,
        tags=judgement.tags,
        companions=draft.companions,
        needs=needed.all_of,
        one_of=needed.one_of,
        unseen=needed.unseen,
        display_name=judgement.display_name,
        undetermined=resource.exists is not True or not is_known(resource.multiplicity),
        call=draft.call,
    )


def _judged_by(draft: Draft, verdict: Verdict, estate: Estate) -> Verdict:
    """The verdict, with its evidence as the code calls it; of what is judged in other words it says so."""
    evidence = tuple(_said(one, estate) for one in verdict.evidence)
    interface = draft.resource.interface
    if interface is None:
        return replace(verdict, evidence=evidence) if any(one.said for one in evidence) else verdict
    place, module = draft.resource.span, f"{interface.module} ({interface.judged})"
    shown = Evidence(interface.call, interface.argument, module, place.file, place.line, root=draft.resource.root)
    remedies = tuple(interface.advice(remedy, draft.resource.type) for remedy in verdict.remedies)
    return replace(verdict, evidence=(*evidence, shown), remedies=remedies)


def _said(evidence: Evidence, estate: Estate) -> Evidence:
    """Evidence of what is judged in other words than those of the code, with what the code gives that decides it.

    A default of the resource that the module leaves alone is nothing that the call could set.
    """
    holder = next(iter(estate.at(evidence.root, evidence.address)), None)
    if holder is None or holder.interface is None:
        return evidence
    is_left_alone = evidence.documented not in ("", holder.documented(evidence.attribute))
    is_decided = holder.input_of(evidence.attribute) is not holder.input_of("")
    return replace(
        evidence, said=holder.said(evidence.attribute, evidence.value if is_decided or not is_left_alone else None)
    )


def decide(draft: Draft, scenario: Scenario, stateful: Value, about: Context) -> Verdict:
    """The outcome of one scenario: the first claim that holds, on every branch that can be."""
    exists = draft.resource.exists
    claims = draft.profile.ladder(scenario)
    conditions: list[Value] = []
    evidence: list[list[Evidence]] = []
    for claim in claims:
        context = about.afresh()
        condition = as_truth(given(context.ask(claim.when), exists))
        conditions.append(condition)
        evidence.append(context.evidence)
        if condition is True:
            break
    tree = if_else(stateful, lambda: floor(scenario, True), lambda: floor(scenario, False))
    open_ways = [claim for claim, condition in zip(claims, conditions, strict=False) if condition is not False]
    if True not in conditions:
        open_ways += [floor(scenario, held) for held in (True, False) if stateful is not (not held)]
    for claim, condition in reversed(list(zip(claims, conditions, strict=False))):
        if condition is True:
            tree = claim
        elif condition is not False:
            tree = lift(lambda t, rest, claim=claim: claim if t is True else rest, condition, tree)
    tree = given(tree, exists)
    verdict = _verdict(
        _reached(tree, open_ways), tree, claims[: len(conditions)], evidence, about.afresh(), draft.profile
    )
    advice = draft.profile.advice.get(scenario)
    if advice and verdict.outcome is Outcome.LOST and not verdict.remedies:
        return replace(verdict, remedies=(advice,))
    return verdict


def _reached(tree: Value, open_ways: Sequence[Claim]) -> list[Claim]:
    """The claims that some branch ends in; where branches were too many to be told apart, all that may hold."""
    ends = list(leaves(tree))
    given_up = any(isinstance(end, Unknown) for end in ends)
    return list(dict.fromkeys(open_ways if given_up else (end for end in ends if isinstance(end, Claim))))


def _verdict(
    reached: list[Claim], tree: Value, asked: Sequence[Claim], evidence: list[list[Evidence]], context: Context,
    profile: Profile,
) -> Verdict:  # fmt: skip
    outcomes = sorted({claim.outcome for claim in reached}, key=lambda outcome: outcome.rank)
    ways_back = {claim.by for claim in reached if claim.outcome is Outcome.RECOVERS and claim.by}
    possible_by = tuple(sorted(ways_back, key=lambda by: -by.hardness))
    if len(outcomes) == 1:
        claim = max(reached, key=lambda c: c.by.hardness if c.by else -1)
        return Verdict(
            outcome=claim.outcome,
            by=claim.by,
            why=claim.why,
            evidence=_shown(claim, asked, evidence),
            rto=_over([c.rto for c in reached]),
            rpo=_over([c.rpo for c in reached]),
            source=claim.source,
            possible_by=possible_by if len(possible_by) > 1 else (),
            remedies=_remedies(asked, claim.outcome, context),
            could_continue=not profile.scheduled,
        )
    causes = causes_of(lift(lambda leaf: leaf.outcome if isinstance(leaf, Claim) else leaf, tree))
    ways = ", else ".join(f"{claim.outcome.value}: {claim.why}" for claim in reached)
    open_evidence = [e for found in evidence for e in found if not is_known(e.value)]
    deciding = [e for e in open_evidence if causes_of(e.value) & causes]
    return Verdict(
        outcome=Outcome.UNKNOWN,
        why=f"it hangs on {', '.join(sorted(causes)) or 'a value that the code does not hold'} ({ways})",
        evidence=_distinct(deciding or open_evidence),
        unknown=tuple(sorted(causes)),
        possible=tuple(outcomes),
        possible_by=possible_by,
        remedies=_remedies(asked, outcomes[0], context) if outcomes else (),
        could_continue=not profile.scheduled,
    )


def _shown(claim: Claim, asked: Sequence[Claim], evidence: list[list[Evidence]]) -> tuple[Evidence, ...]:
    """What the deciding condition read; where a claim needs none, what the ones before it read and did not fulfil."""
    if claim in asked and evidence[asked.index(claim)]:
        return _distinct(evidence[asked.index(claim)])
    upto = asked.index(claim) if claim in asked else len(asked)
    return _distinct([e for found in evidence[:upto] for e in found])


def _distinct(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    unique = {(e.root, e.address, e.attribute): e for e in reversed(evidence)}
    return tuple(reversed(unique.values()))[:MAX_EVIDENCE]


def _over(ranges: list[tuple[int, int] | None]) -> tuple[int, int] | None:
    known = [r for r in ranges if r is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None


def _remedies(asked: Sequence[Claim], outcome: Outcome, context: Context) -> tuple[str, ...]:
    better = (claim.when.remedy(context) for claim in asked if claim.outcome.rank > outcome.rank)
    return tuple(dict.fromkeys(filter(None, better)))


# --- what stands beside the outcomes ------------------------------------------------------------------------------


UNNAMED: Final = "this"
"""What a module calls the one thing that it makes: the call has its name.

Source: https://www.terraform-best-practices.com/naming
"""


def _display_name(draft: Draft, context: Context) -> str:
    for path in draft.profile.names:
        kind, _, attribute = path.partition(".")
        own = [walk(c.values, attribute) for c in draft.companions if c.type == kind] or [context.read(path)]
        for value in own:
            if isinstance(value, str) and value:
                return value
    called = draft.resource.module.rpartition("module.")[2]
    return called if called and (draft.resource.stand_in or draft.resource.name == UNNAMED) else draft.resource.name


def _placement(draft: Draft, context: Context) -> Placement:
    regions = (
        draft.profile.regions(context)
        if draft.profile.regions
        else tuple(sorted({leaf for leaf in leaves(region_of(draft.resource)) if isinstance(leaf, str)}))
    )
    account = account_of(draft.resource)
    zones = draft.profile.zones.value(context) if draft.profile.zones else None
    return Placement(
        account=account if isinstance(account, str) else None,
        regions=regions,
        zones=zones if isinstance(zones, int) else None,
        zone_names=zone_names(draft.resource, draft.companions, context.estate),
    )


def tags_of(resource: Resource) -> dict[str, str]:
    """The tags (labels) of a resource with those that its provider adds; what is not known is left out."""
    found: dict[str, str] = {}
    sources = (
        [resource.values.get("metadata")]
        if resource.language == "kubernetes"
        else [resource.provider.tags, *(walk(resource.values, path) for path in TAGS)]
    )
    for source in sources:
        if resource.language == "kubernetes" and isinstance(source, Mapping):
            for part in (source.get("labels"), source.get("annotations")):
                found |= _texts(part)
        else:
            found |= _texts(source)
    return found


def _texts(value: Value) -> dict[str, str]:
    return {
        str(k): v for k, v in surely_held(value).items() if isinstance(v, str) and not isinstance(v, Unknown | Choice)
    }
