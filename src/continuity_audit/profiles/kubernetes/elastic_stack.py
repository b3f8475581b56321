"""What Elastic's operator (ECK) runs beside Elasticsearch: servers, shippers and agents without data of their own.

https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/orchestrate-other-elastic-applications
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from continuity_audit.estate.documents import elements
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operator_volumes import ELASTIC
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.terms import Context, attribute, fact, walk

DOCS: Final = "https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/"
COUNT: Final = attribute("spec.count", default=1, documented="the operator's default")
PODS: Final = "spec.podTemplate.spec"

KIBANA: Final = "kibana.k8s.elastic.co/Kibana"
_REFERENCES: Final = {
    "elasticsearchRef": ELASTIC, "elasticsearchRefs": ELASTIC, "kibanaRef": KIBANA,
    "fleetServerRef": "agent.k8s.elastic.co/Agent",
}  # fmt: skip
"""Where a resource names others of the operator, and their types."""


def named(context: Context) -> Iterable[Resource]:
    """The resources of the operator that one names."""
    own = context.resource
    found = (one for part, kind in _REFERENCES.items() for one in _behind(context, part, kind))
    return {one.id: one for one in found if one is not own}.values()


def _behind(context: Context, part: str, kind: str) -> Iterator[Resource]:
    stated = context.read(f"spec.{part}")
    for reference in elements(stated) or (stated,):
        name, namespace = text(walk(reference, "name")), text(walk(reference, "namespace")) or None
        if name and (found := objects(context.estate).find(context.resource, kind, name, namespace)):
            yield found


NEEDS: Final[tuple[Need, ...]] = (named,)

servers = tuple(
    operated(
        kind, title,
        of=Kind.WORKLOAD, held=COUNT.at_least(2), spread=spread_of(PODS, COUNT), pods=PODS, stateful=False,
        component=~COUNT.equals(0), by="members", why="the other instances carry on", rto="0s-60s",
        source=DOCS + source, needs=NEEDS,
    )
    for kind, title, source in (
        (KIBANA, "Kibana (ECK)", "kibana-configuration"),
        ("apm.k8s.elastic.co/ApmServer", "APM Server (ECK)", "apm-server"),
        ("enterprisesearch.k8s.elastic.co/EnterpriseSearch", "Enterprise Search (ECK)", ""),
        ("maps.k8s.elastic.co/ElasticMapsServer", "Elastic Maps Server (ECK)", "elastic-maps-server"),
        # what its volumes hold is on its way
        ("logstash.k8s.elastic.co/Logstash", "Logstash (ECK)", "logstash"),
    )
)  # fmt: skip


@fact("it runs on each node (`daemonSet`)")
def on_each_node(context: Context) -> Value:
    return context.read("spec.daemonSet") is not None


DEPLOYED: Final = attribute("spec.deployment.replicas", default=1, documented="Kubernetes' default")
SET: Final = attribute("spec.statefulSet.replicas", default=1, documented="Kubernetes' default")

shippers = tuple(
    operated(
        kind, title,
        of=Kind.WORKLOAD, held=on_each_node | DEPLOYED.at_least(2) | SET.at_least(2), stateful=False,
        spread=spread_of("spec.deployment.podTemplate.spec", DEPLOYED) & DEPLOYED.at_least(2),
        pods="spec.deployment.podTemplate.spec", by="members", why="the others carry on", rto="0s-60s",
        source=DOCS + source, needs=NEEDS,
    )
    for kind, title, source in (
        ("beat.k8s.elastic.co/Beat", "Beat (ECK)", "beats"),
        ("agent.k8s.elastic.co/Agent", "Elastic Agent (ECK)", "standalone-elastic-agent"),
    )
)  # fmt: skip

PROFILES: Final = (*servers, *shippers)
