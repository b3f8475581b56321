# A stand-in for terraform-google-modules/sql-db/google//modules/postgresql: https://github.com/terraform-google-modules/terraform-google-sql-db
# Defaults: variables.tf of v12.1.0 (v12.0.0 agrees in what stands here). A regional instance has backups in any case.

variable "project_id" { default = null }
variable "name" {}
variable "random_instance_name" { default = false }
variable "region" { default = "us-central1" }
variable "database_version" { default = null }
variable "edition" { default = null }
variable "tier" { default = null }
variable "availability_type" { default = "ZONAL" }
variable "activation_policy" { default = "ALWAYS" }
variable "backup_configuration" {
  default  = {}
  nullable = false
}
variable "deletion_protection" { default = true }
variable "deletion_protection_enabled" { default = false }
variable "encryption_key_name" { default = null }
variable "user_labels" { default = {} }
variable "master_instance_name" { default = null }
variable "zone" { default = null }
variable "read_replicas" {
  default  = []
  nullable = false
}
variable "read_replica_name_suffix" { default = "" }

resource "random_id" "suffix" {
  count       = var.random_instance_name ? 1 : 0
  byte_length = 4
}

resource "google_sql_database_instance" "default" {
  project              = var.project_id
  name                 = var.random_instance_name ? "${var.name}-${random_id.suffix[0].hex}" : var.name
  database_version     = var.database_version
  region               = var.region
  encryption_key_name  = var.encryption_key_name
  deletion_protection  = var.deletion_protection
  master_instance_name = var.master_instance_name
  settings {
    tier                        = var.tier
    edition                     = var.edition
    activation_policy           = var.activation_policy
    availability_type           = var.availability_type
    deletion_protection_enabled = var.deletion_protection_enabled
    user_labels                 = var.user_labels
    backup_configuration {
      enabled  = var.availability_type == "REGIONAL" || try(var.backup_configuration.enabled, false)
      location = try(var.backup_configuration.location, null)
      point_in_time_recovery_enabled = var.availability_type == "REGIONAL" || try(var.backup_configuration.point_in_time_recovery_enabled, false)
    }
  }
}

resource "google_sql_database_instance" "replicas" {
  for_each             = { for r in var.read_replicas : "${var.name}-replica${var.read_replica_name_suffix}${r.name}" => r }
  project              = var.project_id
  name                 = try(coalesce(each.value.name_override), each.key)
  database_version     = var.database_version
  region               = try(join("-", slice(split("-", coalesce(each.value.zone, var.zone)), 0, 2)), var.region)
  master_instance_name = google_sql_database_instance.default.name
  settings {
    tier              = try(coalesce(each.value.tier, var.tier), null)
    availability_type = try(coalesce(each.value.availability_type, var.availability_type), var.availability_type)
  }
}

output "replicas" { value = [for r in google_sql_database_instance.replicas : r] }
output "replicas_instance_connection_names" { value = [for r in google_sql_database_instance.replicas : r.connection_name] }
output "read_replica_instance_names" { value = [for r in google_sql_database_instance.replicas : r.name] }

output "instance_name" { value = google_sql_database_instance.default.name }
output "instance_connection_name" { value = google_sql_database_instance.default.connection_name }
output "instance_self_link" { value = google_sql_database_instance.default.self_link }
output "instance_first_ip_address" { value = google_sql_database_instance.default.first_ip_address }
output "instance_ip_address" { value = google_sql_database_instance.default.ip_address }
output "private_ip_address" { value = google_sql_database_instance.default.private_ip_address }
output "public_ip_address" { value = google_sql_database_instance.default.public_ip_address }
