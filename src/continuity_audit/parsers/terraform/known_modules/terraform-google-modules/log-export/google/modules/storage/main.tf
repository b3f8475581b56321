# A stand-in for terraform-google-modules/log-export/google//modules/storage: https://github.com/terraform-google-modules/terraform-google-log-export
# Defaults: modules/storage/variables.tf of v11.1.0 (v5.0.0, v7.3.0 and v10.0.0 agree in what stands here).

variable "project_id" { default = null }
variable "storage_bucket_name" {}
variable "location" { default = "US" }
variable "storage_bucket_labels" { default = {} }
variable "force_destroy" { default = false }
variable "versioning" { default = false }
variable "retention_policy" { default = null }
variable "data_locations" { default = null }
variable "soft_delete_policy_retention_days" { default = null }

resource "google_storage_bucket" "bucket" {
  project       = var.project_id
  name          = var.storage_bucket_name
  location      = var.location
  labels        = var.storage_bucket_labels
  force_destroy = var.force_destroy
  versioning {
    enabled = var.versioning
  }
  dynamic "retention_policy" {
    for_each = var.retention_policy == null ? [] : [var.retention_policy]
    content {
      is_locked        = try(retention_policy.value.is_locked, null)
      retention_period = try(retention_policy.value.retention_period_days * 86400, null)
    }
  }
  dynamic "custom_placement_config" {
    for_each = var.data_locations == null ? [] : [var.data_locations]
    content {
      data_locations = custom_placement_config.value
    }
  }
  dynamic "soft_delete_policy" {
    for_each = var.soft_delete_policy_retention_days == null ? [] : [var.soft_delete_policy_retention_days]
    content {
      retention_duration_seconds = soft_delete_policy.value * 86400
    }
  }
}

output "project" { value = google_storage_bucket.bucket.project }
output "resource_name" { value = google_storage_bucket.bucket.name }
output "resource_id" { value = google_storage_bucket.bucket.id }
output "self_link" { value = google_storage_bucket.bucket.self_link }
output "destination_uri" { value = "storage.googleapis.com/${google_storage_bucket.bucket.name}" }
