"""Amazon OpenSearch Service domains and Serverless collections, Amazon Kendra, and knowledge bases of Amazon Bedrock.

Sources: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/,
https://docs.aws.amazon.com/bedrock/latest/userguide/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import attribute

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
OPENSEARCH: Final = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/"
SNAPSHOTS: Final = OPENSEARCH + "managedomains-snapshots.html"
MULTI_AZ: Final = OPENSEARCH + "managedomains-multiaz.html"
DEDICATED_MASTERS: Final = OPENSEARCH + "managedomains-dedicatedmasternodes.html"


def domain(type_: str, title: str) -> Profile:
    """The profile of a domain; both resource types have the same settings.

    AWS documents which domains stay up when nodes or a zone are gone: an index has one replica by default, but two
    data nodes that also elect the master cannot do so when one of them is gone, and the cluster waits for its
    replacement. Three data nodes, or dedicated masters beside two, carry on. Where masters are dedicated, they alone
    elect: two of them have no quorum once one is gone, and without one the service takes neither reads nor writes.
    """
    page = PROVIDER + type_.removeprefix("aws_")
    data_nodes = attribute("cluster_config.instance_count", 1, page)
    dedicated = attribute("cluster_config.dedicated_master_enabled", False, page).is_true
    masters = dedicated & attribute("cluster_config.dedicated_master_count", 3, DEDICATED_MASTERS).at_least(3)
    standby = attribute("cluster_config.multi_az_with_standby_enabled", False, page).is_true
    aware = attribute("cluster_config.zone_awareness_enabled", False, page).is_true
    three_zones = attribute("cluster_config.zone_awareness_config.availability_zone_count", 2, page).at_least(3)
    across_zones = standby | (aware & (masters | (three_zones & ~dedicated)))
    return Profile(
        type=type_,
        title=title,
        kind=Kind.SEARCH,
        stateful=True,
        names=("domain_name",),
        data=(
            recovers("restore", "the service takes hourly snapshots and keeps them for 14 days", rto="30m-8h",
                     rpo="0s-1h", source=SNAPSHOTS),
        ),
        instance=(
            continues("members", "the other data nodes hold a replica of each index",
                      when=(data_nodes.at_least(3) & ~dedicated) | (data_nodes.at_least(2) & masters) | across_zones,
                      rto="0s-2m", source=MULTI_AZ),
            recovers("restart", "the service replaces the node before the two nodes that elect can elect a master",
                     when=data_nodes.at_least(2) | aware, rto="10m-1h", source=MULTI_AZ),
            recovers("restore", "the service replaces the only node; its indices are restored from a snapshot",
                     rto="30m-8h", rpo="0s-1h", source=SNAPSHOTS),
        ),
        zone=(
            continues("members", "data nodes and a quorum of masters stand in the other zones", when=across_zones,
                      rto="0s-2m", source=MULTI_AZ),
            recovers("restart", "the service replaces a node in the other zone before a master can be elected",
                     when=aware, rto="10m-1h", source=MULTI_AZ),
            recovers("restore", "snapshots are kept in the region, not in the zone", rto="1h-12h", rpo="0s-1h",
                     source=SNAPSHOTS),
        ),
    )  # fmt: skip


STANDBY_REPLICAS = attribute("standby_replicas", "ENABLED", PROVIDER + "opensearchserverless_collection").equals(
    "ENABLED"
)
SERVERLESS: Final = OPENSEARCH + "serverless-overview.html"

COLLECTION = Profile(
    type="aws_opensearchserverless_collection",
    title="Amazon OpenSearch Serverless collection",
    kind=Kind.SEARCH,
    stateful=True,
    data=(
        recovers("restore", "the service takes hourly snapshots of every collection", rto="30m-8h", rpo="0s-1h",
                 source=OPENSEARCH + "serverless-snapshots.html"),
    ),
    instance=(
        continues("service", "standby replicas take over", when=STANDBY_REPLICAS, source=SERVERLESS),
        recovers("restart", "the service starts another worker on the data in S3", rto="5m-1h", source=SERVERLESS),
    ),
    zone=(
        continues("service", "standby replicas stand in another zone", when=STANDBY_REPLICAS, source=SERVERLESS),
        recovers("restart", "the service starts workers in another zone on the data in S3", rto="10m-4h",
                 source=SERVERLESS),
    ),
)  # fmt: skip

BEDROCK: Final = "https://docs.aws.amazon.com/bedrock/latest/userguide/disaster-recovery-resiliency.html"

KNOWLEDGE_BASE = Profile(
    type="aws_bedrockagent_knowledge_base",
    title="Amazon Bedrock knowledge base",
    kind=Kind.SEARCH,
    stateful=False,
    needs=NEEDS["aws_bedrockagent_knowledge_base"],
    folds=(Fold("aws_bedrockagent_data_source", by="knowledge_base_id"),),
    instance=(continues("service", "Bedrock answers from many machines; the vectors lie in the store that it names",
                        source=BEDROCK),),
    zone=(continues("service", "Bedrock is a regional service over several zones", source=BEDROCK),),
)  # fmt: skip

KENDRA: Final = "https://docs.aws.amazon.com/kendra/latest/dg/hiw-index-types.html"
IN_ZONES = ~attribute("edition", "ENTERPRISE_EDITION", PROVIDER + "kendra_index").equals("DEVELOPER_EDITION")
CRAWLED = companions("aws_kendra_data_source").any(~attribute("type").equals("CUSTOM"))

KENDRA_INDEX = Profile(
    type="aws_kendra_index",
    title="Amazon Kendra index",
    kind=Kind.SEARCH,
    stateful=~CRAWLED,
    folds=(Fold("aws_kendra_data_source", by="index_id", needs=NEEDS["aws_kendra_data_source"]),
           Fold("aws_kendra_faq", by="index_id")),
    instance=(continues("service", "the service runs the index on several machines", when=IN_ZONES, source=KENDRA),
              recovers("restart", "the service runs an index of the developer edition again", rto="5m-4h",
                       source=KENDRA)),
    zone=(continues("service", "the service runs the index in three zones", when=IN_ZONES, source=KENDRA),),
)  # fmt: skip
"""Its documents are copies of those of its data sources; those that are put into it by hand are nowhere else."""

PROFILES = (
    KENDRA_INDEX,
    domain("aws_opensearch_domain", "Amazon OpenSearch Service domain"),
    domain("aws_elasticsearch_domain", "Amazon OpenSearch Service domain (Elasticsearch)"),
    COLLECTION,
    KNOWLEDGE_BASE,
)
