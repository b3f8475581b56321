"""One audit from end to end: what `check` and the Python API do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from continuity_audit.assessment.dependencies import find_needs
from continuity_audit.assessment.estate_assessment import Assessment, assess
from continuity_audit.assessment.rules import Finding
from continuity_audit.assessment.sectors import Sector
from continuity_audit.discovery import discover
from continuity_audit.discovery.tree import Tree
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Component
from continuity_audit.parsers.reading import Reading, Wanted
from continuity_audit.pipeline import comments, gate, suppressions
from continuity_audit.pipeline import findings as finding_steps
from continuity_audit.pipeline.comments import Suppression
from continuity_audit.pipeline.places import stated_tiers
from continuity_audit.pipeline.reading import Readings, read_tree, why_incomplete, with_room
from continuity_audit.pipeline.request import Request, RequestError
from continuity_audit.plugins.failures import Failure, Failures
from continuity_audit.plugins.manager import PluginError, Plugins, load_plugins
from continuity_audit.profiles.decide import Draft, Profiles, draft_components, judge
from continuity_audit.profiles.profile import Profile

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Audit:
    """All that an audit found, before it is put into the words of a report."""

    request: Request
    tree: Tree
    read: Readings
    assessment: Assessment
    findings: tuple[tuple[Finding, Suppression | None], ...]
    failures: tuple[Failure, ...]
    sectors: tuple[Sector, ...]
    sector: Sector | None
    reasons: tuple[str, ...]

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Why the audit is incomplete; nothing where it is whole."""
        return why_incomplete(len(self.read.unread), len(self.failures), len(self.read.readings))


def run(request: Request, plugins: Plugins | None = None, progress: Progress = lambda text: None) -> Audit:
    """Do the audit, with the plugins that are loaded or else those that the request names.

    Raises:
        RequestError: the call is wrong: an unknown sector or rule, a plugin that cannot be loaded.
        DiscoveryError: a path is not there.
    """
    if plugins is None:
        plugins = plugins_of(request)
    _refuse_unknown_rules(request, plugins)
    sector = _sector(request, plugins)
    failures = Failures(plugins.failures)
    progress("reading")
    tree = discover(request.paths, request.exclude)
    profiles = _profiles(plugins, failures)
    wanted = Wanted(Profiles(profiles).types_read())
    read = read_tree(tree, plugins.parsers, request.inputs, wanted, request.jobs, failures)
    progress("judging")
    components = with_room(lambda: _Judging(plugins, failures).components(read.readings, profiles))
    assessment = assess(components, stated_tiers(request.tiers))
    progress("asking rules")
    findings = _findings(request, plugins, tree, read, assessment, failures)
    counted = [finding for finding, suppression in findings if suppression is None]
    reasons = gate.reasons(counted, assessment.level, request.fail_on, request.min_level)
    return Audit(request, tree, read, assessment, findings, tuple(failures), tuple(plugins.sectors), sector, reasons)


# --- what is asked ------------------------------------------------------------------------------------------------


def plugins_of(request: Request) -> Plugins:
    """The plugins of a request, loaded.

    Raises:
        RequestError: one that is named is not there.
    """
    try:
        return load_plugins(request.plugins)
    except PluginError as problem:
        raise RequestError(str(problem)) from problem


def _refuse_unknown_rules(request: Request, plugins: Plugins) -> None:
    for name in (*request.select, *request.ignore):
        is_beginning = re.fullmatch(r"[A-Z-]+\d+", name) and any(rule.startswith(name) for rule in plugins.rules)
        if name not in plugins.rules and not is_beginning:
            raise RequestError(f"there is no rule {name}; `continuity-audit rules` lists them")
    for name in request.ignore:
        if all(not rule.suppressible for rule, _ in plugins.rules.values() if rule.id.startswith(name)):
            raise RequestError(f"{name} is about the audit itself and cannot be ignored")
    for name in [*request.severities, *(suppression.rule for suppression in request.suppressions)]:
        if name not in plugins.rules:
            raise RequestError(f"there is no rule {name}; `continuity-audit rules` lists them")
    for suppression in request.suppressions:
        if not plugins.rules[suppression.rule][0].suppressible:
            raise RequestError(f"{suppression.rule} is about the audit itself and cannot be suppressed")


def _sector(request: Request, plugins: Plugins) -> Sector | None:
    if request.sector is None:
        return None
    found = next((s for s in plugins.sectors if s.slug == request.sector), None)
    if found is None:
        known = ", ".join(s.slug for s in plugins.sectors)
        raise RequestError(f"there is no sector {request.sector}; known are {known}")
    return found


# --- components ---------------------------------------------------------------------------------------------------


def _profiles(plugins: Plugins, failures: Failures) -> list[Profile]:
    """The profiles that can say what they read."""
    return [
        profile
        for profile in plugins.profiles
        if failures.guard(_called(plugins, profile), "types", lambda p=profile: bool([*p.types_read(), True]), False)  # type: ignore[misc]
    ]


def _called(plugins: Plugins, profile: Profile) -> str:
    return f"the profile of {profile.type} of {plugins.giver('profile', profile.type)}"


@dataclass(frozen=True)
class _Judging:
    """From resources to judged components. A profile that raises costs its own components only."""

    plugins: Plugins
    failures: Failures

    def components(self, readings: Sequence[Reading], profiles: Sequence[Profile]) -> list[Component]:
        """The components of all roots."""
        estate = Estate(resource for reading in readings for resource in reading.resources)
        drafts = self._drafts(estate, profiles)
        needs = find_needs(
            drafts, estate, lambda draft, call: self.failures.guard(self._name(draft), draft.resource.id, call, ())
        )
        found = []
        for draft in drafts:
            judged = self.failures.guard(
                self._name(draft),
                draft.resource.id,
                lambda d=draft: judge(d, estate, needs[d.resource.id]),
                None,  # type: ignore[misc]
            )
            if judged is not None:
                found.append(judged)
        return found

    def _drafts(self, estate: Estate, profiles: Sequence[Profile]) -> list[Draft]:
        """The drafts of all profiles; where one raises, of those that do not when they are tried alone."""
        drafts = Failures().guard("", "", lambda: draft_components(estate, Profiles(profiles)), None)
        if drafts is not None:
            return drafts
        sound = []
        for profile in Profiles(profiles).by_type.values():
            name = _called(self.plugins, profile)
            tried = self.failures.guard(
                name,
                "folding",
                lambda p=profile: draft_components(estate, Profiles([p])),
                None,  # type: ignore[misc]
            )
            if tried is not None:
                sound.append(profile)
        return draft_components(estate, Profiles(sound))

    def _name(self, draft: Draft) -> str:
        return _called(self.plugins, draft.profile)


# --- findings -----------------------------------------------------------------------------------------------------


def _findings(
    request: Request, plugins: Plugins, tree: Tree, read: Readings, assessment: Assessment, failures: Failures
) -> tuple[tuple[Finding, Suppression | None], ...]:
    known = {rule_id: rule for rule_id, (rule, _) in plugins.rules.items()}
    asked = finding_steps.selected(known, request.select, request.ignore)
    found = list(finding_steps.ask(plugins.rules, asked, assessment, request.severities, failures))
    register = suppressions.Register(_suppressions(request, tree, read), known, _today(request))
    for finding in found:
        register.accepts(finding)
    own = finding_steps.OnTheAudit(known, request.severities)
    found += own.unread(read.unread)
    found += own.failed(failures)
    found += own.suppressions(register, (rule.id for rule in asked if not failures.of(rule.id)))
    return tuple((finding, register.accepts(finding)) for finding in finding_steps.ordered(found))


def _suppressions(request: Request, tree: Tree, read: Readings) -> list[Suppression]:
    files = [*(file for files in tree.terraform.values() for file in files), *tree.manifests]
    return [
        *comments.in_code(files, lambda file: (tree.base / file).read_bytes()),
        *comments.in_annotations(resource for reading in read.readings for resource in reading.resources),
        *suppressions.in_configuration(request.suppressions),
    ]


def _today(request: Request) -> date:
    return request.today or datetime.now(UTC).date()
