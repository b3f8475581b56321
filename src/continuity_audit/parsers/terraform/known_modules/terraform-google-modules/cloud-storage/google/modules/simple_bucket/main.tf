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
variable "internal_encryption_config" { default = {} }
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

module "encryption_key" {
  source                         = "terraform-google-modules/kms/google"
  count                          = try(coalesce(var.internal_encryption_config.create_encryption_key, false), false) ? 1 : 0
  project_id                     = var.project_id
  location                       = lower(var.location)
  keyring                        = var.name
  keys                           = [var.name]
  prevent_destroy                = try(coalesce(var.internal_encryption_config.prevent_destroy, false), false)
  key_destroy_scheduled_duration = try(var.internal_encryption_config.key_destroy_scheduled_duration, null)
}

output "bucket" { value = google_storage_bucket.bucket }
output "name" { value = google_storage_bucket.bucket.name }
output "url" { value = google_storage_bucket.bucket.url }
