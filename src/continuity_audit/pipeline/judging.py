"""From resources to judged components, through profiles that may be anyone's: one that raises costs its own only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, TypeAlias

from msgspec.structs import replace

from continuity_audit.assessment.dependencies import needed_by, owners_of, without_own_entrances
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Component, Needed
from continuity_audit.parsers.reading import Reading
from continuity_audit.pipeline.progress import Progress, counted, silent
from continuity_audit.pipeline.workers import Workers
from continuity_audit.plugins.failures import Failures
from continuity_audit.plugins.manager import Plugins
from continuity_audit.profiles.decide import Judgement, component_of, judge
from continuity_audit.profiles.drafts import Draft, Profiles, draft_components
from continuity_audit.profiles.profile import Profile
from continuity_audit.profiles.restating import restated

PARCEL: Final = 32
"""So many components are judged by one process at a time: their neighbours read the same."""

_Judged: TypeAlias = tuple[Needed, Judgement | None]


def sound_profiles(plugins: Plugins, failures: Failures) -> list[Profile]:
    """The profiles that can say which types they read."""
    return [p for p in plugins.profiles if failures.guard(_called(plugins, p), "its types", partial(_reads, p), False)]


def _reads(profile: Profile) -> bool:
    return bool(profile.types_read)


def judged_components(
    readings: Sequence[Reading], profiles: Sequence[Profile], plugins: Plugins, failures: Failures,
    jobs: int | None = 1, progress: Progress = silent,
) -> list[Component]:  # fmt: skip
    """The components of all roots, with their outcomes before the change where a plan makes one."""
    components = _of_all_environments(readings, profiles, plugins, failures, jobs, progress)
    if all(reading.before is None for reading in readings):
        return components
    earlier = [r if r.before is None else replace(r, resources=r.before) for r in readings]
    # What raises here has raised above, or has no bearing on what is.
    before = {c.id: c.outcomes for c in _of_all_environments(earlier, profiles, plugins, Failures(), jobs, silent)}
    return [replace(component, before=before.get(component.id)) for component in components]


def _of_all_environments(
    readings: Sequence[Reading], profiles: Sequence[Profile], plugins: Plugins, failures: Failures, jobs: int | None,
    progress: Progress,
) -> list[Component]:  # fmt: skip
    """The components of each environment, judged among its own roots and those that belong to none."""
    found: list[Component] = []
    for environment in sorted({reading.environment for reading in readings}):
        near = [reading for reading in readings if reading.environment in ("", environment)]
        with Workers(jobs) as workers:
            found += _of_environment(environment, near, profiles, plugins, failures, workers, progress)
    return found


def _of_environment(
    environment: str, readings: Sequence[Reading], profiles: Sequence[Profile], plugins: Plugins, failures: Failures,
    workers: Workers, progress: Progress,
) -> Iterator[Component]:  # fmt: skip
    estate = Estate(restated(resource for reading in readings for resource in reading.resources))
    drafts = _drafts(estate, profiles, plugins, failures)
    owners = owners_of(drafts)

    def judge_parcel(start: int) -> tuple[list[_Judged], Failures]:
        raised = Failures()
        found = []
        for draft in drafts[start : start + PARCEL]:
            called, name = _called(plugins, draft.profile), draft.resource.id
            needed = raised.guard(called, name, partial(needed_by, draft, owners, estate), Needed())
            own = draft.resource.environment == environment
            found.append((needed, raised.guard(called, name, partial(judge, draft, estate), None) if own else None))
        return found, raised

    starts = range(0, len(drafts), PARCEL)
    results = dict(counted(workers.map(starts, str, judge_parcel), "judging components", len(drafts), progress, PARCEL))
    found: list[_Judged] = []
    for start in starts:
        of_parcel, raised = results[start]
        found += of_parcel
        failures.extend(raised)
    judged = list(zip(drafts, found, strict=True))
    needs = without_own_entrances({draft.id: needed for draft, (needed, _) in judged}, drafts)
    for draft, (_, judgement) in judged:
        if judgement is not None:
            yield component_of(draft, judgement, needs[draft.id])


def _drafts(estate: Estate, profiles: Sequence[Profile], plugins: Plugins, failures: Failures) -> list[Draft]:
    """The drafts of all profiles; where one raises, of those that do not when they are tried alone."""
    drafts = Failures().guard("", "", lambda: draft_components(estate, Profiles(profiles)), None)
    if drafts is not None:
        return drafts
    sound = []
    for profile in Profiles(profiles).by_type.values():
        alone = partial(draft_components, estate, Profiles([profile]))
        if failures.guard(_called(plugins, profile), "folding", alone, None) is not None:
            sound.append(profile)
    return draft_components(estate, Profiles(sound))


def _called(plugins: Plugins, profile: Profile) -> str:
    return f"the profile of {profile.type} of {plugins.giver('profile', profile.type)}"
