# A stand-in for terraform-google-modules/cloud-nat/google: https://github.com/terraform-google-modules/terraform-google-cloud-nat
# Defaults: variables.tf of v7.0.0 (v1.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "region" {}
variable "name" { default = "" }
variable "network" { default = "" }
variable "create_router" { default = false }
variable "router" {}

resource "google_compute_router" "router" {
  count   = var.create_router ? 1 : 0
  project = var.project_id
  name    = var.router
  region  = var.region
  network = var.network
}

resource "google_compute_router_nat" "main" {
  project = var.project_id
  name    = var.name != "" ? var.name : null
  region  = var.region
  router  = var.create_router ? google_compute_router.router[0].name : var.router
}

output "name" { value = google_compute_router_nat.main.name }
output "region" { value = google_compute_router_nat.main.region }
output "router_name" { value = google_compute_router_nat.main.router }
