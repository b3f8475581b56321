# A stand-in for terraform-google-modules/cloud-dns/google: https://github.com/terraform-google-modules/terraform-google-cloud-dns
# Defaults: variables.tf of v7.1.0 (v3.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "name" {}
variable "domain" {}
variable "type" { default = "private" }
variable "labels" { default = {} }

resource "google_dns_managed_zone" "peering" {
  count    = var.type == "peering" ? 1 : 0
  project  = var.project_id
  name     = var.name
  dns_name = var.domain
  labels   = var.labels
}

resource "google_dns_managed_zone" "forwarding" {
  count    = var.type == "forwarding" ? 1 : 0
  project  = var.project_id
  name     = var.name
  dns_name = var.domain
  labels   = var.labels
}

resource "google_dns_managed_zone" "private" {
  count    = var.type == "private" ? 1 : 0
  project  = var.project_id
  name     = var.name
  dns_name = var.domain
  labels   = var.labels
}

resource "google_dns_managed_zone" "public" {
  count    = var.type == "public" ? 1 : 0
  project  = var.project_id
  name     = var.name
  dns_name = var.domain
  labels   = var.labels
}

resource "google_dns_managed_zone" "reverse_lookup" {
  count    = var.type == "reverse_lookup" ? 1 : 0
  project  = var.project_id
  name     = var.name
  dns_name = var.domain
  labels   = var.labels
}

resource "google_dns_managed_zone" "service_directory" {
  count    = var.type == "service_directory" ? 1 : 0
  project  = var.project_id
  name     = var.name
  dns_name = var.domain
  labels   = var.labels
}

output "type" { value = var.type }
output "name" { value = var.name }
output "domain" { value = var.domain }
output "name_servers" { value = try(google_dns_managed_zone.public[0].name_servers, null) }
