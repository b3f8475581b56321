# A stand-in for terraform-google-modules/memorystore/google//modules/valkey: https://github.com/terraform-google-modules/terraform-google-memorystore
# Defaults: variables.tf of v16.0.1.

variable "project_id" { default = null }
variable "instance_id" {}
variable "location" {}
variable "shard_count" { default = 3 }
variable "replica_count" { default = 0 }
variable "zone_distribution_config_mode" { default = "MULTI_ZONE" }
variable "zone_distribution_config_zone" { default = null }
variable "persistence_config" { default = {} }
variable "automated_backup_config" { default = null }
variable "instance_role" { default = null }
variable "primary_instance" { default = null }
variable "labels" { default = {} }

resource "google_memorystore_instance" "valkey_cluster" {
  project       = var.project_id
  instance_id   = var.instance_id
  location      = var.location
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
  dynamic "automated_backup_config" {
    for_each = var.automated_backup_config == null ? [] : [var.automated_backup_config]
    content {
      retention = try(automated_backup_config.value.retention, null)
    }
  }
  dynamic "cross_instance_replication_config" {
    for_each = var.instance_role == null ? [] : [var.instance_role]
    content {
      instance_role = var.instance_role
      dynamic "primary_instance" {
        for_each = var.instance_role == "SECONDARY" ? [var.primary_instance] : []
        content {
          instance = var.primary_instance
        }
      }
    }
  }
}

output "id" { value = google_memorystore_instance.valkey_cluster.id }
output "valkey_cluster" { value = google_memorystore_instance.valkey_cluster }
