# A stand-in for terraform-google-modules/cloud-storage/google: https://github.com/terraform-google-modules/terraform-google-cloud-storage
# Defaults: variables.tf of v12.3.0 (v1.7.0 and v5.0.0 agree in what stands here).

variable "project_id" { default = null }
variable "prefix" { default = "" }
variable "names" {
  default  = []
  nullable = false
}
variable "randomize_suffix" { default = false }
variable "location" { default = "EU" }
variable "force_destroy" {
  default  = {}
  nullable = false
}
variable "versioning" {
  default  = {}
  nullable = false
}
variable "retention_policy" { default = {} }
variable "custom_placement_config" { default = {} }
variable "soft_delete_policy" { default = {} }
variable "labels" { default = {} }

resource "random_id" "bucket_suffix" {
  count       = var.randomize_suffix ? 1 : 0
  byte_length = 2
}

resource "google_storage_bucket" "buckets" {
  for_each      = toset(var.names)
  project       = var.project_id
  name          = join("-", compact([var.prefix, each.value, var.randomize_suffix ? random_id.bucket_suffix[0].hex : ""]))
  location      = var.location
  labels        = var.labels
  force_destroy = lookup(var.force_destroy, lower(each.value), false)
  versioning {
    enabled = lookup(var.versioning, lower(each.value), false)
  }
  soft_delete_policy {
    retention_duration_seconds = try(var.soft_delete_policy[each.value].retention_duration_seconds, null)
  }
  dynamic "retention_policy" {
    for_each = try(var.retention_policy[each.value], null) != null ? [var.retention_policy[each.value]] : []
    content {
      is_locked        = try(retention_policy.value.is_locked, null)
      retention_period = try(retention_policy.value.retention_period, null)
    }
  }
  dynamic "custom_placement_config" {
    for_each = try(var.custom_placement_config[each.value], null) != null ? [var.custom_placement_config[each.value]] : []
    content {
      data_locations = try(custom_placement_config.value.data_locations, null)
    }
  }
}

output "bucket" { value = try(google_storage_bucket.buckets[var.names[0]], null) }
output "name" { value = try(google_storage_bucket.buckets[var.names[0]].name, null) }
output "url" { value = try(google_storage_bucket.buckets[var.names[0]].url, null) }
output "buckets" { value = [for name in var.names : google_storage_bucket.buckets[name]] }
output "buckets_map" { value = google_storage_bucket.buckets }
output "names" { value = { for name in var.names : name => google_storage_bucket.buckets[name].name } }
output "names_list" { value = [for name in var.names : google_storage_bucket.buckets[name].name] }
output "urls_list" { value = [for name in var.names : google_storage_bucket.buckets[name].url] }
