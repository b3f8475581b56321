"""The objects that a kustomization renders, while they are changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct, field

from continuity_audit.estate.api_groups import group_of, type_of
from continuity_audit.estate.model import Provider, Resource, Span
from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.kubernetes.manifests import LOCAL, generated_name, is_local
from continuity_audit.parsers.kubernetes.names import Name, address_of
from continuity_audit.parsers.kubernetes.nodes import Node, harvest, plant

CLUSTER_WIDE: Final = frozenset({
    "Namespace", "Node", "PersistentVolume", "StorageClass", "ClusterRole", "ClusterRoleBinding",
    "CustomResourceDefinition", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "APIService",
    "PriorityClass", "RuntimeClass", "CSIDriver", "CSINode", "VolumeAttachment", "IngressClass", "PodSecurityPolicy",
    "CertificateSigningRequest", "FlowSchema", "PriorityLevelConfiguration", "ComponentStatus",
    "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ClusterTrustBundle", "TokenReview",
    "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview", "ServiceCIDR", "IPAddress",
})  # fmt: skip
"""The built-in kinds that stand in no namespace."""

POD_SPECS: Final = {
    "Deployment": "spec/template", "StatefulSet": "spec/template", "DaemonSet": "spec/template",
    "ReplicaSet": "spec/template", "ReplicationController": "spec/template", "Job": "spec/template",
    "CronJob": "spec/jobTemplate/spec/template", "Pod": "",
}  # fmt: skip
"""Where the built-in kinds that run pods hold the template of these."""


class Thing(Struct):
    """An object, and what it was called before names were changed."""

    node: Node
    span: Span
    former: list[tuple[str, str, str]] = field(default_factory=list)
    """Names, namespaces and kinds that it had, the first as it is written."""

    @property
    def kind(self) -> Name:
        """Its kind."""
        return self.node.text("kind")

    @property
    def group(self) -> str:
        """The group of its API version."""
        return group_of(self.node.text("apiVersion"))

    @property
    def type(self) -> str:
        """What the audit calls its type."""
        return type_of(self.node.text("apiVersion"), self.kind)

    @property
    def is_built_in(self) -> bool:
        """Whether Kubernetes itself knows the kind, and so how its lists are merged."""
        return "." not in self.group or self.group.endswith(".k8s.io")

    @property
    def name(self) -> Name:
        """Its name now."""
        return self.node.text("metadata", "name") or generated_name(self.node.text("metadata", "generateName"))

    @property
    def namespace(self) -> Name:
        """Its namespace now, empty where it states none."""
        return self.node.text("metadata", "namespace")

    @property
    def address(self) -> str:
        """What the contract calls it."""
        return address_of(self.kind, self.namespace, self.name)

    @property
    def called(self) -> Iterator[tuple[str, str]]:
        """Every name and namespace that it has or had."""
        return ((name, namespace) for name, namespace, _ in self.identities)

    @property
    def identities(self) -> Iterator[tuple[str, str, str]]:
        """Every name, namespace and kind that it has or had."""
        yield self.name, self.namespace, self.kind
        yield from self.former

    @property
    def is_local(self) -> bool:
        """Whether it is for the tools that read it alone and never applied: Kustomize leaves it out."""
        return is_local(self.metadata("annotations").get(LOCAL))

    def remember(self) -> None:
        """Keep the present name and kind as former ones, before they change."""
        if (now := (self.name, self.namespace, self.kind)) not in self.former:
            self.former.append(now)

    def copy(self) -> Thing:
        """A copy that shares nothing with it."""
        return Thing(self.node.copy(), self.span, list(self.former))

    def metadata(self, key: str) -> dict[str, str]:
        """Its labels or annotations."""
        found = self.node.get("metadata", key)
        return {k: found.text(k) for k in found.entries} if found is not None and found.entries else {}


def thing_of(resource: Resource) -> Thing:
    """An object as it is read from its file, or rendered before."""
    node = plant(resource.values, resource.span.file, resource.span.line, resource.lines, files=resource.files)
    return Thing(node, resource.span)


def resource_of(thing: Thing, root: str) -> Resource:
    """The resource that an object is rendered to."""
    found = harvest(thing.node, thing.span.file)
    values = found.value if isinstance(found.value, dict) else {}
    return Resource(
        root=root,
        address=thing.address,
        type=thing.type,
        name=thing.name,
        span=thing.span,
        language="kubernetes",
        values=values,
        lines=found.lines,
        files=found.files,
        provider=Provider("kubernetes"),
    )


# --- which objects a patch or a setting means ---------------------------------------------------------------------


def meant(things: Iterable[Thing], patch: Node) -> list[Thing]:
    """Those objects that a patch names: by kind, group, name and namespace, present or former."""
    group, name = group_of(patch.text("apiVersion")), patch.text("metadata", "name")
    wanted = (name, patch.text("metadata", "namespace") or "default", patch.text("kind"))
    return [
        thing
        for thing in things
        if (thing.name == name or thing.former)  # most are called otherwise, and there may be many of both
        and thing.group == group
        and any((own, namespace or "default", kind) == wanted for own, namespace, kind in thing.identities)
    ]


def selected(things: Iterable[Thing], target: Node) -> list[Thing]:
    """Those objects that a patch's ``target`` selects; names are anchored regular expressions."""
    kind, name, namespace = target.text("kind"), target.text("name"), target.text("namespace")
    group, version = target.text("group"), target.text("version")
    selectors = [
        (selector, part)
        for key, part in (("labelSelector", "labels"), ("annotationSelector", "annotations"))
        if (selector := target.text(key))
    ]

    def is_selected(thing: Thing) -> bool:
        if kind and not _matches(kind, thing.kind):
            return False
        if name and not any(_matches(name, own) for own, _ in thing.called):
            return False
        if group and not _matches(group, thing.group):
            return False
        if version and not _matches(version, thing.node.text("apiVersion").rpartition("/")[2]):
            return False
        silent = "" if thing.kind in CLUSTER_WIDE else "default"  # where an object that states no namespace is put
        if namespace and not any(_matches(namespace, own or silent) for _, own in thing.called):
            return False
        return all(fulfils(selector, thing.metadata(part)) for selector, part in selectors)

    return [thing for thing in things if is_selected(thing)]


def _matches(pattern: str, text: str) -> bool:
    if _PLAIN.fullmatch(pattern):
        return pattern == text
    found = _compiled(pattern)
    return pattern == text if found is None else found.fullmatch(text) is not None


_PLAIN = pattern(r"[\w-]+")
"""A pattern that is the one text that it matches."""


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Any:
    """The pattern as Go's regexp reads it, in time that grows with the text only; ``None`` where it is none."""
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


_PARTS = pattern(r",(?![^(]*\))")
_SET = pattern(r"\s*(\S+)\s+(in|notin)\s*\(([^)]*)\)\s*")


def fulfils(selector: str, labels: dict[str, str]) -> bool:
    """Whether labels fulfil a selector as written for kubectl: ``app=web,tier!=db,env in (a, b),!old``."""
    return all(_requirement(part.strip(), labels) for part in _PARTS.split(selector) if part.strip())


def _requirement(part: str, labels: dict[str, str]) -> bool:
    if found := _SET.fullmatch(part):
        values = {value.strip() for value in found[3].split(",")}
        return (labels.get(found[1]) in values) == (found[2] == "in")
    if "!=" in part:
        key, _, value = part.partition("!=")
        return labels.get(key.strip()) != value.strip()
    if "=" in part:
        key, _, value = part.replace("==", "=").partition("=")
        return labels.get(key.strip()) == value.strip()
    return part[1:].strip() not in labels if part.startswith("!") else part in labels
