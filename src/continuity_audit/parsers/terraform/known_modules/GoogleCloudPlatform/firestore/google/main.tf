# A stand-in for GoogleCloudPlatform/firestore/google: https://github.com/GoogleCloudPlatform/terraform-google-firestore
# Defaults: variables.tf of v0.3.0 (v0.1.0 to v0.2.0 agree in what stands here).

variable "project_id" { default = null }
variable "database_id" {}
variable "location" {}
variable "point_in_time_recovery_enablement" { default = "POINT_IN_TIME_RECOVERY_ENABLED" }

variable "backup_schedule_configuration" {
  type = object({
    weekly_recurrence = optional(object({ retention = string }))
    daily_recurrence  = optional(object({ retention = string }))
  })
  default = null
}

resource "google_firestore_database" "firestore_database" {
  project                           = var.project_id
  name                              = var.database_id
  location_id                       = var.location
  point_in_time_recovery_enablement = var.point_in_time_recovery_enablement
}

resource "google_firestore_backup_schedule" "weekly_backup_schedule" {
  count     = try(var.backup_schedule_configuration.weekly_recurrence != null, false) ? 1 : 0
  project   = var.project_id
  database  = google_firestore_database.firestore_database.name
  retention = var.backup_schedule_configuration.weekly_recurrence.retention
}

resource "google_firestore_backup_schedule" "daily_backup_schedule" {
  count     = try(var.backup_schedule_configuration.daily_recurrence != null, false) ? 1 : 0
  project   = var.project_id
  database  = google_firestore_database.firestore_database.name
  retention = var.backup_schedule_configuration.daily_recurrence.retention
}

output "database_id" { value = google_firestore_database.firestore_database.id }
output "database_resource_id" { value = var.database_id }
