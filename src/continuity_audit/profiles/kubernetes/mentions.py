"""Run-time dependencies of what Terraform applies to a cluster: the components that its settings mention in code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.profiles.aws import dependencies as aws
from continuity_audit.profiles.aws.readings import READINGS as AWS_READINGS
from continuity_audit.profiles.azure import dependencies as azure
from continuity_audit.profiles.google import dependencies as google
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import namespace_of, text
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.run_time import Way, led_to, mentioned_needs, mentions
from continuity_audit.profiles.terms import Context, walk

SECRETS: Final = ("kubernetes_secret", "kubernetes_secret_v1")
"""Read for what they lead to, and written as Terraform writes them: what is in one need not be held for that."""
READINGS: Final = (*AWS_READINGS, *azure.READINGS, *google.READINGS)
"""What a text names besides what it refers to."""

WAYS: Final[Mapping[str, Way]] = {
    **aws.WAYS, **azure.WAYS, **google.WAYS,
    "ConfigMap": mentions("data", readings=READINGS),
    "Service": mentions("spec", readings=READINGS),
    **dict.fromkeys(SECRETS, mentions("data", readings=READINGS)),
}  # fmt: skip
"""What is mentioned for what it leads to: a ConfigMap, a Secret or a Service holds the address of what is called."""

PASSED: Final = frozenset((*aws.PASSED, *azure.PASSED, *google.PASSED))


def mentioned_in_code(*arguments: str) -> Need:
    """The need for all that some arguments mention, whichever provider makes it."""
    return mentioned_needs(*arguments, passed=PASSED, ways=WAYS, readings=READINGS)


def led_to_in_code(starts: Iterable[Resource], context: Context) -> Iterable[Resource]:
    """Some resources and all that they lead to."""
    return led_to(starts, context, PASSED, WAYS)


def secret_named(name: str, near: Resource, estate: Estate) -> Resource | None:
    """The one Secret of a name that Terraform makes in the namespace of ``near``."""
    return objects(estate).one_of(_secrets(estate).get(name, ()), near, namespace_of(near))


@once
def _secrets(estate: Estate) -> Mapping[str, list[Resource]]:
    found: dict[str, list[Resource]] = defaultdict(list)
    for secret in estate.of_type(*SECRETS):
        found[text(walk(secret.values, "metadata.name"))].append(secret)
    return found


__all__ = ["SECRETS", "led_to_in_code", "mentioned_in_code", "secret_named"]
