# A stand-in for terraform-google-modules/kubernetes-engine/google//modules/gke-autopilot-cluster: https://github.com/terraform-google-modules/terraform-google-kubernetes-engine
# Defaults: variables.tf of v44.2.0.

variable "project_id" { default = null }
variable "name" {}
variable "location" {}
variable "deletion_protection" { default = false }
variable "resource_labels" { default = {} }

resource "google_container_cluster" "main" {
  project             = var.project_id
  name                = var.name
  location            = var.location
  enable_autopilot    = true
  deletion_protection = var.deletion_protection
  resource_labels     = var.resource_labels
}

output "cluster_id" { value = google_container_cluster.main.id }
output "cluster_name" { value = google_container_cluster.main.name }
output "location" { value = var.location }
output "endpoint" { value = google_container_cluster.main.endpoint }
