"""Stand-ins: what a call of a widely used public module makes, known although the module is not on disk.

A stand-in is a small Terraform module of our own, in ``known_modules/<namespace>/<name>/<provider>``, with the public
module's variables and their documented defaults. It is instantiated as a local module is; what is reported of it stands
where the call stands. See docs/known-modules.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.directory import Directory, read_directory
from continuity_audit.parsers.terraform.configuration.module_usage import declared
from continuity_audit.parsers.terraform.known_modules.public_sources import PARTS, public_source
from continuity_audit.parsers.terraform.known_modules.wrappers import wrapped, wrapper

CONSTRAINT: Final = pattern(r"(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+)*)")
EACH_LEAST: Final = (None, "=", ">=", ">", "~>")
"""The operators of constraints whose version is the least that they allow."""
VERSIONED: Final = pattern(r"v(\d+(?:\.\d+)*)")

GKE: Final = "terraform-google-modules/kubernetes-engine/google"
LB_HTTP: Final = "GoogleCloudPlatform/lb-http/google"
ROUTE53: Final = "terraform-aws-modules/route53/aws"
PROJECTS: Final = "terraform-google-modules/project-factory/google"
COMPOSER: Final = "terraform-google-modules/composer/google//modules/create_environment"

ALIKE: Final[Mapping[str, str]] = {
    **{
        f"{GKE}//modules/{name}": GKE
        for name in (
            "private-cluster", "private-cluster-update-variant", "beta-private-cluster",
            "beta-private-cluster-update-variant", "beta-public-cluster", "beta-public-cluster-update-variant",
        )
    },
    f"{GKE}//modules/beta-autopilot-private-cluster": f"{GKE}//modules/beta-autopilot-public-cluster",
    f"{GKE}//modules/safer-cluster-update-variant": f"{GKE}//modules/safer-cluster",
    f"{LB_HTTP}//modules/dynamic_backends": LB_HTTP,
    f"{COMPOSER}_v3": f"{COMPOSER}_v2",
    **dict.fromkeys((f"{PROJECTS}//modules/{name}" for name in ("gsuite_enabled", "svpc_service_project")), PROJECTS),
    f"{ROUTE53}//modules/resolver-endpoints": f"{ROUTE53}//modules/resolver-endpoint",
}  # fmt: skip
"""Modules that are, in what decides continuity, like another one, whose stand-in they share."""

OTHER_NAMES: Final[Mapping[str, str]] = {
    "GoogleCloudPlatform/lb/google": "terraform-google-modules/lb/google",
    "GoogleCloudPlatform/lb-internal/google": "terraform-google-modules/lb-internal/google",
    "GoogleCloudPlatform/sql-db/google": "terraform-google-modules/sql-db/google",
    "terraform-google-modules/alloy-db/google": "GoogleCloudPlatform/alloy-db/google",
    "terraform-google-modules/lb-http/google": LB_HTTP,
    "terraform-google-modules/secret-manager/google": "GoogleCloudPlatform/secret-manager/google",
}
"""Second names under which modules are published, with all their submodules."""

WITHOUT_COMPONENTS: Final = frozenset(
    {
        "Azure/avm-res-authorization-roleassignment/azurerm",
        "Azure/avm-res-insights-actiongroup/azurerm",
        "Azure/avm-res-insights-component/azurerm",
        "Azure/avm-res-insights-datacollectionrule/azurerm",
        "Azure/avm-res-insights-metricalert/azurerm",
        "Azure/avm-res-managedidentity-userassignedidentity/azurerm",
        "Azure/avm-res-network-applicationsecuritygroup/azurerm",
        "Azure/avm-res-network-ddosprotectionplan/azurerm",
        "Azure/avm-res-network-firewallpolicy/azurerm",
        "Azure/avm-res-network-networksecuritygroup/azurerm",
        "Azure/avm-res-network-networkwatcher/azurerm",
        "Azure/avm-res-network-privateendpoint/azurerm",
        "Azure/avm-res-network-routetable/azurerm",
        "Azure/avm-res-network-virtualnetwork/azurerm",
        "Azure/avm-res-operationalinsights-workspace/azurerm",
        "Azure/avm-res-resources-resourcegroup/azurerm",
        "Azure/avm-utl-interfaces/azure",
        "Azure/avm-utl-regions/azurerm",
        "Azure/naming/azurerm",
        "Azure/network/azurerm",
        "Azure/network-security-group/azurerm",
        "Azure/subnets/azurerm",
        "Azure/vnet/azurerm",
        "GoogleCloudPlatform/cloud-armor/google",
        "GoogleCloudPlatform/org-policy/google",
        "cloudposse/acm-request-certificate/aws",
        "cloudposse/cloudwatch-logs/aws",
        "cloudposse/eks-iam-role/aws",
        "cloudposse/iam-policy/aws",
        "cloudposse/iam-role/aws",
        "cloudposse/iam-system-user/aws",
        "cloudposse/key-pair/aws",
        "cloudposse/route53-alias/aws",
        "cloudposse/route53-cluster-hostname/aws",
        "cloudposse/security-group/aws",
        "cloudposse/service-control-policies/aws",
        "cloudposse/ssm-parameter-store/aws",
        "cloudposse/vpc/aws",
        "cloudposse/vpc-peering/aws",
        "cloudposse/vpc-peering-multi-account/aws",
        "cloudposse/waf/aws",
        "terraform-aws-modules/acm/aws",
        "terraform-aws-modules/alb/aws//modules/lb_trust_store",
        "terraform-aws-modules/cloudwatch/aws",
        "terraform-aws-modules/eks-pod-identity/aws",
        "terraform-aws-modules/eks/aws//modules/aws-auth",
        "terraform-aws-modules/eks/aws//modules/fargate-profile",
        "terraform-aws-modules/eks/aws//modules/hybrid-node-role",
        "terraform-aws-modules/elasticache/aws//modules/user-group",
        "terraform-aws-modules/iam/aws",
        "terraform-aws-modules/key-pair/aws",
        "terraform-aws-modules/network-firewall/aws",
        "terraform-aws-modules/rds/aws//modules/db_option_group",
        "terraform-aws-modules/rds/aws//modules/db_parameter_group",
        "terraform-aws-modules/route53/aws//modules/delegation-sets",
        "terraform-aws-modules/route53/aws//modules/resolver-firewall-rule-group",
        "terraform-aws-modules/route53/aws//modules/resolver-rule-associations",
        "terraform-aws-modules/s3-bucket/aws//modules/account-public-access",
        "terraform-aws-modules/security-group/aws",
        "terraform-aws-modules/vpc/aws//modules/flow-log",
        "terraform-aws-modules/vpc/aws//modules/vpc-endpoints",
        "terraform-aws-modules/wafv2/aws",
        "terraform-google-modules/address/google",
        "terraform-google-modules/bastion-host/google//modules/iap-tunneling",
        "terraform-google-modules/bigquery/google//modules/authorization",
        "terraform-google-modules/bigquery/google//modules/scheduled_queries",
        "terraform-google-modules/bigquery/google//modules/udf",
        "terraform-google-modules/cloud-dns/google//modules/dns_response_policy",
        "terraform-google-modules/cloud-router/google//modules/interface",
        "terraform-google-modules/folders/google",
        "terraform-google-modules/gcloud/google",
        "terraform-google-modules/group/google",
        "terraform-google-modules/iam/google",
        "terraform-google-modules/kms/google//modules/autokey",
        "terraform-google-modules/kubernetes-engine/google//modules/auth",
        "terraform-google-modules/kubernetes-engine/google//modules/binary-authorization",
        "terraform-google-modules/kubernetes-engine/google//modules/fleet-app-operator-permissions",
        "terraform-google-modules/kubernetes-engine/google//modules/fleet-membership",
        "terraform-google-modules/kubernetes-engine/google//modules/hub-legacy",
        "terraform-google-modules/kubernetes-engine/google//modules/services",
        "terraform-google-modules/kubernetes-engine/google//modules/workload-identity",
        "terraform-google-modules/log-export/google",
        "terraform-google-modules/network/google",
        "terraform-google-modules/org-policy/google",
        "terraform-google-modules/project-factory/google//modules/app_engine",
        "terraform-google-modules/project-factory/google//modules/budget",
        "terraform-google-modules/project-factory/google//modules/essential_contacts",
        "terraform-google-modules/project-factory/google//modules/fabric-project",
        "terraform-google-modules/project-factory/google//modules/gsuite_group",
        "terraform-google-modules/project-factory/google//modules/project_services",
        "terraform-google-modules/project-factory/google//modules/quota_manager",
        "terraform-google-modules/project-factory/google//modules/shared_vpc",
        "terraform-google-modules/project-factory/google//modules/shared_vpc_access",
        "terraform-google-modules/service-accounts/google",
        "terraform-google-modules/slo/google//modules/slo-native",
        "terraform-google-modules/sql-db/google//modules/private_service_access",
        "terraform-google-modules/startup-scripts/google",
        "terraform-google-modules/vpc-service-controls/google",
    }
)
"""Modules (with all their submodules that have no stand-in) and submodules that make nothing that serves or stores."""


class StandIn(Struct, frozen=True):
    """The configuration that stands in for a public module, and that module's name with its major version."""

    title: str
    directory: Directory


def stand_in(source: str, version: str = "", uses: Callable[[], frozenset[str]] = frozenset[str]) -> StandIn | None:
    """What stands in for a module by its source as written and its version constraint; nothing where none is known.

    Of the versions that both allow, what the caller ``uses`` tells it: an input or output that only older ones have.
    """
    named = public_source(source)
    if named is None:
        return None
    module, inside, version = named.module, named.inside, named.version or version
    bound = first_forbidden(version)
    folder = _folder(module, inside)
    if folder.is_dir():
        bound = _told(folder, uses, _least(version), bound)
    called = wrapped(module, inside)
    if called is not None and not folder.is_dir():
        return _wrapper(module, inside, called, bound)
    return _known(module, inside, bound)


@cache
def _known(written: str, inside: str, bound: tuple[int, ...] | None) -> StandIn | None:
    named = f"{written}{inside}"
    title = f"{named} {newest_major(bound)}" if bound else named
    module = OTHER_NAMES.get(written, written)
    full = f"{module}{inside}"
    folder = _folder(written, inside)
    if folder.joinpath("main.tf").is_file():
        return StandIn(title, _read(_version(folder, bound), named))
    if not WITHOUT_COMPONENTS.isdisjoint((module, full)):
        return StandIn(title, Directory(named))
    return None


@cache
def _wrapper(module: str, inside: str, called: str, bound: tuple[int, ...] | None) -> StandIn | None:
    """The wrapper of a module, where what it calls is known."""
    known = _known(module, called, bound)
    if known is None:
        return None
    below = f"< {'.'.join(map(str, bound))}" if bound else ""
    title = known.title.replace(f"{module}{called}", f"{module}{inside}")
    return StandIn(title, wrapper(f"{module}{inside}", f"{module}{called}", below, known.directory))


def _folder(written: str, inside: str) -> Path:
    """Where the stand-in of a module, or of what is inside it, is, if there is one."""
    full = f"{OTHER_NAMES.get(written, written)}{inside}"
    return known_modules().joinpath(*filter(None, re.split("/+", ALIKE.get(full, full))))


def _told(
    folder: Path, uses: Callable[[], frozenset[str]], least: tuple[int, ...], bound: tuple[int, ...] | None
) -> tuple[int, ...] | None:
    """The first version after the newest range that has all that a call uses and any allowed version has.

    It is the ``bound`` where that is the newest range allowed, or none has it all. No range is told that is below the
    ``least`` version.
    """
    older = [end for end, _ in _versions(folder)[::-1] if end > least and (bound is None or end < bound)]
    if not older:
        return bound
    ranges = [(end, _offered(_version(folder, end))) for end in (bound, *older)]
    telling = uses() & frozenset[str]().union(*(offered for _, offered in ranges))
    return next((end for end, offered in ranges if telling <= offered), bound)


@cache
def _offered(folder: Path) -> frozenset[str]:
    return declared(_read(folder, ""))


def known_modules() -> Path:
    """The folder of the stand-ins."""
    return Path(__file__).parent


def stand_ins() -> Iterator[tuple[str, str, Path]]:
    """Every stand-in: its module (with its submodule), the version folder (empty for the newest) and the folder."""
    yield from _below(known_modules(), ())


def _below(folder: Path, path: tuple[str, ...]) -> Iterator[tuple[str, str, Path]]:
    for entry in sorted(folder.iterdir(), key=lambda found: found.name):
        if entry.is_dir():
            yield from _below(entry, (*path, entry.name))
        elif entry.name == "main.tf":
            version = path[-1] if VERSIONED.fullmatch(path[-1]) and path[-2] != "modules" else ""
            module, submodule = path[:3], path[3 : len(path) - bool(version)]
            yield "/".join(module) + ("//" + "/".join(submodule) if submodule else ""), version, folder


def _version(folder: Path, bound: tuple[int, ...] | None) -> Path:
    """The folder for what is below a version: ``v5`` is for all 5.x and those before, back to the next lower folder."""
    if bound is None:
        return folder
    older = next((v for end, v in _versions(folder) if bound <= end), None)
    return folder if older is None else folder.joinpath("v" + ".".join(map(str, older)))


@cache
def _versions(folder: Path) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """The older ranges for which there are stand-ins, lowest first: the first version after each, and its numbers."""
    versions = (numbers(v[1]) for f in folder.iterdir() if (v := VERSIONED.fullmatch(f.name)))
    return tuple(sorted((_next(v), v) for v in versions))


def _read(folder: Path, path: str) -> Directory:
    names = [file.name for file in folder.iterdir() if file.name.endswith(".tf")]
    return read_directory(path, names, lambda name: folder.joinpath(name).read_bytes())


def first_forbidden(constraint: str) -> tuple[int, ...] | None:
    """The lowest version that is above all that a version constraint allows, ``None`` where it sets no bound."""
    return min(filter(None, map(_bound, constraint.split(","))), default=None)


def newest_major(bound: tuple[int, ...]) -> int:
    """The newest major version below a version."""
    return bound[0] if any(bound[1:]) else bound[0] - 1


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, as many as are written."""
    return tuple(int(n) for n in version.split("."))


def _bound(part: str) -> tuple[int, ...] | None:
    """The first version that a part of a constraint forbids."""
    found = CONSTRAINT.fullmatch(part.strip())
    if found is None:
        return None
    given = numbers(found[2])
    exact = _full(given)
    match found[1]:
        case None | "=" | "<=":
            return _next(exact)
        case "~>" if len(given) > 1:
            return _next(given[:-1])
        case "<":
            return exact
        case _:
            return None


def _least(constraint: str) -> tuple[int, ...]:
    """The highest version that a part of a constraint names as its least; empty where none does."""
    parts = (CONSTRAINT.fullmatch(part.strip()) for part in constraint.split(","))
    return max((_full(numbers(found[2])) for found in parts if found and found[1] in EACH_LEAST), default=())


def _full(version: tuple[int, ...]) -> tuple[int, ...]:
    """A version in three numbers at least."""
    return (*version, 0, 0, 0)[: max(PARTS, len(version))]


def _next(version: tuple[int, ...]) -> tuple[int, ...]:
    """The first version after all that begin with some numbers, in three numbers at least."""
    return _full((*version[:-1], version[-1] + 1))
