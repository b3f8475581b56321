# A stand-in for terraform-google-modules/vm/google//modules/compute_instance: https://github.com/terraform-google-modules/terraform-google-vm
# Defaults: variables.tf of v15.2.0 (v8.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "region" { default = null }
variable "zone" { default = null }
variable "hostname" { default = "" }
variable "num_instances" { default = 1 }
variable "static_ips" {
  default  = []
  nullable = false
}
variable "instance_template" {}
variable "deletion_protection" { default = false }
variable "labels" { default = {} }

data "google_compute_zones" "available" {
  project = var.project_id
  region  = var.region
}

resource "google_compute_instance_from_template" "compute_instance" {
  count                    = length(var.static_ips) == 0 ? var.num_instances : length(var.static_ips)
  project                  = var.project_id
  name                     = "${coalesce(var.hostname, "default")}-${format("%03d", count.index + 1)}"
  zone                     = var.zone == null ? data.google_compute_zones.available.names[count.index % 3] : var.zone
  deletion_protection      = var.deletion_protection
  labels                   = var.labels
  source_instance_template = var.instance_template
}

output "instances_self_links" { value = google_compute_instance_from_template.compute_instance[*].self_link }
output "instances_details" { value = google_compute_instance_from_template.compute_instance[*] }
