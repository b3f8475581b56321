"""Amazon ECR. A registry is stateless: its images are built again from code.

Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, as_truth, both
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.account_wide import sees
from continuity_audit.profiles.elements import gathered, one_of
from continuity_audit.profiles.places import account_of, different, region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, Fact, walk

ECR: Final = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/"
RESILIENCE: Final = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/disaster-recovery-resiliency.html"
REPLICATION: Final = ECR + "replication.html"
PUBLIC: Final = "https://docs.aws.amazon.com/AmazonECR/latest/public/what-is-ecr.html"

REPLICATES: Final = "aws_ecr_replication_configuration"


def _repositories(replication: Resource, estate: Estate) -> Iterator[Resource]:
    """The repositories of the registry that a replication configuration speaks for: one a region and account."""
    for repository in estate.of_type("aws_ecr_repository"):
        if sees(replication, repository) is True:
            yield repository


def replicated(what: str) -> Fact:
    """The condition that the images are replicated to another ``region`` or ``account``."""

    def holds(context: Context) -> Value:
        repository = context.resource

        def to(replication: Resource, rule: Value, destination: Value) -> Value:
            context.about(replication).note("replication_configuration.rule.destination", walk(destination, "region"))
            there = both(replication.exists, lambda: _takes(rule, repository))
            if what == "account":
                return both(there, lambda: different(
                    account_of(repository), walk(destination, "registry_id"), "account", replication
                ))  # fmt: skip
            return both(there, lambda: different(
                region_of(repository), walk(destination, "region"), "region", replication
            ))  # fmt: skip

        return any_of(
            lambda c=c: one_of(  # type: ignore[misc]
                c.values,
                lambda rule: one_of(rule, lambda d: to(c, rule, d), "destination"),
                "replication_configuration.rule",
            )
            for c in context.companions
            if c.type == REPLICATES
        )

    remedy = f"replicate it to another {what} (`{REPLICATES}`)"
    return Fact(holds, f"its images are replicated to another {what}", (REPLICATES,), remedy)


def _takes(rule: Value, repository: Resource) -> Value:
    """Whether a rule's filters, prefixes of names, take a repository in; a rule without filters takes all."""

    def takes(prefix: Value) -> Value:
        return lift(_begins, repository.values.get("name"), prefix)

    filters = gathered(rule, "repository_filter.filter")
    return lift(lambda found: True if found == () else one_of(found, takes), filters)


def _begins(name: Value, prefix: Value) -> Value:
    if isinstance(name, str) and isinstance(prefix, str):
        return name.startswith(prefix)
    return as_truth(Unknown(causes_of(name) | causes_of(prefix), f"{key_of(name)} begins with {key_of(prefix)}"))


REPOSITORY = Profile(
    type="aws_ecr_repository",
    title="Amazon ECR repository",
    kind=Kind.REGISTRY,
    stateful=False,
    folds=(
        Fold("aws_ecr_lifecycle_policy", by="repository"),
        Fold("aws_ecr_repository_policy", by="repository"),
        Fold(REPLICATES, match=_repositories, shared=True),
    ),
    instance=(continues("service", "ECR is a regional service that keeps images in S3", source=RESILIENCE),),
    zone=(continues("service", "ECR keeps images in several zones of the region", source=RESILIENCE),),
    region=(
        recovers("promotion", "its images are replicated to a registry in another region", when=replicated("region"),
                 rto="5m-2h", rpo="1s-30m", source=REPLICATION),
    ),
    account=(
        recovers("promotion", "its images are replicated to the registry of another account",
                 when=replicated("account"), rto="1h-24h", rpo="1s-30m", source=REPLICATION),
    ),
)  # fmt: skip

PUBLIC_REPOSITORY = Profile(
    type="aws_ecrpublic_repository",
    title="Amazon ECR public repository",
    kind=Kind.REGISTRY,
    stateful=False,
    names=("repository_name",),
    folds=(Fold("aws_ecrpublic_repository_policy", by="repository_name"),),
    instance=(continues("service", "ECR Public is a managed service", source=PUBLIC),),
    zone=(continues("service", "ECR Public does not run in a single zone", source=PUBLIC),),
)  # fmt: skip

PROFILES = (REPOSITORY, PUBLIC_REPOSITORY)

__all__ = ["PROFILES"]
