# A stand-in for terraform-google-modules/vm/google//modules/umig: https://github.com/terraform-google-modules/terraform-google-vm
# Defaults: variables.tf of v15.2.0 (v8.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "region" {}
variable "zones" {
  default  = []
  nullable = false
}
variable "hostname" { default = "" }
variable "num_instances" { default = 1 }
variable "static_ips" {
  default  = []
  nullable = false
}
variable "instance_template" {}

locals {
  number = length(var.static_ips) == 0 ? var.num_instances : length(var.static_ips)
  zones  = length(var.zones) == 0 ? [for i in range(3) : data.google_compute_zones.available.names[i]] : var.zones
}

data "google_compute_zones" "available" {
  project = var.project_id
  region  = var.region
}

resource "google_compute_instance_from_template" "compute_instance" {
  count                    = local.number
  project                  = var.project_id
  name                     = "${coalesce(var.hostname, "default")}-${format("%03d", count.index + 1)}"
  zone                     = local.zones[count.index % length(local.zones)]
  source_instance_template = var.instance_template
}

resource "google_compute_instance_group" "instance_group" {
  count     = min(local.number, length(local.zones))
  project   = var.project_id
  name      = "${coalesce(var.hostname, "default")}-instance-group-${format("%03d", count.index + 1)}"
  zone      = local.zones[count.index]
  instances = [for i, m in google_compute_instance_from_template.compute_instance : m.self_link if i % length(local.zones) == count.index]
}

output "self_links" { value = google_compute_instance_group.instance_group[*].self_link }
output "umig_details" { value = google_compute_instance_group.instance_group[*] }
output "instances_self_links" { value = google_compute_instance_from_template.compute_instance[*].self_link }
