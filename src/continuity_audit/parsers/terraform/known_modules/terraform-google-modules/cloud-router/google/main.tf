# A stand-in for terraform-google-modules/cloud-router/google: https://github.com/terraform-google-modules/terraform-google-cloud-router
# Defaults: variables.tf of v9.0.0 (v1.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "project" { default = null }
variable "name" {}
variable "network" {}
variable "region" {}
variable "nats" {
  default  = []
  nullable = false
}

locals {
  project = var.project_id != null ? var.project_id : var.project
}

resource "google_compute_router" "router" {
  project = local.project
  name    = var.name
  network = var.network
  region  = var.region
}

resource "google_compute_router_nat" "nats" {
  for_each = { for nat in var.nats : nat.name => nat }
  project  = local.project
  name     = each.value.name
  region   = google_compute_router.router.region
  router   = google_compute_router.router.name
}

output "router" { value = google_compute_router.router }
output "nat" { value = google_compute_router_nat.nats }
