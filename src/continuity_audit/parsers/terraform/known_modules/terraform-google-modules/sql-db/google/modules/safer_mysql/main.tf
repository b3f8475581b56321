# A stand-in for terraform-google-modules/sql-db/google//modules/safer_mysql: https://github.com/terraform-google-modules/terraform-google-sql-db
# Defaults: variables.tf of v28.1.1 (v3.2.0 to v28.1.0 agree in what stands here).

variable "project_id" { default = null }
variable "name" {}
variable "random_instance_name" { default = false }
variable "region" { default = null }
variable "zone" { default = null }
variable "database_version" { default = null }
variable "tier" { default = null }
variable "availability_type" { default = "REGIONAL" }
variable "backup_configuration" {
  default  = {}
  nullable = false
}
variable "read_replicas" { default = [] }
variable "user_labels" { default = {} }

module "safer_mysql" {
  source               = "terraform-google-modules/sql-db/google//modules/mysql"
  project_id           = var.project_id
  name                 = var.name
  random_instance_name = var.random_instance_name
  region               = var.region
  zone                 = var.zone
  database_version     = var.database_version
  tier                 = var.tier
  availability_type    = var.availability_type
  backup_configuration = var.backup_configuration
  read_replicas        = var.read_replicas
  user_labels          = var.user_labels
}

output "instance_name" { value = module.safer_mysql.instance_name }
output "instance_connection_name" { value = module.safer_mysql.instance_connection_name }
output "private_ip_address" { value = module.safer_mysql.private_ip_address }
