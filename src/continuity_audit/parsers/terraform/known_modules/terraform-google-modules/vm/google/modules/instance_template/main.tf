# A stand-in for terraform-google-modules/vm/google//modules/instance_template: https://github.com/terraform-google-modules/terraform-google-vm
# Defaults: variables.tf of v15.2.0 (v1.0.0 and v8.0.0 agree in what stands here).

variable "project_id" { default = null }
variable "region" { default = null }
variable "name_prefix" { default = "default-instance-template" }
variable "machine_type" { default = "n1-standard-1" }
variable "preemptible" { default = false }
variable "spot" { default = false }
variable "automatic_restart" { default = true }
variable "metadata" { default = {} }
variable "startup_script" { default = "" }
variable "labels" { default = {} }
variable "disk_resource_policies" { default = [] }
variable "additional_disks" { default = [] }

resource "google_compute_instance_template" "tpl" {
  project                 = var.project_id
  region                  = var.region
  name_prefix             = "${var.name_prefix}-"
  machine_type            = var.machine_type
  metadata                = var.metadata
  metadata_startup_script = var.startup_script
  labels                  = var.labels
  disk {
    boot              = true
    resource_policies = var.disk_resource_policies
  }
  dynamic "disk" {
    for_each = var.additional_disks
    content {
      boot        = false
      device_name = lookup(disk.value, "device_name", null)
      source      = lookup(disk.value, "source", null)
    }
  }
  scheduling {
    preemptible        = var.preemptible || var.spot
    automatic_restart  = var.preemptible || var.spot ? false : var.automatic_restart
    provisioning_model = var.spot ? "SPOT" : null
  }
}

output "self_link" { value = google_compute_instance_template.tpl.self_link }
output "self_link_unique" { value = google_compute_instance_template.tpl.self_link_unique }
output "name" { value = google_compute_instance_template.tpl.name }
output "tags" { value = google_compute_instance_template.tpl.tags }
