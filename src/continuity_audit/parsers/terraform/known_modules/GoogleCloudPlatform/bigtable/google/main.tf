# A stand-in for GoogleCloudPlatform/bigtable/google: https://github.com/GoogleCloudPlatform/terraform-google-bigtable
# Defaults: variables.tf of v0.5.0 (v0.3.0 to v0.4.0 agree in what stands here; before, `zones` had no default).

variable "project_id" { default = null }
variable "name" {}
variable "deletion_protection" { default = true }
variable "storage_type" { default = "SSD" }
variable "labels" { default = {} }

variable "zones" {
  type = map(object({
    zone       = string
    cluster_id = string
    num_nodes  = optional(number)
    autoscaling_config = optional(object({
      min_nodes = number
    }))
  }))
  default = {
    zone1 = { cluster_id = "cluster1", zone = "us-central1-a", autoscaling_config = { min_nodes = 1 } }
    zone2 = { cluster_id = "cluster2", zone = "us-west1-a", autoscaling_config = { min_nodes = 1 } }
    zone3 = { cluster_id = "cluster3", zone = "us-central1-c", autoscaling_config = { min_nodes = 1 } }
  }
}
variable "tables" {
  type = map(object({
    table_name = string
    automated_backup_policy = optional(object({
      retention_period = string
      frequency        = string
    }))
  }))
  default = {}
}

resource "google_bigtable_instance" "instance" {
  project             = var.project_id
  name                = var.name
  deletion_protection = var.deletion_protection
  labels              = var.labels
  dynamic "cluster" {
    for_each = var.zones
    content {
      cluster_id   = cluster.value.cluster_id
      zone         = cluster.value.zone
      storage_type = var.storage_type
      num_nodes    = cluster.value.num_nodes
      dynamic "autoscaling_config" {
        for_each = cluster.value.autoscaling_config == null ? [] : [cluster.value.autoscaling_config]
        content {
          min_nodes = autoscaling_config.value.min_nodes
        }
      }
    }
  }
}

resource "google_bigtable_table" "table" {
  for_each      = var.tables
  project       = var.project_id
  name          = each.value.table_name
  instance_name = google_bigtable_instance.instance.name
  dynamic "automated_backup_policy" {
    for_each = each.value.automated_backup_policy == null ? [] : [each.value.automated_backup_policy]
    content {
      retention_period = automated_backup_policy.value.retention_period
      frequency        = automated_backup_policy.value.frequency
    }
  }
}

output "instance_name" { value = google_bigtable_instance.instance.name }
output "instance_id" { value = google_bigtable_instance.instance.id }
