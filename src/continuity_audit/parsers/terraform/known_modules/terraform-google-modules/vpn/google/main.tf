# A stand-in for terraform-google-modules/vpn/google: https://github.com/terraform-google-modules/terraform-google-vpn
# Defaults: variables.tf of v7.0.0.

variable "project_id" { default = null }
variable "network" {}
variable "region" {}
variable "gateway_name" { default = "test-vpn" }
variable "tunnel_count" { default = 1 }

resource "google_compute_vpn_gateway" "vpn_gateway" {
  project = var.project_id
  name    = var.gateway_name
  region  = var.region
  network = var.network
}

resource "google_compute_vpn_tunnel" "tunnel" {
  count              = var.tunnel_count
  project            = var.project_id
  name               = "${var.gateway_name}-tunnel-${count.index + 1}"
  region             = var.region
  target_vpn_gateway = google_compute_vpn_gateway.vpn_gateway.self_link
}

output "name" { value = google_compute_vpn_gateway.vpn_gateway.name }
output "gateway_self_link" { value = google_compute_vpn_gateway.vpn_gateway.self_link }
