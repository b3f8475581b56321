# A stand-in for terraform-google-modules/vm/google//modules/mig_with_percent: https://github.com/terraform-google-modules/terraform-google-vm
# Defaults: variables.tf of v15.2.0 (v8.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "region" {}
variable "hostname" { default = "default" }
variable "mig_name" { default = "" }
variable "instance_template_initial_version" {}
variable "instance_template_next_version" { default = null }
variable "target_size" { default = 1 }
variable "target_pools" { default = [] }
variable "distribution_policy_target_shape" { default = null }
variable "distribution_policy_zones" {
  default  = []
  nullable = false
}
variable "autoscaling_enabled" { default = false }
variable "min_replicas" { default = 2 }
variable "max_replicas" { default = 10 }
variable "autoscaling_mode" { default = null }
variable "stateful_disks" { default = [] }

resource "google_compute_region_instance_group_manager" "mig_with_percent" {
  project                          = var.project_id
  name                             = var.mig_name != "" ? var.mig_name : "${var.hostname}-mig"
  region                           = var.region
  target_size                      = var.autoscaling_enabled ? null : var.target_size
  target_pools                     = var.target_pools
  distribution_policy_target_shape = var.distribution_policy_target_shape
  distribution_policy_zones        = length(var.distribution_policy_zones) > 0 ? var.distribution_policy_zones : null
  version {
    instance_template = var.instance_template_initial_version
  }
  version {
    instance_template = var.instance_template_next_version
  }
  dynamic "stateful_disk" {
    for_each = var.stateful_disks
    content {
      device_name = stateful_disk.value.device_name
    }
  }
}

resource "google_compute_region_autoscaler" "autoscaler" {
  count   = var.autoscaling_enabled ? 1 : 0
  project = var.project_id
  name    = "${var.hostname}-autoscaler"
  region  = var.region
  target  = google_compute_region_instance_group_manager.mig_with_percent.self_link
  autoscaling_policy {
    min_replicas = var.min_replicas
    max_replicas = var.max_replicas
    mode         = var.autoscaling_mode
  }
}

output "self_link" { value = google_compute_region_instance_group_manager.mig_with_percent.self_link }
output "instance_group" { value = google_compute_region_instance_group_manager.mig_with_percent.instance_group }
output "instance_group_manager" { value = google_compute_region_instance_group_manager.mig_with_percent }
