# A stand-in for terraform-google-modules/memorystore/google//modules/memcache: https://github.com/terraform-google-modules/terraform-google-memorystore
# Defaults: variables.tf of v16.0.1 (v4.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "project" { default = null }
variable "name" {}
variable "region" { default = null }
variable "node_count" { default = 1 }
variable "zones" { default = null }
variable "labels" { default = {} }

resource "google_memcache_instance" "self" {
  project    = var.project_id != null ? var.project_id : var.project
  name       = var.name
  region     = var.region
  node_count = var.node_count
  zones      = var.zones
  labels     = var.labels
}

output "id" { value = google_memcache_instance.self.id }
output "nodes" { value = google_memcache_instance.self.memcache_nodes }
output "discovery" { value = google_memcache_instance.self.discovery_endpoint }
