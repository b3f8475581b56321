"""What Kubernetes and its operators promise of each object that runs or stores something."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes import (
    argo,
    databases,
    distributed,
    elastic_stack,
    gateways,
    grafana_stores,
    kubedb,
    messaging,
    metrics,
    mysql,
    operators,
    pulsar,
    releases,
    servers,
    storage,
    stores,
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
    *stores.PROFILES,
    *metrics.PROFILES,
    *grafana_stores.PROFILES,
    *servers.PROFILES,
    *elastic_stack.PROFILES,
    *argo.PROFILES,
    *messaging.PROFILES,
    *pulsar.PROFILES,
    *operators.PROFILES,
    *gateways.PROFILES,
    *releases.PROFILES,
)
"""Every profile of this provider."""
