"""Where the pods of a workload may run: how many there are, what spreads them, and what pins them together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Final

from continuity_audit.estate.counts import add, as_count, exceeds, fewest
from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.logic import any_of, as_truth, at_least, both, equals
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.counted_pods import BY_ITSELF, counted_of_others
from continuity_audit.profiles.kubernetes.objects import (
    PAUSED,
    SCALERS,
    STOPPED,
    is_paused,
    matches,
    objects,
    reference_of,
    starts,
)
from continuity_audit.profiles.kubernetes.pods import (
    WORKLOADS,
    annotation,
    in_pods,
    namespace_of,
    pod_labels,
    spec_path,
    text,
)
from continuity_audit.profiles.terms import Context, fact, quantity, walk

ZONE: Final = (
    "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone",
    "topology.ebs.csi.aws.com/zone",     # https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
    "topology.gke.io/zone",              # https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/regional-pd
    "topology.disk.csi.azure.com/zone",  # https://github.com/kubernetes-sigs/azuredisk-csi-driver/tree/master/deploy/example/topology
)  # fmt: skip
"""The labels of nodes that hold their zone: Kubernetes' own, and those of the drivers of disks."""
REGION: Final = ("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region")
NODE: Final = ("kubernetes.io/hostname",)

_KNATIVE_MINIMUM: Final = ("autoscaling.knative.dev/min-scale", "autoscaling.knative.dev/minScale")


# --- members ------------------------------------------------------------------------------------------------------


@quantity("the least number of pods (`minReplicas` of its autoscaler, else `replicas`; 1 where left out)")
def members(context: Context) -> Value:
    scalers = [c for c in context.companions if c.type in SCALERS]
    scalers = [s for s in scalers if s.root == context.resource.root] or scalers
    for paused in filter(is_paused, scalers):
        context.about(paused).note("metadata.annotations", {STOPPED: "true"}, PAUSING)
    if scalers := [s for s in scalers if not is_paused(s)]:
        return fewest(*(_minimum(context.about(scaler)) for scaler in scalers))
    if context.resource.type == "serving.knative.dev/Service":
        return _knative_minimum(context)
    return _read(context, "spec.replicas", 1)


@fact(
    "it has two pods or more (`minReplicas` of its autoscaler, else `replicas`; 1 where left out)",
    remedy="set `spec.replicas`, or `spec.minReplicas` of its autoscaler, to 2 or more",
)
def several_members(context: Context) -> Value:
    return at_least(members.value(context), 2)


def _minimum(context: Context) -> Value:
    path, default = SCALERS[context.resource.type]
    if context.resource.type != "keda.sh/ScaledObject":
        return _read(context, path, default)
    if paused := annotation(context.resource.values, PAUSED):
        context.note("metadata.annotations", {PAUSED: paused}, PAUSING)
        return as_count(paused)
    least = _read(context, path, default)
    if context.read("spec.idleReplicaCount") is not None:
        return fewest(least, _read(context, "spec.idleReplicaCount", default))
    return least


PAUSING: Final = "https://keda.sh/docs/latest/concepts/scaling-deployments/#pausing-autoscaling"


def _read(context: Context, path: str, default: int) -> Value:
    found = context.read(path)
    worth = default if found is None else as_count(found)
    if isinstance(worth, Unknown):
        worth = unknown(*worth.causes, key=f"{worth.key}@{context.resource.root}", low=0)
    context.note(path, worth, "Kubernetes' default" if found is None else "")
    return worth


def _knative_minimum(context: Context) -> Value:
    annotations = entries(context.read("spec.template.metadata.annotations"))
    found = next((annotations[name] for name in _KNATIVE_MINIMUM if name in annotations), "0")
    context.note("spec.template.metadata.annotations", found, "" if annotations else "Knative's default")
    return int(found) if isinstance(found, str) and found.isdigit() else found


@fact("it is not fixed at zero pods")
def runs(context: Context) -> Value:
    if any(companion.type in SCALERS and starts(companion) for companion in context.companions):
        return True
    return walk(context.resource.values, "spec.replicas") != 0


@fact("neither another object makes it nor a release's hook")
def made_by_code(context: Context) -> Value:
    if annotation(context.resource.values, "helm.sh/hook"):
        return False
    owners = mappings(walk(context.resource.values, "metadata.ownerReferences"))
    return not any(owner.get("controller") is True for _, owner in owners)


# --- spread -------------------------------------------------------------------------------------------------------


def pods_holder(context: Context) -> Resource:
    """The resource that holds the pod template: an Argo Rollout may take that of a Deployment."""
    return _taken_from(context) or context.resource


def _taken_from(context: Context) -> Resource | None:
    reference = walk(context.resource.values, "spec.workloadRef")
    named = isinstance(reference, Mapping)
    return objects(context.estate).find(context.resource, *reference_of(reference)) if named else None


def open_template(context: Context) -> Unknown | None:
    """What of the pods is not in the code: the Deployment that a Rollout takes them from, or a placeholder."""
    resource = context.resource
    if resource.type not in WORKLOADS:
        return None
    reference = walk(resource.values, "spec.workloadRef")
    if isinstance(reference, Mapping) and _taken_from(context) is None:
        kind, name = text(reference.get("kind")) or "Deployment", text(reference.get("name"))
        return unknown("/".join(filter(None, (kind, namespace_of(resource), name))))
    holder = pods_holder(context)
    pods = reference if isinstance(reference, Unknown) else walk(holder.values, spec_path(holder))
    return pods if isinstance(pods, Unknown) else None


def as_open(hidden: Unknown, what: str, context: Context) -> Value:
    """A condition on what is not in the code, told apart from others on the same."""
    return as_truth(unknown(*hidden.causes, key=f"{hidden.key} {what}@{context.resource.root}"))


def of_template(decide: Callable[[Context], Value]) -> Callable[[Context], Value]:
    """A condition on the template of the pods, which is open where that is not in the code."""

    @wraps(decide)
    def known(context: Context) -> Value:
        hidden = open_template(context)
        return decide(context) if hidden is None else as_open(hidden, decide.__name__, context)

    return known


def required_spread(holder: Resource, pods: Mapping[str, Value], count: Callable[[], Value], keys: tuple[str, ...],
                    labels: Mapping[str, Value] | None, *, majority: bool = False,
                    others: Callable[[Value], Value] = lambda selector: 0) -> Value:  # fmt: skip
    """Whether a pod spec forces the pods apart; ``labels`` are theirs, ``None`` where an operator sets them.

    Skew is counted over the places alone where the pods may run: those that are pinned to one are not apart. With
    ``majority``, no place may hold so many pods that the others are none of all. ``others`` tells how many pods that
    are not theirs a selector matches, ``None`` where nothing limits it.
    """
    if len(pinned(pods, keys)) == 1 or len(pinned(pods, NODE)) == 1:
        return False
    constraints = mappings(pods.get("topologySpreadConstraints"))
    rules = [_constraint(c, count, keys, labels, majority=majority, others=others) for _, c in constraints]
    required = "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"
    rules += [repels(term, keys, labels, holder) for _, term in mappings(walk(pods, required))]
    return any_of((lambda rule=rule: rule) for rule in rules)  # type: ignore[misc]


def _constraint(
    constraint: Mapping[str, Value], count: Callable[[], Value], keys: tuple[str, ...],
    labels: Mapping[str, Value] | None, *, majority: bool, others: Callable[[Value], Value],
) -> Value:  # fmt: skip
    """A spread is sure where it is required, matches the pods themselves, and its skew cannot hold all of them.

    Pods of others that it counts may be what is in the other places, so that it lets one hold as many more.
    """
    if not _matches_own(constraint.get("labelSelector"), labels) or _sets_each_apart(constraint):
        return False
    action = constraint.get("whenUnsatisfiable")
    required = equals("DoNotSchedule" if action is None else action, "DoNotSchedule")
    stated = constraint.get("maxSkew")
    foreign = others(constraint.get("labelSelector"))
    if foreign is None:
        return False
    skew = add(1 if stated is None else stated, foreign)
    apart = _majority_is_left if majority else exceeds
    return both(topology(constraint, keys), lambda: both(required, lambda: apart(count(), skew)))


def _majority_is_left(count: Value, skew: Value) -> Value:
    """Whether the majority of some pods is left without any one of three zones, with the most that skew lets it hold.

    Where one of three holds m, the others hold m - skew each at least: m is at most a third of the pods and two skews.
    """
    if not isinstance(count, int) or not isinstance(skew, int):
        return exceeds(count, skew)
    return 2 * (count - (count + 2 * skew) // 3) > count


def repels(
    term: Mapping[str, Value], keys: tuple[str, ...], labels: Mapping[str, Value] | None, holder: Resource
) -> Value:
    """Whether a term of an affinity means the pods themselves, over places of a kind."""
    if not _is_in_reach(term, namespace_of(holder)) or elements(term.get("mismatchLabelKeys")):
        return False
    if _sets_each_apart(term):
        return False
    return topology(term, keys) if _matches_own(term.get("labelSelector"), labels) else False


def _sets_each_apart(rule: Mapping[str, Value]) -> bool:
    """Whether a rule means, of the pods that it selects, only those with a label that no two of them share."""
    return any(text(key) in BY_ITSELF for key in elements(rule.get("matchLabelKeys")))


def _is_in_reach(term: Mapping[str, Value], namespace: str) -> bool:
    """Whether a term is sure to mean pods of a namespace: its own, where it names none; else those that it names."""
    namespaces, selector = [text(name) for name in elements(term.get("namespaces"))], term.get("namespaceSelector")
    if not namespaces and selector is None:
        return True
    return namespace in namespaces or matches(selector, {"kubernetes.io/metadata.name": namespace})


def _matches_own(selector: Value, labels: Mapping[str, Value] | None) -> bool:
    return isinstance(selector, Mapping) if labels is None else matches(selector, labels)


def topology(rule: Mapping[str, Value], keys: tuple[str, ...]) -> Value:
    """Whether a rule is over places of a kind."""
    key = rule.get("topologyKey")
    return any_of((lambda k=k: equals(key, k)) for k in keys)  # type: ignore[misc]


@fact(
    "a required spread over zones (`topologySpreadConstraints` with DoNotSchedule, or required `podAntiAffinity`)",
    remedy="add `topologySpreadConstraints` over `topology.kubernetes.io/zone` with `whenUnsatisfiable: DoNotSchedule`",
)
@of_template
def spread_over_zones(context: Context) -> Value:
    holder = pods_holder(context)
    pods = entries(walk(holder.values, spec_path(holder)))
    _note_spread(context.about(holder), spec_path(holder), pods)

    def others(selector: Value) -> Value:
        return counted_of_others(holder, selector, context.estate)

    return required_spread(holder, pods, lambda: members.value(context), ZONE, pod_labels(holder), others=others)


def _note_spread(context: Context, path: str, pods: Mapping[str, Value]) -> None:
    for part in ("topologySpreadConstraints", "affinity"):
        if pods.get(part) is not None:
            context.note(f"{path}.{part}", pods[part])
            return
    context.note(f"{path}.topologySpreadConstraints", None, "spread is best effort where it is left out")


def attracted(
    holder: Resource, pods: Mapping[str, Value], keys: tuple[str, ...], labels: Mapping[str, Value] | None
) -> Iterator[Value]:
    """Whether each required affinity of a pod spec is one to the pods themselves; ``labels`` as for a spread."""
    required = walk(pods, "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution")
    return (as_truth(repels(term, keys, labels, holder)) for _, term in mappings(required))


# --- pins ---------------------------------------------------------------------------------------------------------


def pinned(pods: Mapping[str, Value], keys: tuple[str, ...]) -> tuple[str, ...]:
    """The only values of a node label that the pods may run on; none where they are free."""
    chosen = entries(pods.get("nodeSelector"))
    if named := [text(chosen[key]) for key in keys if key in chosen]:
        return (named[0],)
    required = walk(pods, "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms")
    values: set[str] = set()
    for _, term in mappings(required):
        allowed = list(_allowed(term, keys))
        if not allowed:
            return ()
        values |= set.intersection(*allowed)
    return tuple(sorted(values))


def _allowed(term: Mapping[str, Value], keys: tuple[str, ...]) -> Iterator[set[str]]:
    for _, expression in mappings(term.get("matchExpressions")):
        if expression.get("key") in keys and expression.get("operator") == "In":
            yield {text(value) for value in elements(expression.get("values"))}
    for _, expression in mappings(term.get("matchFields")) if keys == NODE else ():  # its name is the only field
        if expression.get("operator") == "In":
            yield {text(value) for value in elements(expression.get("values"))}


def pods_of(context: Context) -> Mapping[str, Value]:
    """The spec of the pods of a workload."""
    holder = pods_holder(context)
    return entries(walk(holder.values, spec_path(holder)))


def note_pin(context: Context) -> None:
    """Show what says on which nodes the pods of a workload may run."""
    holder = pods_holder(context)
    for part in ("nodeSelector", "affinity", "nodeName"):
        if in_pods(holder, part) is not None:
            context.about(holder).note(f"{spec_path(holder)}.{part}", in_pods(holder, part))


@fact("its pods may run on one node only")
@of_template
def pinned_to_node(context: Context) -> Value:
    pods = pods_of(context)
    named = pods.get("nodeName")
    if isinstance(named, Unknown):
        note_pin(context)
        return as_truth(unknown(*named.causes, key=f"{named.key} names a node@{context.resource.root}"))
    found = bool(named) or len(pinned(pods, NODE)) == 1
    if found:
        note_pin(context)
    return found
