# A stand-in for terraform-google-modules/sql-db/google//modules/safer_mysql: https://github.com/terraform-google-modules/terraform-google-sql-db
# Defaults: variables.tf of v3.1.0 (v2.0.0 agrees in what stands here; neither has `availability_type`).

variable "project_id" { default = null }
variable "name" {}
variable "region" { default = null }
variable "database_version" { default = null }
variable "tier" { default = null }
variable "backup_configuration" {
  default  = {}
  nullable = false
}
variable "user_labels" { default = {} }

module "safer_mysql" {
  source               = "terraform-google-modules/sql-db/google//modules/mysql"
  version              = "3.1.0"
  project_id           = var.project_id
  name                 = var.name
  region               = var.region
  database_version     = var.database_version
  tier                 = var.tier
  backup_configuration = var.backup_configuration
  user_labels          = var.user_labels
}

output "instance_name" { value = module.safer_mysql.instance_name }
output "instance_connection_name" { value = module.safer_mysql.instance_connection_name }
output "private_ip_address" { value = module.safer_mysql.private_ip_address }
