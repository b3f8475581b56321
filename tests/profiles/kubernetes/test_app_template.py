"""Releases of app-template: their values describe the workloads, and what these mount."""

from __future__ import annotations

from textwrap import indent

import pytest

from continuity_audit.estate.model import Scenario
from profiles.kubernetes.reading import components, outcomes

RELEASE = "HelmRelease/shop/app"
STATELESS = ["c", "r restart", "r restart", "r redeploy", "r redeploy"]
MEMBERS = ["c", "c members", "r restart", "r redeploy", "r redeploy"]
LOST = ["l", "r restart", "l", "l", "l"]
CHART = "{spec: {chart: app-template, version: VERSION, sourceRef: {kind: HelmRepository, name: bjw-s}}}"
CLAIM = """
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: {name}, namespace: shop}}
spec: {{accessModes: [{mode}], storageClassName: zrs}}
"""
REPLICATED = """
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: zrs}
provisioner: disk.csi.azure.com
parameters: {skuName: Premium_ZRS}
"""
SPREAD = "[{topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}]"


def release(values: str, version: str = "3.7.3", more: str = "") -> str:
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: app, namespace: shop}}
spec:
  chart: {CHART.replace("VERSION", version)}{more}
  values:
{indent(values, "    ")}
"""


def judged(values: str, beside: str = "", version: str = "3.7.3", more: str = "") -> dict[str, list[str]]:
    found = components(release(values, version, more) + beside)
    return {address: outcomes(component) for address, component in found.items()}


def of_release(values: str, beside: str = "") -> list[str]:
    return judged(values, beside)[RELEASE]


# --- controllers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("controllers", "expected"), [
    ("{app: {containers: {}}}", STATELESS),
    ("{app: {replicas: 1}}", STATELESS),
    ("{app: {replicas: }}", STATELESS),  # an autoscaler of its own decides, which may leave one
    ("{app: {replicas: 2}}", MEMBERS),
    ("{app: {type: statefulset, replicas: 3}}", MEMBERS),
    ("{app: {type: daemonset}}", MEMBERS),
    ("{app: {replicas: 2}, worker: {replicas: 1}}", STATELESS),
    ("{app: {replicas: 2}, worker: {replicas: 3}}", MEMBERS),
    ("{app: {replicas: 2}, worker: {enabled: false, replicas: 1}}", MEMBERS),
    ("{app: {replicas: 2}, nightly: {type: cronjob}}", STATELESS),
    ("{app: {replicas: 2}, nightly: {type: cronjob, cronjob: {suspend: true}}}", MEMBERS),
    ("{app: {replicas: 2}, migrate: {type: job}}", MEMBERS),
])  # fmt: skip
def test_the_weakest_controller_decides(controllers: str, expected: list[str]) -> None:
    assert judged(f"controllers: {controllers}") == {RELEASE: expected}


def test_a_required_spread_is_that_of_the_controller_or_of_all_pods() -> None:
    own = f"controllers: {{app: {{replicas: 2, pod: {{topologySpreadConstraints: {SPREAD}}}}}}}"
    assert of_release(own)[2] == "c members"
    shared = f"controllers: {{app: {{replicas: 2}}}}\ndefaultPodOptions: {{topologySpreadConstraints: {SPREAD}}}"
    assert of_release(shared)[2] == "c members"
    # What a controller says of its pods replaces what all of them are told.
    loose = SPREAD.replace("DoNotSchedule", "ScheduleAnyway")
    replaced = f"controllers: {{app: {{replicas: 2, pod: {{topologySpreadConstraints: {loose}}}}}}}"
    replaced += f"\ndefaultPodOptions: {{topologySpreadConstraints: {SPREAD}}}"
    assert of_release(replaced)[2] == "r restart"


ON_A_NODE = "nodeSelector: {kubernetes.io/hostname: worker-1}"


def test_pods_that_may_run_on_one_node_only_come_back_once_that_is_changed() -> None:
    pinned = ["c", "r redeploy", "r redeploy", "r redeploy", "r redeploy"]
    for values in (
        f"controllers: {{app: {{replicas: 2, pod: {{{ON_A_NODE}}}}}}}",
        f"controllers: {{app: {{replicas: 2}}}}\ndefaultPodOptions: {{{ON_A_NODE}}}",
        f"controllers: {{app: {{replicas: 2}}, other: {{pod: {{{ON_A_NODE}}}}}}}",
    ):
        assert of_release(values) == pinned
    freed = "controllers: {app: {replicas: 2, pod: {nodeSelector: {gpu: present}}}}"
    assert of_release(f"{freed}\ndefaultPodOptions: {{{ON_A_NODE}}}") == MEMBERS
    kept = f"controllers: {{app: {{pod: {{{ON_A_NODE}}}}}}}\npersistence: {{data: {{accessMode: ReadWriteOnce}}}}"
    assert of_release(kept) == ["l", "r redeploy", "l", "l", "l"]


@pytest.mark.parametrize("controllers", ["{}", "{migrate: {type: job}}", "{app: {enabled: false}}"])
def test_a_release_without_a_workload_is_no_component(controllers: str) -> None:
    assert judged(f"controllers: {controllers}") == {}


# --- persistence --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", [
    "{type: emptyDir}", "{type: configMap, name: settings}", "{type: secret, name: keys}",
    "{type: hostPath, hostPath: /dev}", "{enabled: false, existingClaim: kept}",
    "{existingClaim: kept, advancedMounts: {other: {main: [{path: /data}]}}}",
    "{type: custom, volumeSpec: {ephemeral: {volumeClaimTemplate: {spec: {}}}}}",
])  # fmt: skip
def test_what_keeps_nothing_is_no_data(item: str) -> None:
    assert of_release(f"controllers: {{app: {{replicas: 2}}}}\npersistence: {{data: {item}}}") == MEMBERS


@pytest.mark.parametrize(("item", "instance"), [
    ("{accessMode: ReadWriteOnce, size: 1Gi}", "r restart"),
    ("{type: persistentVolumeClaim, accessMode: ReadWriteOnce, size: 1Gi}", "r restart"),
    ("{accessMode: ReadWriteMany, size: 1Gi}", "c members"),
    ("{accessMode: '{{ .Values.mode }}', size: 1Gi}",
     "u HelmRelease/shop/app (spec.values.persistence.data.accessMode)"),
    ("{accessMode: ReadWriteOnce, size: 1Gi, globalMounts: [{path: /data}]}", "r restart"),
    ("{accessMode: ReadWriteOnce, size: 1Gi, advancedMounts: {app: {main: [{path: /data}]}}}", "r restart"),
    ("{type: nfs, server: nas.example.org, path: /data}", "c members"),
    ("{type: custom, volumeSpec: {nfs: {server: nas.example.org, path: /data}}}", "c members"),
    ("{type: custom, volumeSpec: {iscsi: {targetPortal: nas.example.org}}}", "r restart"),
    ("{type: custom, volumeSpec: {csi: {driver: nfs.csi.k8s.io, volumeAttributes: {share: /data}}}}", "c members"),
    ("{existingClaim: elsewhere}", "u PersistentVolumeClaim/shop/elsewhere (spec.accessModes)"),
])  # fmt: skip
def test_members_that_share_a_volume_carry_on_where_all_can_mount_it(item: str, instance: str) -> None:
    found = of_release(f"controllers: {{app: {{replicas: 2}}}}\npersistence: {{data: {item}}}")
    assert found[:2] == ["l", instance]


def test_a_claim_that_is_there_already_is_folded_in_and_decides() -> None:
    once, many = (CLAIM.format(name="kept", mode=mode) + REPLICATED for mode in ("ReadWriteOnce", "ReadWriteMany"))
    values = "controllers: {app: {replicas: 2}}\npersistence: {data: {existingClaim: kept}}"
    assert judged(values, once) == {RELEASE: ["l", "r restart", "r restart", "l", "l"]}
    assert judged(values, many)[RELEASE][1] == "c members"
    custom = values.replace(
        "existingClaim: kept", "type: custom, volumeSpec: {persistentVolumeClaim: {claimName: kept}}"
    )
    assert judged(custom, once) == judged(values, once)


def test_the_name_of_the_release_is_known_within_the_name_of_a_claim() -> None:
    values = "controllers: {app: {}}\npersistence: {data: {existingClaim: '{{ .Release.Name }}-data'}}"
    assert judged(values, CLAIM.format(name="app-data", mode="ReadWriteOnce") + REPLICATED) == {
        RELEASE: ["l", "r restart", "r restart", "l", "l"]
    }
    other = "controllers: {app: {}}\npersistence: {data: {existingClaim: '{{ .Release.Name }}-{{ .Values.id }}'}}"
    cause = "u HelmRelease/shop/app (spec.values.persistence.data.existingClaim)"
    assert of_release(other) == ["l", "r restart", cause, "l", "l"]


def test_members_of_a_stateful_set_have_claims_of_their_own() -> None:
    values = """\
controllers:
  app:
    type: statefulset
    replicas: 3
    statefulset: {volumeClaimTemplates: [{name: data, accessMode: ReadWriteOnce, size: 1Gi, storageClass: CLASS}]}
"""
    assert of_release(values.replace("CLASS", "disk")) == ["l", "c members", "l", "l", "l"]
    found = components(release(values.replace("CLASS", "zrs")) + REPLICATED)[RELEASE]
    assert outcomes(found)[2] == "r restart"
    named = "spec.values.controllers.app.statefulset.volumeClaimTemplates.0.storageClass"
    assert [e.value for e in found.outcomes[Scenario.ZONE].evidence if e.attribute == named] == ["zrs"]


def test_a_volume_of_one_controller_is_none_of_the_others() -> None:
    values = """\
controllers: {app: {replicas: 2}, database: {}}
persistence: {data: {accessMode: ReadWriteOnce, size: 1Gi, MOUNTS}}
"""
    alone = values.replace("database: {}", "database: {replicas: 2}")
    at_database = "advancedMounts: {database: {main: [{path: /data}]}}"
    assert of_release(alone.replace("MOUNTS", at_database))[1] == "r restart"
    assert of_release(alone.replace("MOUNTS", at_database.replace("database", "none"))) == MEMBERS


def test_a_cache_holds_no_data_but_ties_the_pod_to_its_zone() -> None:
    claim = CLAIM.format(name="cache", mode="ReadWriteOnce")
    values = "controllers: {app: {}}\npersistence: {NAME: {existingClaim: CLAIM, globalMounts: [{path: PATH}]}}"
    named = values.replace("NAME", "cache").replace("CLAIM", "other").replace("PATH", "/data")
    assert of_release(named) == ["c", "r restart", "r redeploy", "r redeploy", "r redeploy"]
    by_claim = values.replace("NAME", "files").replace("CLAIM", "cache").replace("PATH", "/data")
    assert judged(by_claim, claim + REPLICATED) == {RELEASE: ["l", "r restart", "r restart", "l", "l"]}
    by_path = values.replace("NAME", "files").replace("CLAIM", "other").replace("PATH", "/var/cache")
    assert of_release(by_path)[0] == "c"
    assert of_release(by_path.replace("/var/cache", "/data"))[0] == "l"


def test_a_claim_that_a_backup_names_is_no_cache() -> None:
    source = """
---
apiVersion: volsync.backube/v1alpha1
kind: ReplicationSource
metadata: {name: app}
spec: {sourcePVC: CLAIM, trigger: {schedule: '0 * * * *'}, restic: {repository: repo}}
"""
    values = "controllers: {app: {}}\npersistence: {cache: {existingClaim: files}}"
    cause = "u the place of the repository in Secret repo"
    copied = ["r restore", "r restart", cause, cause, "r restore"]
    claim = CLAIM.format(name="files", mode="ReadWriteOnce")
    assert judged(values, claim + source.replace("CLAIM", "files")) == {RELEASE: copied}
    assert judged(values, claim + source.replace("CLAIM", "other"))[RELEASE][0] == "c"


# --- what is open -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("values", "cause"), [
    ("controllers: ${controllers}", "${controllers}"),
    ("controllers: {app: {type: '${type}'}}", "${type}"),
    ("controllers: {app: {}}\npersistence: ${volumes}", "${volumes}"),
    ("controllers: {app: {}}\npersistence: {data: {type: '${type}'}}", "${type}"),
    ("controllers: {app: {}}\npersistence: {data: {type: tape}}", "what persistence.data of type tape keeps"),
])  # fmt: skip
def test_all_is_unknown_where_workloads_or_volumes_are_open(values: str, cause: str) -> None:
    assert of_release(values) == [f"u {cause}"] * 5


def test_a_number_or_a_switch_that_is_open_leaves_the_rest_known() -> None:
    assert of_release("controllers: {app: {replicas: '${replicas}'}}")[:2] == ["c", "u ${replicas}"]
    switched = "controllers: {app: {}}\npersistence: {data: {enabled: '${keep}', accessMode: ReadWriteOnce}}"
    assert of_release(switched)[0] == "u ${keep}"


def test_values_that_stand_elsewhere_may_hold_more_controllers() -> None:
    more = "\n  valuesFrom: [{kind: Secret, name: more}]"
    assert judged("controllers: {app: {replicas: 2}}", more=more) == {RELEASE: ["u Secret/shop/more"] * 5}


def test_an_earlier_version_with_other_values_is_not_known() -> None:
    for version in ("1.5.1", "~1.5"):
        assert judged("controllers: {main: {}}", version=version) == {RELEASE: ["u chart app-template"] * 5}
    assert judged("controllers: {main: {}, app: {}}", version="4.6.2") == {RELEASE: STATELESS}


def test_version_2_has_a_controller_and_a_volume_that_is_off_by_default() -> None:
    assert judged("controllers: {app: {replicas: 2}}", version="2.6.0") == {RELEASE: STATELESS}
    assert judged("controllers: {main: {enabled: false}, app: {replicas: 2}}", version="2.6.0") == {RELEASE: MEMBERS}
    assert judged("controllers: {main: {replicas: 2}}", version="2.6.0") == {RELEASE: MEMBERS}
    assert judged("controllers: {main: null, app: {replicas: 2}}", version="2.6.0") == {RELEASE: MEMBERS}
    assert judged("service: {}", version="2.6.0") == {RELEASE: STATELESS}
    assert judged("service: {}", version="3.0.0") == {}
    config = "controllers: {main: {}}\npersistence: {config: {existingClaim: kept}}"
    assert judged(config, version="2.6.0") == {RELEASE: STATELESS}
    assert judged(config, version="3.0.0") == {RELEASE: LOST}
    assert judged(config.replace("{existing", "{enabled: true, existing"), version="2.6.0") == {RELEASE: LOST}
    assert judged(config.replace("config:", "data:"), version="2.6.0") == {RELEASE: LOST}
