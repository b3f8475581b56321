# A stand-in for terraform-google-modules/cloud-storage/google//modules/simple_bucket: https://github.com/terraform-google-modules/terraform-google-cloud-storage
# Defaults: variables.tf of v12.3.0 (v1.7.0 and v5.0.0 agree in what stands here).

variable "project_id" { default = null }
variable "name" {}
variable "location" {}
variable "force_destroy" { default = false }
variable "versioning" { default = true }
variable "retention_policy" { default = null }
variable "custom_placement_config" { default = null }
variable "soft_delete_policy" { default = {} }
variable "labels" { default = null }

resource "google_storage_bucket" "bucket" {
  project       = var.project_id
  name          = var.name
  location      = var.location
  labels        = var.labels
  force_destroy = var.force_destroy
  versioning {
    enabled = var.versioning
  }
  soft_delete_policy {
    retention_duration_seconds = try(var.soft_delete_policy.retention_duration_seconds, null)
  }
  dynamic "retention_policy" {
    for_each = var.retention_policy == null ? [] : [var.retention_policy]
    content {
      is_locked        = try(retention_policy.value.is_locked, null)
      retention_period = try(retention_policy.value.retention_period, null)
    }
  }
  dynamic "custom_placement_config" {
    for_each = var.custom_placement_config == null ? [] : [var.custom_placement_config]
    content {
      data_locations = try(custom_placement_config.value.data_locations, null)
    }
  }
}

output "bucket" { value = google_storage_bucket.bucket }
output "name" { value = google_storage_bucket.bucket.name }
output "url" { value = google_storage_bucket.bucket.url }
