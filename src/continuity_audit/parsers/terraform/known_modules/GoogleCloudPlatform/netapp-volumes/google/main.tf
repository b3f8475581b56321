# A stand-in for GoogleCloudPlatform/netapp-volumes/google: https://github.com/GoogleCloudPlatform/terraform-google-netapp-volumes
# Defaults: variables.tf of v2.1.0 (v0.1.0 to v2.0.0 agree in what stands here).

variable "project_id" { default = null }
variable "location" {}
variable "common_labels" { default = {} }

variable "storage_pool" {
  type = object({
    create_pool  = optional(bool, false)
    name         = string
    zone         = optional(string)
    replica_zone = optional(string)
  })
}
variable "storage_volumes" {
  type = list(object({
    name                     = string
    backup_policies          = optional(list(string))
    backup_vault             = optional(string)
    scheduled_backup_enabled = optional(bool, true)
    snapshot_policy          = optional(object({ enabled = optional(bool, false) }))
  }))
  default = []
}

resource "google_netapp_storage_pool" "storage_pool" {
  count        = var.storage_pool.create_pool ? 1 : 0
  project      = var.project_id
  name         = var.storage_pool.name
  location     = var.location
  zone         = var.storage_pool.zone
  replica_zone = var.storage_pool.replica_zone
}

resource "google_netapp_volume" "storage_volumes" {
  for_each     = { for volume in var.storage_volumes : volume.name => volume }
  project      = var.project_id
  name         = each.key
  location     = var.location
  labels       = var.common_labels
  storage_pool = var.storage_pool.create_pool ? google_netapp_storage_pool.storage_pool[0].name : var.storage_pool.name
  dynamic "backup_config" {
    for_each = each.value.backup_policies == null ? [] : [each.value]
    content {
      backup_policies          = backup_config.value.backup_policies
      backup_vault             = backup_config.value.backup_vault
      scheduled_backup_enabled = backup_config.value.scheduled_backup_enabled
    }
  }
  dynamic "snapshot_policy" {
    for_each = each.value.snapshot_policy == null ? [] : [each.value.snapshot_policy]
    content {
      enabled = snapshot_policy.value.enabled
    }
  }
}

output "storage_pool" { value = try(google_netapp_storage_pool.storage_pool[0], null) }
output "storage_volumes" { value = google_netapp_volume.storage_volumes }
