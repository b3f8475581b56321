# A stand-in for terraform-google-modules/memorystore/google: https://github.com/terraform-google-modules/terraform-google-memorystore
# Defaults: variables.tf of v16.0.1 (v4.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "project" { default = null }
variable "name" {}
variable "region" { default = null }
variable "tier" { default = "STANDARD_HA" }
variable "memory_size_gb" { default = 1 }
variable "replica_count" { default = null }
variable "location_id" { default = null }
variable "alternative_location_id" { default = null }
variable "persistence_config" { default = null }
variable "labels" { default = null }

resource "google_redis_instance" "default" {
  project                 = var.project_id != null ? var.project_id : var.project
  name                    = var.name
  region                  = var.region
  tier                    = var.tier
  memory_size_gb          = var.memory_size_gb
  replica_count           = var.replica_count
  location_id             = var.location_id
  alternative_location_id = var.alternative_location_id
  labels                  = var.labels
  dynamic "persistence_config" {
    for_each = var.persistence_config != null ? [var.persistence_config] : []
    content {
      persistence_mode = try(persistence_config.value.persistence_mode, null)
    }
  }
}

output "id" { value = google_redis_instance.default.id }
output "host" { value = google_redis_instance.default.host }
output "port" { value = google_redis_instance.default.port }
output "read_endpoint" { value = google_redis_instance.default.read_endpoint }
output "region" { value = google_redis_instance.default.region }
