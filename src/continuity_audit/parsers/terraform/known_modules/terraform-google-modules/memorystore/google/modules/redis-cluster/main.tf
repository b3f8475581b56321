# A stand-in for terraform-google-modules/memorystore/google//modules/redis-cluster: https://github.com/terraform-google-modules/terraform-google-memorystore
# Defaults: variables.tf of v16.0.1.

variable "project_id" { default = null }
variable "name" {}
variable "region" {}
variable "shard_count" { default = 3 }
variable "replica_count" { default = 0 }
variable "zone_distribution_config_mode" { default = "MULTI_ZONE" }
variable "zone_distribution_config_zone" { default = null }
variable "persistence_config" { default = null }
variable "cluster_role" { default = null }
variable "primary_cluster" { default = null }
variable "labels" { default = {} }

resource "google_redis_cluster" "redis_cluster" {
  project       = var.project_id
  name          = var.name
  region        = var.region
  shard_count   = var.shard_count
  replica_count = var.replica_count
  labels        = var.labels
  zone_distribution_config {
    mode = var.zone_distribution_config_mode
    zone = var.zone_distribution_config_zone
  }
  dynamic "persistence_config" {
    for_each = var.persistence_config == null ? [] : [var.persistence_config]
    content {
      mode = try(persistence_config.value.mode, null)
    }
  }
  dynamic "cross_cluster_replication_config" {
    for_each = var.cluster_role == null ? [] : [var.cluster_role]
    content {
      cluster_role = var.cluster_role
      dynamic "primary_cluster" {
        for_each = var.cluster_role == "SECONDARY" ? [var.primary_cluster] : []
        content {
          cluster = var.primary_cluster
        }
      }
    }
  }
}

output "id" { value = google_redis_cluster.redis_cluster.id }
output "redis_cluster" { value = google_redis_cluster.redis_cluster }
