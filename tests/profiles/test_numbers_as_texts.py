"""Terraform converts ``"3"`` to 3 where an argument is a number, so outcomes are the same, and an open one is named."""

from __future__ import annotations

from typing import Final

import pytest
from tests.profiles.audit_text import outcomes

AKS: Final = """
variable "n" { type = string }
resource "azurerm_kubernetes_cluster" "c" {
  name     = "c"
  location = "uksouth"
  default_node_pool {
    name                 = "default"
    vm_size              = "Standard_B4ms"
    auto_scaling_enabled = true
    min_count            = NUMBER
    max_count            = "9"
    zones                = ["1", "2", "3"]
  }
}
"""
EKS: Final = """
variable "n" { type = string }
resource "aws_eks_cluster" "c" {
  name = "c"
  vpc_config { subnet_ids = ["subnet-a", "subnet-b"] }
}
resource "aws_eks_node_group" "g" {
  count        = 2
  cluster_name = aws_eks_cluster.c.name
  subnet_ids   = ["subnet-a"]
  scaling_config {
    min_size     = NUMBER
    max_size     = "9"
    desired_size = "1"
  }
}
"""
GKE: Final = """
variable "n" { type = string }
resource "google_container_cluster" "c" {
  name                     = "c"
  location                 = "europe-west1-b"
  remove_default_node_pool = true
}
resource "google_container_node_pool" "p" {
  cluster    = google_container_cluster.c.name
  location   = "europe-west1-b"
  node_count = NUMBER
}
"""
MACHINES: Final = """
variable "n" { type = string }
resource "aws_autoscaling_group" "g" {
  min_size           = "1"
  max_size           = "9"
  desired_capacity   = NUMBER
  availability_zones = ["eu-west-1a", "eu-west-1b"]
}
"""
SCHEDULED: Final = """
variable "n" { type = string }
resource "aws_autoscaling_group" "g" {
  min_size           = "4"
  max_size           = "9"
  availability_zones = ["eu-west-1a", "eu-west-1b"]
}
resource "aws_autoscaling_schedule" "night" {
  autoscaling_group_name = aws_autoscaling_group.g.name
  scheduled_action_name  = "night"
  min_size               = NUMBER
  desired_capacity       = "-1"
}
"""


@pytest.mark.parametrize(
    ("text", "address", "one", "several"),
    [
        (AKS, "azurerm_kubernetes_cluster.c", "recovers/restart", "continues/members"),
        (EKS, "aws_eks_cluster.c", "continues/members", "continues/members"),
        (GKE, "google_container_cluster.c", "recovers/restart", "continues/members"),
        (MACHINES, "aws_autoscaling_group.g", "recovers/restart", "continues/members"),
        (SCHEDULED, "aws_autoscaling_group.g", "recovers/restart", "continues/members"),
    ],
    ids=["AKS", "EKS", "GKE", "desired", "schedule"],
)
def test_a_count_that_is_written_as_a_text(text: str, address: str, one: str, several: str) -> None:
    for number, outcome in (("1", one), ('"1"', one), ("3", several), ('"3"', several)):
        assert outcomes(text.replace("NUMBER", number))[address]["instance"] == outcome, number
    assert outcomes(text.replace("NUMBER", "var.n"), {"n": "3"})[address]["instance"] == several


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (AKS, "azurerm_kubernetes_cluster.c"),
        (GKE, "google_container_cluster.c"),
        (MACHINES, "aws_autoscaling_group.g"),
        (SCHEDULED, "aws_autoscaling_group.g"),
    ],
    ids=["AKS", "GKE", "desired", "schedule"],
)
def test_a_count_without_a_value_is_named(text: str, address: str) -> None:
    assert outcomes(text.replace("NUMBER", "var.n"))[address]["instance"] == "unknown(var.n)"


def test_the_least_of_shards_that_are_written_differently() -> None:
    shards = """
    variable "n" { type = number }
    resource "aws_elasticache_replication_group" "r" {
      replication_group_id       = "r"
      automatic_failover_enabled = true
      node_group_configuration { replica_count = "2" }
      node_group_configuration { replica_count = NUMBER }
    }
    """
    address = "aws_elasticache_replication_group.r"
    assert outcomes(shards.replace("NUMBER", '"1"'))[address]["instance"] == "continues/failover"
    assert outcomes(shards.replace("NUMBER", '"0"'))[address]["instance"] == "recovers/restart"
    assert outcomes(shards.replace("NUMBER", "var.n"))[address]["instance"] == "unknown(var.n)"
    one_alone = shards.replace('"2"', "0").replace("NUMBER", "var.n")
    assert outcomes(one_alone)[address]["instance"] == "recovers/restart"  # whatever the other one has


def test_a_size_of_none_that_is_written_as_a_text_is_no_component() -> None:
    group = 'resource "aws_autoscaling_group" "g" {\n  min_size = "0"\n  max_size = NUMBER\n}\n'
    assert outcomes(group.replace("NUMBER", '"0"')) == {}
    assert list(outcomes(group.replace("NUMBER", '"2"'))) == ["aws_autoscaling_group.g"]


KAFKA: Final = """
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: {name: events, namespace: shop}
spec:
  kafka:
    replicas: 3
    config: {default.replication.factor: "3", min.insync.replicas: LEAST}
    storage: {type: persistent-claim, size: 1Gi}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: {name: orders, namespace: shop, labels: {strimzi.io/cluster: events}}
spec: {replicas: TOPIC}
"""


def test_brokers_settings_are_numbers_also_as_texts() -> None:
    def instance(least: str, topic: str) -> str:
        text = KAFKA.replace("LEAST", least).replace("TOPIC", topic)
        return outcomes({"kafka.yaml": text})["Kafka/shop/events"]["instance"]

    well = instance("2", "3")
    assert well.startswith("continues/")
    assert instance('"2"', "3") == well
    assert not instance('"3"', "3").startswith("continues/")
    assert not instance("2", "1").startswith("continues/")
