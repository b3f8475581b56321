"""Cloud Load Balancing: a forwarding rule with its proxy, URL map, backend services and groups folded in.

Sources: https://docs.cloud.google.com/load-balancing/docs/load-balancing-overview,
https://docs.cloud.google.com/load-balancing/docs/forwarding-rule-concepts
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.google.locations import PROVIDER
from continuity_audit.profiles.google.routed_records import OTHER_STACK
from continuity_audit.profiles.google.serving import LEADS, READS, SERVERS, between, servers_behind
from continuity_audit.profiles.profile import Fold, Profile, continues
from continuity_audit.profiles.terms import attribute

OVERVIEW: Final = "https://docs.cloud.google.com/load-balancing/docs/load-balancing-overview"
SCHEME = attribute("load_balancing_scheme", "EXTERNAL", PROVIDER + "compute_forwarding_rule")
BALANCES = ~SCHEME.equals("")
"""A rule with an empty scheme is an endpoint of Private Service Connect."""
FOLDS: Final = tuple(
    Fold(type_, match=between, forward=True, shared=True)
    for type_ in LEADS
    if type_ not in (*SERVERS, "google_compute_forwarding_rule", "google_compute_global_forwarding_rule")
)

FORWARDING_RULE = Profile(
    type="google_compute_forwarding_rule",
    title="Cloud Load Balancing regional forwarding rule with what stands behind it",
    kind=Kind.LOAD_BALANCER,
    stateful=False,
    component=BALANCES,
    needs=(servers_behind,),
    reads=READS,
    folds=FOLDS,
    instance=(continues("service", "the load balancer is no single machine: the network or many proxies carry it",
                        source=OVERVIEW),),
    zone=(continues("service", "a regional load balancer does not hang on one zone", source=OVERVIEW),),
    region=(OTHER_STACK,),
)  # fmt: skip

INTERNAL = SCHEME.equals("INTERNAL_MANAGED")

GLOBAL_FORWARDING_RULE = Profile(
    type="google_compute_global_forwarding_rule",
    title="Cloud Load Balancing global forwarding rule with what stands behind it",
    kind=Kind.LOAD_BALANCER,
    stateful=False,
    component=BALANCES,
    needs=(servers_behind,),
    reads=READS,
    folds=FOLDS,
    instance=FORWARDING_RULE.instance,
    zone=(continues("service", "a global load balancer hangs on no zone", source=OVERVIEW),),
    region=(continues("service", "its one address is announced from edge locations all over the world",
                      when=~INTERNAL, source=OVERVIEW),),
)  # fmt: skip

PROFILES: Final = (FORWARDING_RULE, GLOBAL_FORWARDING_RULE)

__all__ = ["PROFILES"]
