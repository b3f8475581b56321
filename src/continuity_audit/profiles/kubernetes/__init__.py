"""What Kubernetes and its operators promise of each object that runs or stores something."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes import (
    argo,
    ceph,
    couchbase,
    databases,
    distributed,
    elastic_stack,
    elasticsearch,
    further_databases,
    gateways,
    grafana_stores,
    kubedb,
    messaging,
    metrics,
    mysql,
    pulsar,
    releases,
    servers,
    storage,
    stores,
    vitess,
    workloads,
)
from continuity_audit.profiles.profile import Profile

PROFILES: Final[tuple[Profile, ...]] = (
    *workloads.PROFILES,
    *storage.PROFILES,
    *databases.PROFILES,
    *distributed.PROFILES,
    *mysql.PROFILES,
    *kubedb.PROFILES,
    *couchbase.PROFILES,
    *vitess.PROFILES,
    *further_databases.PROFILES,
    *stores.PROFILES,
    *ceph.PROFILES,
    *metrics.PROFILES,
    *grafana_stores.PROFILES,
    *servers.PROFILES,
    *elastic_stack.PROFILES,
    *argo.PROFILES,
    *messaging.PROFILES,
    *pulsar.PROFILES,
    *elasticsearch.PROFILES,
    *gateways.PROFILES,
    *releases.PROFILES,
)
"""Every profile of this provider."""
