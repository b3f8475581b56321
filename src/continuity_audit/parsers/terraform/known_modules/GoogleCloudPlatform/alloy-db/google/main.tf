# A stand-in for GoogleCloudPlatform/alloy-db/google: https://github.com/GoogleCloudPlatform/terraform-google-alloy-db
# Defaults: variables.tf of v8.3.0 (v2.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "cluster_id" {}
variable "location" { default = null }
variable "cluster_location" { default = null }
variable "cluster_type" { default = "PRIMARY" }
variable "primary_cluster_name" { default = null }
variable "primary_instance" {
  default  = {}
  nullable = false
}
variable "read_pool_instance" { default = [] }
variable "automated_backup_policy" { default = null }
variable "continuous_backup_enable" { default = true }
variable "continuous_backup_recovery_window_days" { default = 14 }
variable "cluster_labels" { default = {} }

locals {
  location = var.location != null ? var.location : var.cluster_location
  type     = var.primary_cluster_name != null ? "SECONDARY" : var.cluster_type
}

resource "google_alloydb_cluster" "default" {
  project      = var.project_id
  cluster_id   = var.cluster_id
  location     = local.location
  cluster_type = local.type
  labels       = var.cluster_labels
  continuous_backup_config {
    enabled              = var.continuous_backup_enable
    recovery_window_days = var.continuous_backup_recovery_window_days
  }
  dynamic "automated_backup_policy" {
    for_each = var.automated_backup_policy == null ? [] : [var.automated_backup_policy]
    content {
      enabled = try(automated_backup_policy.value.enabled, null)
    }
  }
  dynamic "secondary_config" {
    for_each = var.primary_cluster_name == null ? [] : [var.primary_cluster_name]
    content {
      primary_cluster_name = var.primary_cluster_name
    }
  }
}

resource "google_alloydb_instance" "primary" {
  cluster           = google_alloydb_cluster.default.name
  instance_id       = try(var.primary_instance.instance_id, null)
  instance_type     = local.type
  availability_type = try(var.primary_instance.availability_type, null)
}

resource "google_alloydb_instance" "read_pool" {
  for_each      = var.read_pool_instance == null ? {} : { for i in var.read_pool_instance : i.instance_id => i }
  cluster       = google_alloydb_cluster.default.name
  instance_id   = each.key
  instance_type = "READ_POOL"
}

output "cluster_id" { value = google_alloydb_cluster.default.id }
output "cluster_name" { value = google_alloydb_cluster.default.name }
output "cluster" { value = google_alloydb_cluster.default }
output "primary_instance_id" { value = google_alloydb_instance.primary.id }
output "primary_instance" { value = google_alloydb_instance.primary }
output "primary_instance_ip" { value = google_alloydb_instance.primary.ip_address }
