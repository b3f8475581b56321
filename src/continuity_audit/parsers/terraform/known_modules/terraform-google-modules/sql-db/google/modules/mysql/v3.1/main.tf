# A stand-in for terraform-google-modules/sql-db/google//modules/mysql: https://github.com/terraform-google-modules/terraform-google-sql-db
# Defaults: variables.tf of v3.1.0 (v2.0.0 agrees in what stands here; neither has `availability_type`).

variable "project_id" { default = null }
variable "name" {}
variable "region" { default = "us-central1" }
variable "database_version" { default = null }
variable "tier" { default = null }
variable "activation_policy" { default = "ALWAYS" }
variable "backup_configuration" {
  default  = {}
  nullable = false
}
variable "user_labels" { default = {} }

resource "google_sql_database_instance" "default" {
  project          = var.project_id
  name             = var.name
  database_version = var.database_version
  region           = var.region
  settings {
    tier              = var.tier
    activation_policy = var.activation_policy
    user_labels       = var.user_labels
    backup_configuration {
      enabled            = try(var.backup_configuration.enabled, false)
      binary_log_enabled = try(var.backup_configuration.binary_log_enabled, false)
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
