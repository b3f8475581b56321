"""Whom an output means of a module that is not on disk, where no more is known of it than its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import OUTSIDE, Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Reference

CALL: Final = pattern(r'module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.?')

NO_COMPONENTS: Final = frozenset({
    "alarm", "alarms", "certificate", "iam", "log", "logs", "oidc", "option", "parameter", "policies", "policy",
    "role", "roles", "route", "routes", "security", "subnet", "subnets", "tags", "vpc", "zone", "zones",
})  # fmt: skip
"""Words by which an output says that it is of something beside the components: who is given it calls none of them."""
ADDRESSES: Final = frozenset(
    {"address", "addresses", "dns", "endpoint", "endpoints", "host", "hostname", "url", "urls"}
)
"""Words by which an output says that something is called by it, whatever else its name says."""
PASSED_THROUGH: Final = frozenset({
    "aws_customer_gateway", "aws_nat_gateway", "aws_vpn_connection", "aws_vpn_gateway", "azurerm_nat_gateway",
    "google_compute_router_nat",
})  # fmt: skip
"""What traffic passes through, which nobody calls by a name: not meant by an output of a network."""

BESIDE: Final = NO_COMPONENTS | {
    "account", "acm", "console", "context", "ecr", "group", "groups", "image", "images", "key", "keys", "kms", "label",
    "labels", "names", "naming", "network", "networking", "oauth", "password", "profile", "project", "provider",
    "region", "registry", "repository", "secret", "secrets", "sg", "subnets", "tag", "user", "username", "waf",
}  # fmt: skip
"""Words by which an unknown module, or an output of it, says that nobody calls what it is of at run time."""
CALLED_BY: Final = ADDRESSES | {"arn", "bootstrap", "broker", "brokers", "dsn", "fqdn", "uri", "uris"}
"""Words by which an output of an unknown module says that something is called by it."""
SERVING: Final = frozenset({
    "aurora", "bigtable", "bucket", "cache", "cosmosdb", "database", "db", "documentdb", "dynamodb", "elasticache",
    "elasticsearch", "eventhub", "kafka", "kinesis", "mongodb", "msk", "mysql", "opensearch", "postgres", "postgresql",
    "pubsub", "queue", "rabbitmq", "rds", "redis", "s3", "servicebus", "sns", "spanner", "sqs", "stream", "table",
    "topic", "valkey",
})  # fmt: skip
"""Words by which a call or output says that it is of something that serves or stores, which is called by its name."""
NAMING: Final = frozenset({"id", "name"})
TELLING: Final = frozenset({"config", "configuration", "constants", "metadata", "settings"})
"""Words by which an unknown module says that it makes nothing: it holds values that many places share."""
WRITTEN: Final = frozenset({
    "cloudinit", "config", "configuration", "definition", "definitions", "env", "manifest", "rendered", "script",
    "settings", "template", "userdata",
})  # fmt: skip
"""Words by which an output of an unknown module says that it is a text that the module writes of what it is told."""
INSTANCE: Final = pattern(r"""^\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\[\]]*)\]\.?""")
"""The index of an instance of a call, before the name of an output; its key may be open."""
WORDS: Final = pattern(r"[^a-z0-9]+")


def unseen(reference: Reference, near: Resource, estate: Estate) -> Iterator[Resource]:
    """The call of a module of which nothing is known, for a reference to an output by which something is called.

    It is an address, a URL or an ARN, or the name of a bucket, a queue, a table and the like.
    """
    output = _words(_output(reference))
    for call in estate.referred(reference, near):
        if call.mode != OUTSIDE:
            continue
        own = _words(call.name) | _words("/".join(call.type.partition(":")[2].split("/")[-2:]))
        if own & TELLING:
            continue
        if output & ADDRESSES:
            if not output & BESIDE:
                yield call
            continue
        words = output | own
        if not words & BESIDE and (output & CALLED_BY or (output & NAMING and words & SERVING)):
            yield call


def writers(reference: Reference, near: Resource, estate: Estate) -> Iterator[Resource]:
    """The call of a module of which nothing is known, for a reference to a text that it writes of its inputs.

    Such as the start-up script of a machine: who is given it is told what the call is told.
    """
    output = _words(_output(reference).replace("user_data", "userdata"))
    if output & WRITTEN:
        yield from (call for call in estate.referred(reference, near) if call.mode == OUTSIDE)


def _output(reference: Reference) -> str:
    """The output that a reference to a call means: of one instance, where an index stands before its name."""
    return INSTANCE.sub("", reference.attribute).partition(".")[0].partition("[")[0]


def _words(name: str) -> frozenset[str]:
    return frozenset(WORDS.split(name.lower())) - {""}


def made_by_call(reference: Reference, near: Resource, estate: Estate) -> Sequence[Resource]:
    """What a call makes, for a reference to such an output of it: all that it makes by itself, or else by modules.

    For needs alone: a copy that such an output may be of may not be there.
    """
    words = frozenset(_output(reference).split("_"))
    if words == {""} or (words & NO_COMPONENTS and not words & ADDRESSES):
        return ()
    environment = f"{reference.root}@{near.environment}" if near.environment else ""
    roots = (environment, reference.root) if reference.root else (near.root,)
    by_call = _by_call(estate)
    return next((made for root in roots if (made := by_call.get((root, reference.address)))), ())


@once
def _by_call(estate: Estate) -> Mapping[tuple[str, str], Sequence[Resource]]:
    """What the calls make whose modules are not on disk, by root and call."""
    own: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    inside: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for resource in estate.resources:
        if not resource.stand_in or resource.type in PASSED_THROUGH:
            continue
        own[resource.root, resource.module].append(resource)
        for around in _calls_around(resource.module):
            inside[resource.root, around].append(resource)
    return {**inside, **own}


def _calls_around(module: str) -> Iterator[str]:
    """The calls around the innermost of a path: of ``module.a.module.b``, ``module.a``."""
    steps = CALL.findall(module)
    return ("".join(steps[:count]).rstrip(".") for count in range(1, len(steps)))
