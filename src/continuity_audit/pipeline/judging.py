"""From resources to judged components, through profiles that may be anyone's: one that raises costs its own only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from continuity_audit.assessment.dependencies import Found, find_needs
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Component
from continuity_audit.parsers.reading import Reading
from continuity_audit.pipeline.progress import Progress, silent, told
from continuity_audit.plugins.failures import Failures
from continuity_audit.plugins.manager import Plugins
from continuity_audit.profiles.azure.resource_manager.restating import restated
from continuity_audit.profiles.decide import Draft, Profiles, draft_components, judge
from continuity_audit.profiles.profile import Profile


def sound_profiles(plugins: Plugins, failures: Failures) -> list[Profile]:
    """The profiles that can say which types they read."""
    return [p for p in plugins.profiles if failures.guard(_called(plugins, p), "its types", partial(_reads, p), False)]


def _reads(profile: Profile) -> bool:
    return bool(profile.types_read)


def judged_components(
    readings: Sequence[Reading], profiles: Sequence[Profile], plugins: Plugins, failures: Failures,
    progress: Progress = silent,
) -> list[Component]:  # fmt: skip
    """The components of all roots, with their outcomes before the change where a plan makes one."""
    components = _of_all_environments(readings, profiles, plugins, failures, progress)
    if all(reading.before is None for reading in readings):
        return components
    earlier = [r if r.before is None else replace(r, resources=r.before) for r in readings]
    # What raises here has raised above, or has no bearing on what is.
    before = {c.id: c.outcomes for c in _of_all_environments(earlier, profiles, plugins, Failures(), silent)}
    return [replace(component, before=before.get(component.id)) for component in components]


def _of_all_environments(
    readings: Sequence[Reading], profiles: Sequence[Profile], plugins: Plugins, failures: Failures, progress: Progress
) -> list[Component]:
    """The components of each environment, judged among its own roots and those that belong to none."""
    found: list[Component] = []
    for environment in sorted({reading.environment for reading in readings}):
        near = [reading for reading in readings if reading.environment in ("", environment)]
        found += _of_environment(environment, near, profiles, plugins, failures, progress)
    return found


def _of_environment(
    environment: str, readings: Sequence[Reading], profiles: Sequence[Profile], plugins: Plugins, failures: Failures,
    progress: Progress,
) -> Iterator[Component]:  # fmt: skip
    estate = Estate(restated(resource for reading in readings for resource in reading.resources))
    drafts = _drafts(estate, profiles, plugins, failures)

    nothing: Found = ((), ())

    def guard(draft: Draft, call: Callable[[], Found]) -> Found:
        return failures.guard(_called(plugins, draft.profile), draft.resource.id, call, nothing)

    needs = find_needs(drafts, estate, guard)
    own = [draft for draft in drafts if draft.resource.environment == environment]
    for draft in told(own, "judging components", progress):
        call = partial(judge, draft, estate, needs[draft.id])
        judged = failures.guard(_called(plugins, draft.profile), draft.resource.id, call, None)
        if judged is not None:
            yield judged


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
