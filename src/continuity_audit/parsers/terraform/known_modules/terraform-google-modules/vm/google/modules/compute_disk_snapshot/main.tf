# A stand-in for terraform-google-modules/vm/google//modules/compute_disk_snapshot: https://github.com/terraform-google-modules/terraform-google-vm
# Defaults: variables.tf of v15.2.0.

variable "project" { default = null }
variable "name" {}
variable "region" {}
variable "snapshot_retention_policy" { default = null }
variable "snapshot_schedule" { default = null }
variable "snapshot_properties" { default = null }
variable "disks" {
  default  = []
  nullable = false
}

resource "google_compute_resource_policy" "policy" {
  project = var.project
  name    = var.name
  region  = var.region
  snapshot_schedule_policy {
    schedule         = var.snapshot_schedule
    retention_policy = var.snapshot_retention_policy
    dynamic "snapshot_properties" {
      for_each = var.snapshot_properties == null ? [] : [var.snapshot_properties]
      content {
        storage_locations = try(snapshot_properties.value.storage_locations, null)
      }
    }
  }
}

resource "google_compute_disk_resource_policy_attachment" "attachment" {
  for_each = toset(var.disks)
  project  = var.project
  name     = google_compute_resource_policy.policy.name
  disk     = each.key
}

output "policy" { value = google_compute_resource_policy.policy }
