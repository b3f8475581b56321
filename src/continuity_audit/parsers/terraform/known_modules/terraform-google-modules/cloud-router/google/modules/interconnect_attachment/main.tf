# A stand-in for terraform-google-modules/cloud-router/google//modules/interconnect_attachment: https://github.com/terraform-google-modules/terraform-google-cloud-router
# Defaults: variables.tf of v9.0.0.

variable "project_id" { default = null }
variable "project" { default = null }
variable "name" {}
variable "region" {}
variable "router" {}
variable "interconnect" { default = null }
variable "type" { default = "DEDICATED" }
variable "edge_availability_domain" { default = null }
variable "admin_enabled" { default = true }

resource "google_compute_interconnect_attachment" "attachment" {
  project                  = var.project_id != null ? var.project_id : var.project
  name                     = var.name
  region                   = var.region
  router                   = var.router
  interconnect             = var.interconnect
  type                     = var.type
  edge_availability_domain = var.edge_availability_domain
  admin_enabled            = var.admin_enabled
}

output "attachment" { value = google_compute_interconnect_attachment.attachment }
