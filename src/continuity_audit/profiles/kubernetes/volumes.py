"""The persistent volumes of a workload, a claim or an operator's resource, and what the worst of them allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, as_truth, equals
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.charts.part import Part
from continuity_audit.profiles.kubernetes.file_systems import file_system_of, in_one_zone
from continuity_audit.profiles.kubernetes.inline_volumes import FILE_VOLUMES, inline_source, is_cache
from continuity_audit.profiles.kubernetes.longhorn_releases import CLASS_OF_CHART, keeps_once
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operator_volumes import (
    CLASS_KEYS,
    CLASSES_IN_TEMPLATES,
    KAFKA,
    KAFKA_POOL,
    ON_THE_NODE,
    OPERATOR_VOLUMES,
    described,
)
from continuity_audit.profiles.kubernetes.placement import pods_holder
from continuity_audit.profiles.kubernetes.pods import annotation, labels_of, namespace_of, spec_path, text
from continuity_audit.profiles.kubernetes.release_parts import PartVolume, has_volume, volume_of, volumes_with_paths
from continuity_audit.profiles.kubernetes.release_values import RELEASES, release_of
from continuity_audit.profiles.kubernetes.rook_releases import reach_of_rook
from continuity_audit.profiles.kubernetes.static_volumes import volume_for
from continuity_audit.profiles.kubernetes.storage_classes import (
    NO_PROVISIONER,
    NODE_CLASSES,
    Default,
    OpenReach,
    Reach,
    class_named,
    default_class,
    reach_of_class,
    reach_of_volume,
)
from continuity_audit.profiles.kubernetes.volsync import sources_of
from continuity_audit.profiles.terms import Context, walk

_SOURCES: Final = ("hostPath", "local", "nfs", "csi.driver")
"""What a PersistentVolume is made of, as far as that decides."""

_SHARED_MODES: Final = ("ReadWriteMany", "ReadOnlyMany")


class Volume(Struct, frozen=True):
    """A persistent volume as far as the code describes it."""

    holder: Resource
    path: str
    name: str
    """Of the claim, of the template for claims of members, else of the volume."""
    spec: Mapping[str, Value] = field(default_factory=dict)
    claim: Resource | None = None
    of_members: bool = False
    """Whether each member has one of its own."""
    source: str = "claim"
    labels: Mapping[str, Value] = field(default_factory=dict)
    metadata: Mapping[str, Value] = field(default_factory=dict)
    called: str = ""
    """What the pods call it."""
    class_path: str = ""
    """Where its holder names its class, where that is not told by its own path."""

    @property
    def ends_with_pod(self) -> bool:
        """Whether it is a folder of the node for as long as its pod is there, as ``ephemeral`` storage of Kafka is."""
        return bool(self.on_the_node)

    @property
    def on_the_node(self) -> str:
        """What says that it is one; empty where it is none."""
        if self.holder.type in (KAFKA, KAFKA_POOL):
            return "type" if self.spec.get("type") == "ephemeral" else ""
        if self.holder.type not in OPERATOR_VOLUMES:
            return ""
        return next((key for key in ON_THE_NODE if self.spec.get(key) not in (None, False)), "")

    def claim_names(self, members: int) -> tuple[str, ...]:
        """The names of the claims behind it."""
        if not self.of_members:
            return (self.name,)
        return tuple(f"{self.name}-{self.holder.name}-{i}" for i in range(max(members, 1)))


def volumes_of(context: Context) -> list[Volume]:
    """The persistent volumes of a component; caches are left out, as they hold nothing that must survive.

    What lies on a file system that the estate has as a component of its own is left out, too: its data is there.
    """
    resource = context.resource
    if resource.type == "PersistentVolumeClaim":
        return [] if file_systems_under(context) else [_claimed(resource, "", resource.name, resource)]
    if resource.type == KAFKA:
        return list(_of_kafka(context))
    if resource.type in OPERATOR_VOLUMES:
        return [Volume(resource, p, resource.name, spec, of_members=True) for p, spec in described(resource)]
    if resource.type in RELEASES:
        return list(_of_release(context))
    found = (volume for volume in _all_of_pods(context) if not _is_cache(volume, context.estate))
    return [volume for volume in found if _file_system(volume, context.estate) is None]


def file_systems_under(context: Context) -> list[Resource]:
    """The file systems of the estate that the volumes of a workload, or a claim, lie on."""
    resource, estate = context.resource, context.estate
    is_claim = resource.type == "PersistentVolumeClaim"
    volumes = [_claimed(resource, "", resource.name, resource)] if is_claim else _all_of_pods(context)
    return [found for volume in volumes if (found := _file_system(volume, estate)) is not None]


def _file_system(volume: Volume, estate: Estate) -> Resource | None:
    """The file system of the estate on which a volume lies that is claimed."""
    if volume.source != "claim":
        return None
    holder = bound_volume(volume, estate) or storage_class_of(volume, estate)
    return file_system_of(holder, estate) if holder is not None else None


def caches_of(context: Context) -> list[Volume]:
    """The persistent volumes that hold nothing but a cache."""
    if context.resource.type in RELEASES:
        return list(_of_release(context, caches=True))
    return [volume for volume in _all_of_pods(context) if _is_cache(volume, context.estate)]


def _all_of_pods(context: Context) -> list[Volume]:
    return [*_templates(context.resource), *mounted_volumes(pods_holder(context), context.estate)]


def _is_cache(volume: Volume, estate: Estate) -> bool:
    return is_cache(volume.called, _mount_paths(volume)) and not _is_copied(volume, estate)


def _is_copied(volume: Volume, estate: Estate) -> bool:
    """Whether an object names its claim to copy it: somebody wants that back, whatever it is called."""
    return volume.source == "claim" and bool(sources_of(volume.claim_names(1)[0], volume.holder, estate))


def _mount_paths(volume: Volume) -> list[str]:
    """Where containers mount it, without what they mount of a part of it."""
    pods = walk(volume.holder.values, spec_path(volume.holder))
    return [
        text(mount.get("mountPath"))
        for part in ("containers", "initContainers")
        for _, container in mappings(walk(pods, part))
        for _, mount in mappings(container.get("volumeMounts"))
        if mount.get("name") == volume.called
    ]


def _claimed(holder: Resource, path: str, name: str, claim: Resource | None) -> Volume:
    if claim is None:
        return Volume(holder, path, name)
    metadata, spec = entries(claim.values.get("metadata")), entries(claim.values.get("spec"))
    return Volume(holder, path, name, spec, claim, labels=labels_of(claim), metadata=metadata)


def _of_kafka(context: Context) -> Iterator[Volume]:
    """The disks of the brokers: those of the node pools, where there are some, instead of the cluster's own.

    https://strimzi.io/docs/operators/latest/deploying#config-node-pools-str
    """
    pools = [pool for pool in context.companions if pool.type == KAFKA_POOL and has_role(pool, "broker")]
    if open_pools := pools_elsewhere(context.resource, pools):
        yield Volume(context.resource, "spec.kafka", context.resource.name, {"class": open_pools}, of_members=True)
        return
    homes = [(pool, "spec.storage") for pool in pools] or [(context.resource, OPERATOR_VOLUMES[KAFKA])]
    for holder, path in homes:
        storage = entries(walk(holder.values, path))
        disks = [(f"{path}.volumes.{i}", disk) for i, disk in mappings(storage.get("volumes"))]
        for where, disk in disks or [(path, storage)]:
            yield Volume(holder, where, context.resource.name, disk, of_members=True)


def pools_elsewhere(kafka: Resource, pools: Sequence[Resource]) -> Unknown | None:
    """What is not known of the brokers where they are in node pools, and no pool with brokers is in the code.

    Without node pools the cluster itself must state how many brokers there are, and their storage; without
    ZooKeeper, brokers are in node pools always. https://strimzi.io/docs/operators/latest/deploying#config-node-pools-str
    """
    if pools:
        return None
    asked = any(annotation(kafka.values, f"strimzi.io/{name}") == "enabled" for name in ("node-pools", "kraft"))
    if asked or all(walk(kafka.values, f"spec.kafka.{part}") is None for part in ("replicas", "storage")):
        return unknown(f"KafkaNodePool of {kafka.address}", key=f"pools of {kafka.id}", low=0)
    return None


def has_role(pool: Resource, role: str) -> bool:
    """Whether the nodes of a pool of Kafka have a role: ``broker`` or ``controller``."""
    return role in map(text, elements(walk(pool.values, "spec.roles")))


def _of_release(context: Context, *, caches: bool = False) -> Iterator[Volume]:
    for found in volumes_with_paths(context):
        volume = volume_of_part(found, context)
        if (found.part.cache and not _is_copied(volume, context.estate)) is caches:
            yield volume


def part_holds_data(part: Part, context: Context) -> Value:
    """Whether a part of a release has a persistent volume that is more than a cache."""
    if part.cache:
        found = volume_of(part, context.afresh())
        if found is None or not _is_copied(volume_of_part(found, context), context.estate):
            return False
    return has_volume(part, context)


def volume_of_part(found: PartVolume, context: Context) -> Volume:
    """The volume of a part of a release: the claim that it mounts, one that its chart makes, or what needs no claim."""
    release, name = context.resource, found.claim
    if found.part.source:
        words = walk(release_of(context).values, found.part.words)
        return Volume(release, found.path, found.part.name, entries(words), source=found.part.source)
    if isinstance(name, str):
        claim = objects(context.estate).find(release, "PersistentVolumeClaim", name)
        return _claimed(release, found.path, name, claim)
    named = found.storage_class if name is None else name
    spec = {} if named is None else {"storageClassName": named}
    return Volume(release, found.path, found.part.name, spec, of_members=True, class_path=found.class_path)


def _templates(resource: Resource) -> Iterator[Volume]:
    if resource.type != "StatefulSet":
        return
    templates = walk(resource.values, "spec.volumeClaimTemplates")
    if isinstance(templates, Unknown):  # to take it for none would be to say that nothing can be lost
        yield Volume(resource, "spec.volumeClaimTemplates", resource.name, of_members=True)
    for i, template in mappings(templates):
        metadata = entries(template.get("metadata"))
        path, spec = f"spec.volumeClaimTemplates.{i}", entries(template.get("spec"))
        labels = entries(metadata.get("labels"))
        name = text(metadata.get("name"))
        yield Volume(resource, path, name, spec, of_members=True, labels=labels, metadata=metadata, called=name)


def mounted_volumes(holder: Resource, estate: Estate) -> Iterator[Volume]:
    """The persistent volumes that pods mount by the name of a claim, or by their own words."""
    base = f"{spec_path(holder)}.volumes"
    for i, volume in mappings(walk(holder.values, base)):
        path = f"{base}.{i}"
        if claim := text(walk(volume, "persistentVolumeClaim.claimName")):
            claimed = _claimed(holder, path, claim, objects(estate).find(holder, "PersistentVolumeClaim", claim))
            yield replace(claimed, called=text(volume.get("name")))
        elif found := inline_source(volume):
            name, (source, words) = text(volume.get("name")), found
            yield Volume(holder, path, name, entries(walk(volume, words)), source=source, called=name)


# --- what one volume allows ---------------------------------------------------------------------------------------


def class_name(volume: Volume) -> Value:
    """The storage class that the claim asks for, ``None`` for the default one."""
    return walk(volume.spec, _class_key(volume))


def _class_key(volume: Volume) -> str:
    """Where in the volume's own words its class stands, or would."""
    usual = CLASS_KEYS.get(volume.holder.type, "storageClassName") if volume.claim is None else "storageClassName"
    keys = (usual, "storageClassName", "storageClass", "class", *CLASSES_IN_TEMPLATES)
    return next((key for key in keys if walk(volume.spec, key) is not None), usual)


def reach(volume: Volume, context: Context) -> Reach | OpenReach:
    """What the volume outlives; open only where its class is."""
    if volume.source != "claim":
        server = text(volume.spec.get("server"))
        return Reach.REGION if server.startswith("fs-") and ".efs." in server else Reach.ZONE
    if volume.ends_with_pod:
        _note(volume, context)
        return Reach.NODE
    if (file_system := _file_system(volume, context.estate)) is not None and in_one_zone(file_system):
        context.about(file_system).note("availability_zone_name", file_system.values.get("availability_zone_name"))
        return Reach.ZONE
    if bound := bound_volume(volume, context.estate):
        _note(volume, context)
        kind = next((kind for kind in _SOURCES if walk(bound.values, f"spec.{kind}") is not None), "csi")
        context.about(bound).note(f"spec.{kind}", walk(bound.values, f"spec.{kind}"))
        return reach_of_volume(bound)
    named = class_name(volume)
    storage_class = _class(volume, named, context.estate)
    if isinstance(named, Unknown) and storage_class is None:
        return OpenReach(Reach.ZONE, Reach.REGION, named)
    _note(volume, context, storage_class)
    if default := _default(volume, named, context.estate):
        return default.reach
    if storage_class is not None:
        return reach_of_class(storage_class, context.estate)
    if text(named) == CLASS_OF_CHART and keeps_once(volume.claim or volume.holder, context):
        return Reach.NODE
    if (by_rook := reach_of_rook(text(named), volume.claim or volume.holder, context)) is not None:
        return by_rook
    return Reach.NODE if text(named) in NODE_CLASSES else Reach.ZONE


def bound_volume(volume: Volume, estate: Estate) -> Resource | None:
    """The PersistentVolume that a claim is bound to by name, from either side, or gets by its class.

    A class that the code holds makes volumes for those that ask for it, unless it is one for volumes that are there.
    """
    near, index = volume.claim or volume.holder, objects(estate)
    if name := text(volume.spec.get("volumeName")):
        return index.find(near, "PersistentVolume", name, "")
    if not volume.of_members and (reserved := index.reserved_for(volume.name, near)):
        return reserved
    named = class_name(volume)
    made = class_named(near, text(named), estate) if text(named) else None
    if made is not None and text(made.values.get("provisioner")) != NO_PROVISIONER:
        return None
    return volume_for(volume.spec, named, near, estate)


def storage_class_of(volume: Volume, estate: Estate) -> Resource | None:
    """The storage class that a volume is made of, where the code holds it."""
    return _class(volume, class_name(volume), estate)


def _class(volume: Volume, named: Value, estate: Estate) -> Resource | None:
    if named is None:
        default = _default(volume, named, estate)
        return default.storage_class if default else None
    return class_named(volume.claim or volume.holder, text(named), estate)


def _default(volume: Volume, named: Value, estate: Estate) -> Default | None:
    """The default class, where that is what the volume is made of."""
    described = volume.claim is not None or volume.of_members
    return default_class(volume.claim or volume.holder, estate) if named is None and described else None


def _note(volume: Volume, context: Context, storage_class: Resource | None = None) -> None:
    """Show the claim, and the class that decides."""
    if volume.ends_with_pod:
        said = volume.on_the_node
        context.about(volume.holder).note(f"{volume.path}.{said}", volume.spec[said])
        return
    if volume.claim is not None:
        where, prefix = context.about(volume.claim), "spec."
    else:
        of_template = volume.holder.type == "StatefulSet" and volume.of_members
        where, prefix = context.about(volume.holder), f"{volume.path}.spec." if of_template else f"{volume.path}."
    named = class_name(volume)
    documented = "the cluster's default class, taken to be zonal" if named is None else ""
    where.note(volume.class_path or f"{prefix}{_class_key(volume)}", named, documented)
    if storage_class is not None:
        context.about(storage_class).note("provisioner", storage_class.values.get("provisioner"))


def mounted_by_many(volume: Volume) -> Value:
    """Whether several nodes can mount the volume at once."""
    if volume.source != "claim":
        return volume.source in FILE_VOLUMES
    if volume.claim is None and not volume.of_members:
        address = "/".join(filter(None, ("PersistentVolumeClaim", namespace_of(volume.holder), volume.name)))
        return as_truth(unknown(f"{address} (spec.accessModes)"))
    return allow_many(volume.spec.get("accessModes"))


def allow_many(modes: Value) -> Value:
    """Whether one of some access modes, or the only one, lets several nodes mount a claim at once."""
    found = modes if isinstance(modes, tuple) else (modes,)
    return any_of((lambda o=one, s=shared: equals(o, s)) for one in found for shared in _SHARED_MODES)  # type: ignore[misc]


def ignored_by_backups(volume: Volume, name: str, value: str) -> bool:
    """Whether an annotation of the claim takes it out of backups."""
    return annotation({"metadata": volume.metadata}, name) == value
