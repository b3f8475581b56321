"""Components of an estate that a test has read, with what they need."""

from __future__ import annotations

from continuity_audit.assessment.dependencies import needed_by, owners_of, without_own_entrances
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Component
from continuity_audit.profiles.decide import component_of, judge
from continuity_audit.profiles.drafts import Profiles, draft_components


def judged(estate: Estate, profiles: Profiles) -> dict[str, Component]:
    """The components by address."""
    drafts = draft_components(estate, profiles)
    owners = owners_of(drafts)
    needs = without_own_entrances({d.id: needed_by(d, owners, estate) for d in drafts}, drafts)
    return {d.call or d.resource.address: component_of(d, judge(d, estate), needs[d.id]) for d in drafts}
