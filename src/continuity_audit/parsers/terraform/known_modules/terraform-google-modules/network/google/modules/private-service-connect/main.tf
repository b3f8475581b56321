# A stand-in for terraform-google-modules/network/google//modules/private-service-connect: https://github.com/terraform-google-modules/terraform-google-network
# Defaults: modules/private-service-connect/variables.tf of v18.1.0 (v5.2.0 and v9.3.0 agree in what stands here).

variable "project_id" { default = null }
variable "network_self_link" {}
variable "dns_code" { default = "dz" }
variable "private_service_connect_name" { default = "global-psconnect-ip" }
variable "private_service_connect_ip" { default = null }
variable "forwarding_rule_name" { default = "globalrule" }
variable "forwarding_rule_target" { default = null }

locals {
  prefix = var.dns_code != "" ? "${var.dns_code}-" : ""
}

resource "google_compute_global_address" "private_service_connect" {
  project      = var.project_id
  name         = var.private_service_connect_name
  address_type = "INTERNAL"
  purpose      = "PRIVATE_SERVICE_CONNECT"
  network      = var.network_self_link
  address      = var.private_service_connect_ip
}

resource "google_compute_global_forwarding_rule" "forwarding_rule_private_service_connect" {
  project               = var.project_id
  name                  = var.forwarding_rule_name
  target                = var.forwarding_rule_target
  network               = var.network_self_link
  ip_address            = google_compute_global_address.private_service_connect.id
  load_balancing_scheme = ""
}

module "googleapis" {
  source                             = "terraform-google-modules/cloud-dns/google"
  project_id                         = var.project_id
  type                               = "private"
  name                               = "${local.prefix}apis"
  domain                             = "googleapis.com."
  private_visibility_config_networks = [var.network_self_link]
}

module "gcr" {
  source                             = "terraform-google-modules/cloud-dns/google"
  project_id                         = var.project_id
  type                               = "private"
  name                               = "${local.prefix}gcr"
  domain                             = "gcr.io."
  private_visibility_config_networks = [var.network_self_link]
}

module "pkg_dev" {
  source                             = "terraform-google-modules/cloud-dns/google"
  project_id                         = var.project_id
  type                               = "private"
  name                               = "${local.prefix}pkg-dev"
  domain                             = "pkg.dev."
  private_visibility_config_networks = [var.network_self_link]
}

output "private_service_connect_name" { value = google_compute_global_address.private_service_connect.name }
output "private_service_connect_ip" { value = google_compute_global_address.private_service_connect.address }
output "global_address_id" { value = google_compute_global_address.private_service_connect.id }
output "forwarding_rule_name" { value = var.forwarding_rule_name }
output "dns_zone_googleapis_name" { value = module.googleapis.name }
output "dns_zone_gcr_name" { value = module.gcr.name }
output "dns_zone_pkg_dev_name" { value = module.pkg_dev.name }
