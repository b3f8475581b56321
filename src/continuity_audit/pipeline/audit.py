"""One audit from end to end: what `check` and the Python API do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from continuity_audit.assessment.dependencies import find_needs
from continuity_audit.assessment.estate_assessment import Assessment, assess
from continuity_audit.assessment.rules import Finding
from continuity_audit.assessment.sectors import Sector
from continuity_audit.discovery import discover
from continuity_audit.discovery.tree import Tree
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Component
from continuity_audit.parsers.reading import Reading, Wanted
from continuity_audit.pipeline import findings as finding_steps
from continuity_audit.pipeline import gate, suppressions
from continuity_audit.pipeline.places import stated_tiers
from continuity_audit.pipeline.reading import Readings, read_tree, with_room
from continuity_audit.pipeline.request import Request, RequestError
from continuity_audit.pipeline.suppressions import Suppression
from continuity_audit.plugins.manager import Failure, PluginError, Plugins, load_plugins
from continuity_audit.profiles.decide import Draft, Profiles, draft_components, judge

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
        found = []
        if self.read.unread:
            found.append(f"{len(self.read.unread)} place{'s' * (len(self.read.unread) > 1)} could not be read")
        if self.failures:
            found.append(f"{len(self.failures)} plugin or rule raised an error")
        if not self.read.readings:
            found.append("there was nothing to audit")
        return tuple(found)


def run(request: Request, progress: Progress = lambda text: None) -> Audit:
    """Do the audit.

    Raises:
        RequestError: the call is wrong: an unknown sector or rule, a plugin that cannot be loaded.
        DiscoveryError: a path is not there.
    """
    plugins = _plugins(request)
    sector = _sector(request, plugins)
    progress("reading")
    tree = discover(request.paths, request.exclude)
    profiles = Profiles(plugins.profiles)
    read = read_tree(tree, plugins.parsers, request.inputs, Wanted(profiles.types_read()), request.jobs)
    progress("judging")
    failures = list(plugins.failures)
    components = with_room(lambda: _components(read.readings, profiles, failures))
    assessment = assess(components, stated_tiers(request.tiers))
    progress("asking rules")
    findings = _findings(request, plugins, tree, read, assessment, failures)
    counted = [finding for finding, suppression in findings if suppression is None]
    reasons = gate.reasons(counted, assessment.level, request.fail_on, request.min_level)
    return Audit(request, tree, read, assessment, findings, tuple(failures), tuple(plugins.sectors), sector, reasons)


def _plugins(request: Request) -> Plugins:
    try:
        plugins = load_plugins(request.plugins)
    except PluginError as problem:
        raise RequestError(str(problem)) from problem
    for name in (*request.select, *request.ignore, *request.severities):
        if not any(rule.startswith(name) for rule in plugins.rules):
            raise RequestError(f"there is no rule {name}; `continuity-audit rules` lists them")
    return plugins


def _sector(request: Request, plugins: Plugins) -> Sector | None:
    if request.sector is None:
        return None
    found = next((s for s in plugins.sectors if s.slug == request.sector), None)
    if found is None:
        raise RequestError(f"there is no sector {request.sector}; known are {', '.join(s.slug for s in plugins.sectors)}")
    return found


def _components(readings: Sequence[Reading], profiles: Profiles, failures: list[Failure]) -> list[Component]:
    estate = Estate(resource for reading in readings for resource in reading.resources)
    drafts = draft_components(estate, profiles)
    needs = find_needs(drafts, estate)
    components = []
    for draft in drafts:
        judged = _judged(draft, estate, needs[draft.resource.id], failures)
        if judged is not None:
            components.append(judged)
    return components


def _judged(draft: Draft, estate: Estate, needs: tuple[str, ...], failures: list[Failure]) -> Component | None:
    try:
        return judge(draft, estate, needs)
    except Exception as problem:  # a profile may be anyone's: it must not end the run
        reason = f"{type(problem).__name__}: {problem}"
        failures.append(Failure(f"profile {draft.profile.type}", draft.resource.id, reason))
        return None


def _findings(
    request: Request, plugins: Plugins, tree: Tree, read: Readings, assessment: Assessment, failures: list[Failure]
) -> tuple[tuple[Finding, Suppression | None], ...]:
    known = {rule_id: rule for rule_id, (rule, _) in plugins.rules.items()}
    rules = finding_steps.selected(known, request.select, request.ignore)
    found = list(finding_steps.ask(rules, assessment, request.severities, failures))
    written = suppressions.in_code(_files(tree), lambda file: (tree.base / file).read_bytes())
    written += suppressions.in_annotations(a.component.resource for a in assessment.components)
    written += suppressions.in_configuration(request.suppressions)
    today = request.today or datetime.now(UTC).date()
    register = suppressions.Register(written, known, today)
    accepted = {id(finding): register.accepts(finding) for finding in found}
    found += finding_steps.on_the_audit(known, read.unread, failures, register)
    return tuple((finding, accepted.get(id(finding))) for finding in finding_steps.ordered(found))


def _files(tree: Tree) -> list[str]:
    return [*(file for files in tree.terraform.values() for file in files), *tree.manifests]
