# A stand-in for terraform-google-modules/kubernetes-engine/google//modules/beta-autopilot-public-cluster: https://github.com/terraform-google-modules/terraform-google-kubernetes-engine
# Defaults: variables.tf of v44.2.0.

variable "project_id" { default = null }
variable "name" {}
variable "region" { default = null }
variable "deletion_protection" { default = true }
variable "database_encryption" {
  default  = []
  nullable = false
}
variable "cluster_resource_labels" { default = {} }

resource "google_container_cluster" "primary" {
  project             = var.project_id
  name                = var.name
  location            = var.region
  enable_autopilot    = true
  deletion_protection = var.deletion_protection
  resource_labels     = var.cluster_resource_labels
  dynamic "database_encryption" {
    for_each = var.database_encryption
    content {
      state    = try(database_encryption.value.state, null)
      key_name = try(database_encryption.value.key_name, null)
    }
  }
}

output "cluster_id" { value = google_container_cluster.primary.id }
output "name" { value = google_container_cluster.primary.name }
output "location" { value = var.region }
output "region" { value = var.region }
output "endpoint" { value = google_container_cluster.primary.endpoint }
output "ca_certificate" { value = google_container_cluster.primary.master_auth }
