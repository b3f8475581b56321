# A stand-in for terraform-google-modules/sql-db/google//modules/mssql: https://github.com/terraform-google-modules/terraform-google-sql-db
# Defaults: variables.tf of v28.1.1 (v20.0.0 agrees in what stands here, v13.0.0 but for `master_instance_name`, which it has not).

variable "project_id" { default = null }
variable "name" {}
variable "master_instance_name" { default = null }
variable "instance_type" { default = null }
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
  instance_type        = var.master_instance_name != null ? "READ_REPLICA_INSTANCE" : var.instance_type
  settings {
    tier                        = var.tier
    edition                     = var.edition
    activation_policy           = var.activation_policy
    availability_type           = var.availability_type
    deletion_protection_enabled = var.deletion_protection_enabled
    user_labels                 = var.user_labels
    backup_configuration {
      enabled  = try(var.backup_configuration.enabled, false)
      location = try(var.backup_configuration.location, null)
      point_in_time_recovery_enabled = try(var.backup_configuration.point_in_time_recovery_enabled, false)
    }
  }
}

output "instance_name" { value = google_sql_database_instance.default.name }
output "instance_connection_name" { value = google_sql_database_instance.default.connection_name }
output "instance_self_link" { value = google_sql_database_instance.default.self_link }
output "instance_first_ip_address" { value = google_sql_database_instance.default.first_ip_address }
output "instance_ip_address" { value = google_sql_database_instance.default.ip_address }
output "private_ip_address" { value = google_sql_database_instance.default.private_ip_address }
output "public_ip_address" { value = google_sql_database_instance.default.public_ip_address }
