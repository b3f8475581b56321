"""Workloads: members, spread, pins and what is no component."""

from textwrap import indent

import pytest
from msgspec.structs import replace

from continuity_audit.estate.model import Scenario
from profiles.kubernetes.reading import components, outcomes, terraform, the

REDEPLOYED = ["r redeploy", "r redeploy"]


def workload(kind: str = "Deployment", spec: str = "replicas: 2", pods: str = "", version: str = "apps/v1") -> str:
    """A stateless workload with the given parts of its spec and of its pods' spec."""
    return f"""
apiVersion: {version}
kind: {kind}
metadata:
  name: web
  namespace: shop
spec:
{indent(spec, "  ")}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      containers: [{{name: web, image: web}}]
{indent(pods, "      ")}
"""


def spread(
    action: str = "DoNotSchedule", key: str = "topology.kubernetes.io/zone", skew: int = 1, app: str = "web"
) -> str:
    return f"""topologySpreadConstraints:
- maxSkew: {skew}
  topologyKey: {key}
  whenUnsatisfiable: {action}
  labelSelector: {{matchLabels: {{app: {app}}}}}
"""


def repelled(kind: str = "required", key: str = "topology.kubernetes.io/zone", app: str = "web") -> str:
    term = f"{{topologyKey: {key}, labelSelector: {{matchLabels: {{app: {app}}}}}}}"
    if kind == "preferred":
        term = f"{{weight: 100, podAffinityTerm: {term}}}"
    return f"affinity: {{podAntiAffinity: {{{kind}DuringSchedulingIgnoredDuringExecution: [{term}]}}}}"


WEB = "Deployment/shop/web"
MEMBERS, RESTART = "c members", "r restart"


# --- members and spread -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "pods", "instance", "zone"),
    [
        ("paused: false", "", RESTART, RESTART),
        ("replicas: 1", spread(), RESTART, RESTART),
        ("replicas: 2", "", MEMBERS, RESTART),
        ("replicas: 2", spread(), MEMBERS, MEMBERS),
        ("replicas: 2", spread(key="failure-domain.beta.kubernetes.io/zone"), MEMBERS, MEMBERS),
        ("replicas: 2", spread(key="kubernetes.io/hostname"), MEMBERS, RESTART),
        ("replicas: 2", spread("ScheduleAnyway"), MEMBERS, RESTART),
        ("replicas: 2", spread(app="other"), MEMBERS, RESTART),
        ("replicas: 2", spread(skew=2), MEMBERS, RESTART),
        ("replicas: 3", spread(skew=2), MEMBERS, MEMBERS),
        ("replicas: 2", repelled(), MEMBERS, MEMBERS),
        ("replicas: 2", repelled("preferred"), MEMBERS, RESTART),
        ("replicas: 2", repelled(key="kubernetes.io/hostname"), MEMBERS, RESTART),
        ("replicas: 2", repelled(app="other"), MEMBERS, RESTART),
        ("replicas: 2", repelled().replace("topologyKey", "namespaces: [shop], topologyKey"), MEMBERS, MEMBERS),
        ("replicas: 2", repelled().replace("topologyKey", "namespaces: [other], topologyKey"), MEMBERS, RESTART),
        ("replicas: 2", repelled().replace("topologyKey", "namespaceSelector: {}, topologyKey"), MEMBERS, MEMBERS),
        ("replicas: 2", repelled().replace(
            "topologyKey", "namespaceSelector: {matchLabels: {team: a}}, topologyKey"), MEMBERS, RESTART),
        ("replicas: 2", repelled().replace("topologyKey", "mismatchLabelKeys: [app], topologyKey"), MEMBERS, RESTART),
        *(("replicas: 2", spread() + f"nodeSelector: {{{label}: a}}", MEMBERS, "r redeploy") for label in (
            "topology.ebs.csi.aws.com/zone", "topology.gke.io/zone", "topology.disk.csi.azure.com/zone")),
        ("replicas: 2", spread() + "nodeSelector: {topology.kubernetes.io/zone: eu-west-1a}", MEMBERS, "r redeploy"),
        ("replicas: 2", spread() + "  matchLabelKeys: [pod-template-hash]", MEMBERS, MEMBERS),
        ("replicas: 2", spread() + "  matchLabelKeys: [apps.kubernetes.io/pod-index]", MEMBERS, RESTART),
        ("replicas: 2", "nodeSelector: {kubernetes.io/hostname: node-1}", "r redeploy", "r redeploy"),
        ("replicas: 2", "nodeName: node-1", "r redeploy", "r redeploy"),
        ("replicas: 2", repelled().replace("podAntiAffinity", "podAffinity").replace(
            "topology.kubernetes.io/zone", "kubernetes.io/hostname"), RESTART, RESTART),
    ],
)  # fmt: skip
def test_members_and_their_spread(spec: str, pods: str, instance: str, zone: str) -> None:
    assert the(workload(spec=spec, pods=pods), WEB) == ["c", instance, zone, *REDEPLOYED]


def beside(kind: str = "Deployment", spec: str = "replicas: 1", labels: str = "team: shop", more: str = "") -> str:
    """Another workload, whose pods have a label that those of the first have, too."""
    metadata = f"metadata: {{name: other, namespace: shop, annotations: {{{more}}}}}"
    template = f"template: {{metadata: {{labels: {{{labels}}}}}, spec: {{containers: [{{name: a, image: a}}]}}}}"
    return f"---\napiVersion: apps/v1\nkind: {kind}\n{metadata}\nspec: {{{spec}, {template}}}\n"


OTHER_SCALED = """---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: other, namespace: shop}
spec: {minReplicas: 1, maxReplicas: 9, scaleTargetRef: {kind: Deployment, name: other}}
"""


@pytest.mark.parametrize(
    ("members", "others", "zone"),
    [
        (2, "", MEMBERS),
        (2, beside(), RESTART),  # with one of each in two zones, the second may be where the first is
        (3, beside(), MEMBERS),
        (9, beside(spec="replicas: 9"), RESTART),
        (9, beside() + OTHER_SCALED, RESTART),
        (9, beside("DaemonSet", "minReadySeconds: 0"), RESTART),
        (2, beside(spec="replicas: 0"), MEMBERS),
        (2, beside(labels="team: other"), MEMBERS),
        (2, beside().replace("namespace: shop", "namespace: other"), MEMBERS),
        (2, beside(more="helm.sh/hook: test"), MEMBERS),
        (2, beside(spec="replicas: '${N}'"), "u ${N}"),
    ],
)  # fmt: skip
def test_a_spread_over_the_pods_of_several_workloads(members: int, others: str, zone: str) -> None:
    for selector in ("{matchLabels: {team: shop}}", "{matchExpressions: [{key: team, operator: Exists}]}"):
        constraint = spread().replace("{matchLabels: {app: web}}", selector)
        text = workload(spec=f"replicas: {members}", pods=constraint).replace(
            "labels: {app: web}", "labels: {app: web, team: shop}"
        )
        wider = text.replace("Exists", "In, values: [shop]")
        assert the(wider + others, WEB)[2] == zone


@pytest.mark.parametrize(
    ("terms", "zone"),
    [
        ("[{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]}]", "r redeploy"),
        ("[{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a, b]}]}]", MEMBERS),
        ("[{matchExpressions: [{key: topology.kubernetes.io/zone, operator: Exists}]}]", MEMBERS),
        ("[{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]}, "
         "{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [b]}]}]", MEMBERS),
    ],
)  # fmt: skip
def test_node_affinity_over_zones(terms: str, zone: str) -> None:
    required = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: {terms}}}"
    affinity = f"affinity: {{nodeAffinity: {{{required}}}}}"
    assert the(workload(pods=spread() + affinity), WEB) == ["c", MEMBERS, zone, *REDEPLOYED]


POOL = """---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {{name: {name}}}
spec:
  template:
    metadata: {{labels: {{workload: shop}}}}
    spec: {{requirements: [{{key: topology.kubernetes.io/zone, operator: In, values: [{zones}]}}]}}
"""
OLD_POOL = """---
apiVersion: karpenter.sh/v1alpha5
kind: Provisioner
metadata: {name: old}
spec: {requirements: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]}
"""


@pytest.mark.parametrize(
    ("label", "pools", "zone"),
    [
        ("karpenter.sh/nodepool: one", POOL.format(name="one", zones="a"), "r redeploy"),
        ("karpenter.sh/nodepool: one", POOL.format(name="one", zones="a, b"), MEMBERS),
        ("karpenter.sh/nodepool: two", POOL.format(name="one", zones="a"), MEMBERS),
        ("karpenter.sh/provisioner-name: old", OLD_POOL, "r redeploy"),
        ("workload: shop", POOL.format(name="one", zones="a"), "r redeploy"),
        ("workload: shop", POOL.format(name="one", zones="a") + POOL.format(name="two", zones="a"), "r redeploy"),
        ("workload: shop", POOL.format(name="one", zones="a") + POOL.format(name="two", zones="b"), MEMBERS),
        ("workload: other", POOL.format(name="one", zones="a"), MEMBERS),
        ("kubernetes.io/arch: arm64", POOL.format(name="one", zones="a"), MEMBERS),
    ],
)
def test_nodes_of_a_pool_in_one_zone(label: str, pools: str, zone: str) -> None:
    key, _, value = label.partition(": ")
    required = f"[{{matchExpressions: [{{key: {key}, operator: In, values: [{value}]}}]}}]"
    rule = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: {required}}}"
    for asks in (f"nodeSelector: {{{label}}}", f"affinity: {{nodeAffinity: {{{rule}}}}}"):
        assert the(workload(pods=spread() + asks) + pools, WEB) == ["c", MEMBERS, zone, *REDEPLOYED]


@pytest.mark.parametrize(
    ("kind", "label", "zones"),
    [
        ("google_container_node_pool", "cloud.google.com/gke-nodepool", "node_locations"),
        ("azurerm_kubernetes_cluster_node_pool", "agentpool", "zones"),
    ],
)
def test_nodes_of_a_pool_of_terraform_in_one_zone(kind: str, label: str, zones: str) -> None:
    text = workload(pods=spread() + f"nodeSelector: {{{label}: shop}}")
    for there, zone in ((("1",), "r redeploy"), (("1", "2"), MEMBERS)):
        pool = replace(terraform(kind, "pool", "eu-west-1"), values={"name": "shop", zones: there})
        assert the(text, WEB, (pool,))[2] == zone


def test_the_verdict_shows_what_decided() -> None:
    web = components(workload(pods=spread()))[WEB]
    verdict = web.outcomes[Scenario.ZONE]
    assert verdict.why == "a required spread keeps pods in another zone, and they carry on"
    assert [(e.attribute, e.line) for e in verdict.evidence] == [
        ("spec.template.spec.topologySpreadConstraints", 13),
        ("spec.replicas", 8),
    ]
    assert (verdict.rto, verdict.rpo) == ((0, 60), (0, 0))
    assert verdict.source == "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"


def test_a_remedy_names_the_count() -> None:
    remedies = components(workload(spec="replicas: 1"))[WEB].outcomes[Scenario.INSTANCE].remedies
    assert remedies[0].startswith("set `spec.replicas`, or `spec.minReplicas` of its autoscaler, to 2 or more")


def test_a_remedy_names_the_spread() -> None:
    remedies = components(workload())[WEB].outcomes[Scenario.ZONE].remedies
    assert "set `spec.replicas`" not in remedies[0], "two replicas are there already"
    assert "add `topologySpreadConstraints` over `topology.kubernetes.io/zone`" in remedies[0]


# --- what is not known --------------------------------------------------------------------------------------------


def test_unknown_replicas() -> None:
    found = the(workload(spec="replicas: ${REPLICAS}", pods=spread()), WEB)
    assert found == ["c", "u ${REPLICAS}", "u ${REPLICAS}", *REDEPLOYED]


def test_unknown_replicas_decide_nothing_without_a_spread() -> None:
    found = the(workload(spec="replicas: ${REPLICAS}"), WEB)
    assert found == ["c", "u ${REPLICAS}", RESTART, *REDEPLOYED]


def test_an_unknown_action_of_the_spread() -> None:
    found = the(workload(pods=spread(action="${ACTION}")), WEB)
    assert found == ["c", MEMBERS, "u ${ACTION}", *REDEPLOYED]


# --- autoscalers --------------------------------------------------------------------------------------------------


def scaler(minimum: str = "minReplicas: 3, ", kind: str = "Deployment", namespace: str = "shop") -> str:
    return f"""
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: any, namespace: {namespace}}}
spec: {{{minimum}maxReplicas: 9, scaleTargetRef: {{apiVersion: apps/v1, kind: {kind}, name: web}}}}
"""


@pytest.mark.parametrize(
    ("hpa", "instance"),
    [
        (scaler(), MEMBERS),
        (scaler(""), RESTART),
        (scaler("minReplicas: 1, "), RESTART),
        (scaler(kind="StatefulSet"), RESTART),
        (scaler(namespace="other"), RESTART),
        (scaler("minReplicas: '${MIN}', "), "u ${MIN}"),
    ],
)
def test_an_autoscaler_owns_the_count(hpa: str, instance: str) -> None:
    assert the(workload(spec="replicas: 1") + hpa, WEB)[1] == instance


def test_an_autoscaler_in_another_folder_counts_where_it_is_sure() -> None:
    files = {"web/web.yaml": workload(spec="replicas: 1"), "scaling/hpa.yaml": scaler()}
    found = components(files)
    assert outcomes(found[WEB])[1] == MEMBERS
    assert [c.address for c in found[WEB].companions] == ["HorizontalPodAutoscaler/shop/any"]


def test_of_two_autoscalers_elsewhere_the_lower_counts() -> None:
    files = {"base/web.yaml": workload(), "a/hpa.yaml": scaler(), "b/hpa.yaml": scaler("minReplicas: 1, ")}
    assert the(files, WEB)[1] == RESTART


def test_an_autoscaler_of_its_own_bundle_wins() -> None:
    files = {"a/web.yaml": workload(), "a/hpa.yaml": scaler(), "b/hpa.yaml": scaler("minReplicas: 1, ")}
    assert the(files, WEB)[1] == MEMBERS


def keda(spec: str = "", paused: str = "") -> str:
    """An autoscaler of KEDA for the workload, which may be held at a number of pods."""
    annotations = f", annotations: {{autoscaling.keda.sh/paused-replicas: '{paused}'}}" if paused else ""
    return f"""
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: web, namespace: shop{annotations}}}
spec: {{{", ".join(filter(None, (spec, "scaleTargetRef: {name: web}")))}}}
"""


def test_keda_scales_to_zero_by_default() -> None:
    assert the(workload() + keda(), WEB)[1] == RESTART
    assert the(workload() + keda("minReplicaCount: 2"), WEB)[1] == MEMBERS


def test_keda_lets_be_what_is_paused_as_it_is() -> None:
    scaled = keda("minReplicaCount: 2", paused="1").replace("paused-replicas: '1'", "paused: 'true'")
    assert "paused: 'true'" in scaled
    assert the(workload(spec="paused: false") + scaled, WEB)[1] == RESTART
    assert the(workload(spec="replicas: 3") + scaled, WEB)[1] == MEMBERS
    assert WEB not in components(workload(spec="replicas: 0") + scaled)


def test_keda_holds_what_is_paused_at_a_number() -> None:
    found = components(workload() + keda("minReplicaCount: 2", paused="1"))[WEB].outcomes[Scenario.INSTANCE]
    assert found.by == "restart"
    assert [(e.attribute, e.value) for e in found.evidence] == [
        ("metadata.annotations", {"autoscaling.keda.sh/paused-replicas": "1"})
    ]
    assert the(workload() + keda("minReplicaCount: 1", paused="3"), WEB)[1] == MEMBERS


@pytest.mark.parametrize("target", ["name: web, kind: Deployment, apiVersion: apps/v1", "deployment: web"])
def test_keda_scales_what_answers_http_to_zero_by_default(target: str) -> None:
    http = f"""
---
apiVersion: http.keda.sh/v1alpha1
kind: HTTPScaledObject
metadata: {{name: web, namespace: shop}}
spec: {{hosts: [shop.example], replicas: {{max: 9}}, scaleTargetRef: {{{target}, service: web, port: 80}}}}
"""
    assert the(workload() + http, WEB)[1] == RESTART
    assert the(workload() + http.replace("max: 9", "min: 2, max: 9"), WEB)[1] == MEMBERS


ANCHOR = workload(spec="replicas: 1").replace("web", "anchor") + "---\n"


def wants(app: str = "anchor", key: str = "kubernetes.io/hostname", more: str = "") -> str:
    """A required affinity to the pods of something."""
    return repelled(key=key, app=app).replace("podAntiAffinity", "podAffinity").replace("[{", f"[{{{more}")


def test_pods_that_must_be_with_the_one_pod_of_another_workload_are_together() -> None:
    tied = workload(pods=wants())
    assert the(ANCHOR + tied, WEB)[1:3] == [RESTART, RESTART]
    assert the(ANCHOR.replace("replicas: 1", "replicas: 2") + tied, WEB)[1:3] == [MEMBERS, RESTART]
    assert the(ANCHOR.replace("Deployment", "DaemonSet") + tied, WEB)[1:3] == [MEMBERS, RESTART]
    scaled = scaler().replace("name: web", "name: anchor")
    assert the(ANCHOR + scaled + "---\n" + tied, WEB)[1] == MEMBERS


def test_pods_that_must_be_in_the_zone_of_one_pod_are_in_one_zone() -> None:
    tied = workload(spec="replicas: 3", pods=spread() + wants(key="topology.kubernetes.io/zone"))
    assert the(ANCHOR + tied, WEB)[1:3] == [MEMBERS, RESTART]


@pytest.mark.parametrize("more", ["", "namespaces: [other], ", "namespaceSelector: {matchLabels: {team: a}}, "])
def test_pods_that_must_be_with_some_that_are_not_in_the_code_are_unknown(more: str) -> None:
    assert the((ANCHOR if more else "") + workload(pods=wants(more=more)), WEB)[1] == f"u {WEB} (podAffinity)"


def mounted(mode: str, name: str = "cache") -> str:
    return f"""
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: {name}, namespace: shop}}
spec: {{accessModes: [{mode}], storageClassName: shared}}
"""


CACHE = "volumes: [{name: cache, persistentVolumeClaim: {claimName: cache}}]\n"


def test_pods_wait_for_a_cache_that_one_node_mounts() -> None:
    assert the(workload(pods=CACHE + spread()) + mounted("ReadWriteOnce"), WEB)[:3] == ["c", RESTART, "r redeploy"]
    assert the(workload(pods=CACHE + spread()) + mounted("ReadWriteMany"), WEB)[:3] == ["c", MEMBERS, "r redeploy"]
    assert the(workload(pods=CACHE), WEB)[1] == "u PersistentVolumeClaim/shop/cache (spec.accessModes)"


# --- what is no component -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        workload(spec="replicas: 0"),
        workload().replace("  namespace: shop", "  namespace: shop\n  annotations: {helm.sh/hook: test}"),
        workload().replace("  namespace: shop", "  namespace: shop\n  ownerReferences: [{controller: true}]"),
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\n",
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: x}\nspec: {suspend: true}\n",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {restartPolicy: Never}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {type: LoadBalancer}\n",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: x}\n",
    ],
)
def test_no_component(text: str) -> None:
    assert components(text) == {}


def test_zero_replicas_that_an_autoscaler_raises_are_a_component() -> None:
    assert the(workload(spec="replicas: 0") + keda("minReplicaCount: 2"), WEB)[1] == MEMBERS
    assert the(workload(spec="replicas: 0") + scaler("minReplicas: 0, "), WEB)[1] == RESTART


def test_the_autoscaler_of_kubernetes_lets_zero_replicas_be() -> None:
    assert components(workload(spec="replicas: 0") + scaler()) == {}


def test_disruption_budgets_and_services_fold_in() -> None:
    found = components(
        workload()
        + """
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: shop}
spec: {minAvailable: 1, selector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: other, namespace: other}
spec: {selector: {app: web}}
"""
    )
    assert list(found) == [WEB]
    assert [c.address for c in found[WEB].companions] == ["PodDisruptionBudget/shop/web", "Service/shop/web"]


# --- the other kinds ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        ("StatefulSet", "apps/v1"), ("ReplicaSet", "apps/v1"), ("ReplicationController", "v1"),
        ("Rollout", "argoproj.io/v1alpha1"), ("DeploymentConfig", "apps.openshift.io/v1"),
    ],
)  # fmt: skip
def test_like_a_deployment(kind: str, version: str) -> None:
    found = the(workload(kind, pods=spread(), version=version), f"{kind}/shop/web")
    assert found == ["c", MEMBERS, MEMBERS, *REDEPLOYED]


def test_a_rollout_takes_the_pods_of_a_deployment() -> None:
    rollout = """
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web, namespace: shop}
spec: {replicas: 2, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
"""
    found = components(workload(spec="replicas: 0", pods=spread()) + rollout)
    assert {a: outcomes(c) for a, c in found.items()} == {"Rollout/shop/web": ["c", MEMBERS, MEMBERS, *REDEPLOYED]}


ROLLED = """
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: rolled, namespace: shop}
spec: {replicas: 1, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
"""
CLAIM = """
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop}
spec: {accessModes: [ReadWriteOnce]}
"""
MOUNTS = "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]"
LOST = ["l", RESTART, "l", "l", "l"]


@pytest.mark.parametrize("replicas", [0, 1])
def test_a_claim_of_the_deployment_that_a_rollout_runs_is_of_the_rollout(replicas: int) -> None:
    found = components(workload(spec=f"replicas: {replicas}", pods=MOUNTS) + ROLLED + CLAIM)
    assert {a: outcomes(c) for a, c in found.items()} == {"Rollout/shop/rolled": LOST}


def test_a_claim_of_what_runs_no_pods_is_a_component_of_its_own() -> None:
    found = components(workload(spec="replicas: 0", pods=MOUNTS) + CLAIM)
    assert list(found) == ["PersistentVolumeClaim/shop/data"]


def test_a_claim_of_what_an_autoscaler_starts_is_of_that() -> None:
    found = components(workload(spec="replicas: 0", pods=MOUNTS) + CLAIM + keda())
    assert list(found) == ["Deployment/shop/web"]


def test_a_rollout_whose_pods_are_not_in_the_code_is_unknown() -> None:
    assert the(ROLLED, "Rollout/shop/rolled") == ["u Deployment/shop/web"] * 5
    two = ROLLED.replace("replicas: 1", "replicas: 2")
    assert the(two, "Rollout/shop/rolled") == ["u Deployment/shop/web"] * 5


@pytest.mark.parametrize(
    ("spec", "cause"),
    [
        ("{template: '${POD}'}", "${POD}"),
        ("{template: {spec: '${PODS}'}}", "${PODS}"),
        ("{template: {spec: {containers: [{name: a, image: b}], volumes: '${VOLUMES}'}}}", "${VOLUMES}"),
        ("{template: {spec: {containers: [{name: a, image: b}], volumes: ['${VOLUME}']}}}", "${VOLUME}"),
    ],
)
def test_pods_that_a_placeholder_hides_may_hold_data(spec: str, cause: str) -> None:
    found = the(f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {spec}\n", "Deployment/web")
    assert found == [f"u {cause}"] * 5


def test_a_volume_that_is_known_is_lost_whatever_a_placeholder_hides_beside_it() -> None:
    pods = "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}, '${VOLUME}']"
    found = the(workload(spec="replicas: 1", pods=pods) + CLAIM, "Deployment/shop/web")
    assert found == ["l", "u ${VOLUME}", "l", "l", "l"]


def test_a_daemon_set_has_a_pod_on_every_node() -> None:
    assert the(workload("DaemonSet", "{}"[:0]), "DaemonSet/shop/web") == ["c", MEMBERS, RESTART, *REDEPLOYED]


def test_a_daemon_set_on_one_node_has_one() -> None:
    pods = "nodeSelector: {kubernetes.io/hostname: a}"
    assert the(workload("DaemonSet", "", pods), "DaemonSet/shop/web")[1:3] == ["r redeploy", "r redeploy"]


def test_a_cron_job_recovers_at_best() -> None:
    found = the(
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: nightly, namespace: shop}
        spec:
          jobTemplate: {spec: {parallelism: 3, template: {spec: {containers: [{name: a, image: b}]}}}}
        """,
        "CronJob/shop/nightly",
    )
    assert found == ["c", RESTART, RESTART, *REDEPLOYED]


def test_nothing_starts_a_bare_pod_elsewhere() -> None:
    found = the("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: []}\n", "Pod/x")
    assert found == ["c", "r redeploy", "r redeploy", *REDEPLOYED]


def test_a_knative_service_scales_to_zero_by_default() -> None:
    text = """
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {annotations: {ANNOTATION}}, spec: {containers: [{image: web}]}}}
"""
    none = text.replace("ANNOTATION", "")
    two = text.replace("ANNOTATION", "autoscaling.knative.dev/min-scale: '2'")
    assert the(none, "Service/shop/web") == ["c", RESTART, RESTART, *REDEPLOYED]
    assert the(two, "Service/shop/web") == ["c", MEMBERS, RESTART, *REDEPLOYED]


def test_a_node_that_is_chosen_by_its_name_is_one_node() -> None:
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    for names, instance in (("[a]", "r redeploy"), ("[a, b]", "c members")):
        terms = f"[{{matchFields: [{{key: metadata.name, operator: In, values: {names}}}]}}]"
        text = f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: shop}}
spec:
  replicas: 2
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      affinity: {{nodeAffinity: {{{required}: {{nodeSelectorTerms: {terms}}}}}}}
      containers: [{{name: web, image: web}}]
"""
        assert the(text, "Deployment/shop/web")[1] == instance
