"""One audit from end to end: what `check` and the Python API do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, partial

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.assessment.estate_assessment import Assessment, assess
from continuity_audit.assessment.rules import Finding, Rule
from continuity_audit.assessment.sectors import Sector
from continuity_audit.assessment.simulation import Failure as WhatFails
from continuity_audit.assessment.simulation import Simulation, each_named, simulate
from continuity_audit.config.likely_meant import likely_meant
from continuity_audit.discovery import discover
from continuity_audit.discovery.tree import OF_HELM, Tree
from continuity_audit.estate.model import Scenario
from continuity_audit.parsers.reading import Wanted
from continuity_audit.pipeline import comments, gate, suppressions
from continuity_audit.pipeline import findings as finding_steps
from continuity_audit.pipeline.baseline import Baseline, read_baseline
from continuity_audit.pipeline.cache import Cache, open_cache
from continuity_audit.pipeline.comments import Suppression
from continuity_audit.pipeline.judging import judged_components, sound_profiles
from continuity_audit.pipeline.places import stated_tiers
from continuity_audit.pipeline.policy import POLICY, Requirements, read_policy
from continuity_audit.pipeline.progress import Progress, silent
from continuity_audit.pipeline.reading import Readings, nothing_in, read_tree, why_incomplete, with_room
from continuity_audit.pipeline.request import Request, RequestError
from continuity_audit.pipeline.rule_names import refuse_unknown_rules
from continuity_audit.pipeline.unjudged import unjudged
from continuity_audit.pipeline.weights import Weights
from continuity_audit.plugins import PROJECT
from continuity_audit.plugins.failures import Failure, Failures
from continuity_audit.plugins.manager import PluginError, Plugins, load_plugins
from continuity_audit.profiles.drafts import Profiles
from continuity_audit.profiles.restating import reads


class Audit(Struct, frozen=True, dict=True):
    """All that an audit found, before it is put into the words of a report."""

    request: Request
    tree: Tree
    read: Readings
    assessment: Assessment
    findings: tuple[tuple[Finding, Suppression | None], ...]
    failures: tuple[Failure, ...]
    sectors: tuple[Sector, ...]
    sector: Sector | None
    gate: gate.Gate
    rules: tuple[Rule, ...] = ()
    """The rules that were asked."""
    suppressions: tuple[Suppression, ...] = ()
    """All that code and configuration accept."""
    notes: tuple[str, ...] = ()
    """What the caller should know and no report says."""

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Why the audit is incomplete; nothing where it is whole."""
        reasons = why_incomplete(len(self.read.unread), len(self.failures), nothing=nothing_in(self.read.readings))
        if reasons or self.assessment.components:
            return reasons
        # A tree of nothing but calls of modules that are kept elsewhere must not pass for one without a flaw.
        missing = {(reading.root, one.name): one for reading in self.read.readings for one in reading.missing}
        if other := sorted(name for (_, name), one in missing.items() if "not on disk" not in one.reason):
            return (f"nothing was judged: it is not known what {gate.listed(other)} makes",)
        if missing:
            calls = "what 1 call makes" if len(missing) == 1 else f"what {len(missing)} calls make"
            return (f"nothing was judged: {calls} is not on disk",)
        templates = sum(one.reason.startswith(OF_HELM) for one in self.read.skipped)
        if templates:
            what = "1 template of a Helm chart is" if templates == 1 else f"{templates} templates of Helm charts are"
            return (f"nothing was judged: {what} not rendered",)
        return why_incomplete(0, 0, nothing=bool(self.read.unjudged))

    @cached_property
    def simulations(self) -> tuple[Simulation, ...]:
        """The estate under every failure: each scenario, then each zone, region and account that code names."""
        whole = tuple(simulate(self.assessment, WhatFails(scenario)) for scenario in Scenario)
        return (*whole, *each_named(self.assessment))


def run(request: Request, plugins: Plugins | None = None, progress: Progress = silent) -> Audit:
    """Do the audit, with the plugins that are loaded or else those that the request names.

    Raises:
        RequestError: the call is wrong: an unknown sector or rule, a plugin that cannot be loaded.
        DiscoveryError: a path is not there.
    """
    if plugins is None:
        plugins = plugins_of(request)
    requirements = read_policy(request.policy, plugins.rules)
    plugins = replace(plugins, rules={**plugins.rules, **requirements.rules})
    refuse_unknown_rules(request, {name: rule for name, (rule, _) in plugins.rules.items()})
    _refuse_an_empty_choice(request, plugins)
    sector = _sector(request, plugins)
    baseline = read_baseline(request.baseline, partial(suppressions.is_protected, trust=request.trust))
    failures = Failures(plugins.failures)
    progress("finding files", 0, 0)
    tree = discover(
        request.paths, request.exclude, request.stdin, request.trust_in_tree, request.base, request.source_map
    )
    profiles = sound_profiles(plugins, failures)
    types = Profiles(profiles).types_read()
    wanted = Wanted(types | reads(types))
    cache = cache_of(request, tree, plugins)
    read = read_tree(
        tree,
        plugins.parsers,
        request.inputs,
        wanted,
        request.jobs,
        failures,
        request.environments,
        request.paths,
        cache,
        progress,
    )
    if cache is not None:
        cache.close()
    components = with_room(
        lambda: judged_components(read.readings, profiles, plugins, failures, request.jobs, progress)
    )
    read = replace(read, unjudged=tuple(unjudged(read.readings, (profile.type for profile in profiles))))
    assessment = assess(components, stated_tiers(request.tiers), request.trust.tiers)
    progress("asking rules", 0, 0)
    written = tuple(_suppressions(request, tree, read))
    findings = tuple(
        (finding, suppression or baseline.accepts(finding))
        for finding, suppression in _findings(request, plugins, written, read, assessment, failures)
    )
    counted = [finding for finding, suppression in findings if suppression is None]
    demands = gate.Demands(fail_on=request.fail_on, min_level=request.min_level, unknown=request.unknown)
    missing = [one for reading in read.readings for one in reading.missing]
    audit = Audit(
        request,
        tree,
        read,
        assessment,
        findings,
        tuple(failures),
        tuple(plugins.sectors),
        sector,
        gate.judge(demands, counted, assessment, missing),
        _asked(request, plugins),
        written,
    )
    return replace(audit, notes=tuple(_notes(audit, baseline, requirements)))


def cache_of(request: Request, tree: Tree, plugins: Plugins) -> Cache | None:
    """The cache for what the product's own parsers read, where the request wants one."""
    own = [p.language for p in plugins.parsers if plugins.giver("parser", p.language) == PROJECT]
    return open_cache(tree.base, own) if request.cache else None


def _notes(audit: Audit, baseline: Baseline, requirements: Requirements) -> Iterator[str]:
    gone = baseline.gone((finding for finding, _ in audit.findings), (rule.id for rule in audit.rules))
    if gone and not audit.incomplete:
        what = "1 finding of it no longer occurs" if gone == 1 else f"{gone} findings of it no longer occur"
        yield f"baseline: {what}; --write-baseline leaves them out"
    for name in requirements.without_component(audit.assessment):
        yield f"policy: {name} means no component"


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


def _refuse_an_empty_choice(request: Request, plugins: Plugins) -> None:
    """Refuse a rule that is selected and would not be asked: its silence would look like consent."""
    asked = [rule.id for rule in _asked(request, plugins)]
    for name in request.select:
        if not any(rule.startswith(name) for rule in asked):
            raise RequestError(
                f"{name} asks no rule: what it means is ignored, or in preview and selected by whole ids only",
                "select",
            )


def _sector(request: Request, plugins: Plugins) -> Sector | None:
    if request.sector is None:
        return None
    found = next((s for s in plugins.sectors if s.slug == request.sector), None)
    if found is None:
        known = [s.slug for s in plugins.sectors]
        near = likely_meant(request.sector, known)
        hint = f", did you mean {near}?" if near else f"; known are {', '.join(known)}"
        raise RequestError(f"there is no sector {request.sector}{hint}", "sector")
    return found


# --- findings -----------------------------------------------------------------------------------------------------


def _findings(
    request: Request, plugins: Plugins, written: Sequence[Suppression], read: Readings, assessment: Assessment,
    failures: Failures,
) -> tuple[tuple[Finding, Suppression | None], ...]:  # fmt: skip
    known = {rule_id: rule for rule_id, (rule, _) in plugins.rules.items()}
    asked = _asked(request, plugins)
    weights = Weights(
        rules=request.severities,
        tiers=request.tier_severities,
        as_written=frozenset(rule for rule, (_, giver) in plugins.rules.items() if giver == POLICY),
    )
    found = list(finding_steps.ask(plugins.rules, asked, assessment, weights, failures))
    register = suppressions.Register(written, known, _today(request), request.trust)
    for finding in found:
        register.accepts(finding)
    own = finding_steps.OnTheAudit(known, weights)
    found += own.unread(read.unread)
    found += own.failed(failures)
    found += own.suppressions(register, (rule.id for rule in asked if not failures.of(rule.id)))
    return tuple((finding, register.accepts(finding)) for finding in finding_steps.ordered(found))


def _asked(request: Request, plugins: Plugins) -> tuple[Rule, ...]:
    known = {rule_id: rule for rule_id, (rule, _) in plugins.rules.items()}
    owed = {rule.id: rule for rule, giver in plugins.rules.values() if giver == POLICY}
    chosen = finding_steps.selected(
        {name: rule for name, rule in known.items() if name not in owed}, request.select, request.ignore
    )
    # A choice of rules says nothing of the policy: what is owed is asked unless it is ignored by its whole id.
    kept = [rule for name, rule in owed.items() if name not in request.ignore]
    return tuple(sorted((*chosen, *kept), key=lambda rule: rule.id))


def _suppressions(request: Request, tree: Tree, read: Readings) -> list[Suppression]:
    files = dict.fromkeys([*(file for files in tree.terraform.values() for file in files), *tree.manifests])
    files |= dict.fromkeys(file for reading in read.readings for file in reading.files)
    return [
        *comments.in_code(files, tree.read),
        *comments.in_annotations(resource for reading in read.readings for resource in reading.resources),
        *suppressions.in_configuration(request.suppressions),
    ]


def _today(request: Request) -> date:
    return request.today or datetime.now(UTC).date()
