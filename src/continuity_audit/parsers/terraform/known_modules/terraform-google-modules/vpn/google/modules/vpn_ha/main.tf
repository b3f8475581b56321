# A stand-in for terraform-google-modules/vpn/google//modules/vpn_ha: https://github.com/terraform-google-modules/terraform-google-vpn
# Defaults: variables.tf of v7.0.0 (v2.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "name" {}
variable "network" {}
variable "region" {}
variable "create_vpn_gateway" { default = true }
variable "vpn_gateway_self_link" { default = null }
variable "tunnels" {
  default  = {}
  nullable = false
}
variable "labels" { default = {} }

resource "google_compute_ha_vpn_gateway" "ha_gateway" {
  count   = var.create_vpn_gateway ? 1 : 0
  project = var.project_id
  name    = var.name
  region  = var.region
  network = var.network
  labels  = var.labels
}

resource "google_compute_vpn_tunnel" "tunnels" {
  for_each              = var.tunnels
  project               = var.project_id
  name                  = "${var.name}-${each.key}"
  region                = var.region
  vpn_gateway           = var.create_vpn_gateway ? google_compute_ha_vpn_gateway.ha_gateway[0].self_link : var.vpn_gateway_self_link
  vpn_gateway_interface = try(each.value.vpn_gateway_interface, null)
}

output "name" { value = try(google_compute_ha_vpn_gateway.ha_gateway[0].name, null) }
output "self_link" { value = try(google_compute_ha_vpn_gateway.ha_gateway[0].self_link, var.vpn_gateway_self_link) }
