"""What the examples of several families are made of: how a pair is written, and blocks that stand in many."""

from __future__ import annotations

from textwrap import dedent
from typing import Final, NamedTuple


class Pair(NamedTuple):
    """Code that a rule flags, and the same code as it does not flag it."""

    flawed: str
    fixed: str


def pair(flawed: str, fixed: str) -> Pair:
    """A pair, each side indented as its place in a module asks for."""
    return Pair(dedent(flawed).strip(), dedent(fixed).strip())


def added(base: str, addition: str) -> Pair:
    """Code, and the same code with something behind it."""
    return Pair(joined(base), joined(base, addition))


def joined(*parts: str) -> str:
    """Blocks of code, one after the other."""
    return "\n\n".join(dedent(part).strip() for part in parts)


DATABASE: Final = """
    resource "aws_db_instance" "orders" {
      backup_retention_period = 7
    }
"""
MULTI_AZ: Final = """
    resource "aws_db_instance" "orders" {
      backup_retention_period = 7
      multi_az                = true
    }
"""
POSTGRES: Final = """
    apiVersion: postgresql.cnpg.io/v1
    kind: Cluster
    metadata:
      name: orders
    spec:
      instances: {instances}
"""
WEB: Final = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: {replicas}
      selector:
        matchLabels: {{app: web}}
      template:
        metadata:
          labels: {{app: web}}
        spec:
          containers:
            - name: web
              image: registry.example/web:1
"""
RECOVERY_REGION: Final = """
    provider "aws" {
      region = "eu-west-1"
    }

    provider "aws" {
      alias  = "recovery"
      region = "eu-central-1"
    }
"""
REGULAR_COPY: Final = """
    resource "aws_db_instance_automated_backups_replication" "orders" {
      provider               = aws.recovery
      source_db_instance_arn = aws_db_instance.orders.arn
    }
"""
