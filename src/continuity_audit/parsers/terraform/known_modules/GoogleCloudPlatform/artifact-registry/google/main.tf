# A stand-in for GoogleCloudPlatform/artifact-registry/google: https://github.com/GoogleCloudPlatform/terraform-google-artifact-registry
# Defaults: variables.tf of v0.8.2.

variable "project_id" { default = null }
variable "repository_id" {}
variable "location" {}
variable "labels" { default = {} }

resource "google_artifact_registry_repository" "repo" {
  project       = var.project_id
  repository_id = var.repository_id
  location      = var.location
  labels        = var.labels
}

output "artifact_id" { value = google_artifact_registry_repository.repo.id }
output "artifact_name" { value = google_artifact_registry_repository.repo.name }
