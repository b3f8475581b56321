# A stand-in for GoogleCloudPlatform/cloud-spanner/google: https://github.com/GoogleCloudPlatform/terraform-google-cloud-spanner
# Defaults: variables.tf of v1.2.1 (v1.0.0 to v1.2.0 agree in what stands here).

variable "project_id" { default = null }
variable "instance_name" {}
variable "instance_config" {}
variable "instance_size" { default = {} }
variable "create_instance" { default = true }
variable "instance_labels" { default = {} }
variable "default_backup_schedule_type" { default = "NONE" }

variable "database_config" {
  type = map(object({
    version_retention_period = string
    create_db                = optional(bool)
    enable_backup            = optional(bool)
    backup_retention         = optional(string)
  }))
  default = {
    db1 = {
      version_retention_period = "3d"
      create_db                = true
      enable_backup            = true
      backup_retention         = "86400s"
    }
  }
}

locals {
  by_nodes = try(var.instance_size.num_nodes, null) != null
}

resource "google_spanner_instance" "instance_num_node" {
  count                        = var.create_instance && local.by_nodes ? 1 : 0
  project                      = var.project_id
  name                         = var.instance_name
  config                       = var.instance_config
  num_nodes                    = try(var.instance_size.num_nodes, null)
  labels                       = var.instance_labels
  default_backup_schedule_type = var.default_backup_schedule_type
}

resource "google_spanner_instance" "instance_processing_units" {
  count            = var.create_instance && !local.by_nodes ? 1 : 0
  project          = var.project_id
  name             = var.instance_name
  config           = var.instance_config
  processing_units = try(var.instance_size.processing_units, null)
  labels           = var.instance_labels
}

resource "google_spanner_database" "database" {
  for_each                 = { for name, given in var.database_config : name => given if given.create_db == true }
  project                  = var.project_id
  instance                 = var.instance_name
  name                     = each.key
  version_retention_period = each.value.version_retention_period
}

resource "google_spanner_backup_schedule" "backup_schedule" {
  for_each           = { for name, given in var.database_config : name => given if given.enable_backup == true }
  project            = var.project_id
  instance           = var.instance_name
  database           = each.key
  name               = "backup-schedule-${each.key}"
  retention_duration = each.value.backup_retention
}

output "spanner_instance_id" { value = try(google_spanner_instance.instance_num_node[0].id, google_spanner_instance.instance_processing_units[0].id, null) }
output "spanner_db_details" { value = google_spanner_database.database }
