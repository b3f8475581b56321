"""Run-time dependencies of what Terraform applies to a cluster: the components that its settings mention in code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.profiles.aws import dependencies as aws
from continuity_audit.profiles.azure import dependencies as azure
from continuity_audit.profiles.google import dependencies as google
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.run_time import Way, mentioned_needs, mentions

SECRETS: Final = ("kubernetes_secret", "kubernetes_secret_v1")
"""Read for what they lead to, and written as Terraform writes them: what is in one need not be held for that."""

WAYS: Final[Mapping[str, Way]] = {
    **aws.WAYS, **azure.WAYS, **google.WAYS,
    "ConfigMap": mentions("data"),
    **dict.fromkeys(SECRETS, mentions("data")),
}  # fmt: skip
"""What is mentioned for what it leads to: a ConfigMap or a Secret holds the address of what is called."""

PASSED: Final = frozenset((*aws.PASSED, *azure.BUILD_TIME, *google.BUILD_TIME))


def mentioned_in_code(*arguments: str) -> Need:
    """The need for all that some arguments mention, whichever provider makes it."""
    return mentioned_needs(*arguments, passed=PASSED, ways=WAYS)


__all__ = ["SECRETS", "mentioned_in_code"]
