# A stand-in for GoogleCloudPlatform/cloud-run/google: https://github.com/GoogleCloudPlatform/terraform-google-cloud-run
# Defaults: variables.tf of v0.30.0 (v0.1.0 agrees in what stands here).

variable "project_id" { default = null }
variable "service_name" {}
variable "location" {}
variable "env_vars" {
  default  = []
  nullable = false
}
variable "env_secret_vars" {
  default  = []
  nullable = false
}
variable "volumes" { default = [] }
variable "template_annotations" { default = {} }
variable "service_labels" { default = {} }

resource "google_cloud_run_service" "main" {
  project  = var.project_id
  name     = var.service_name
  location = var.location
  metadata {
    labels = var.service_labels
  }
  template {
    metadata {
      annotations = var.template_annotations
    }
    spec {
      containers {
        env = concat(var.env_vars, var.env_secret_vars)
      }
      volumes = var.volumes
    }
  }
}

output "service_id" { value = google_cloud_run_service.main.id }
output "service_name" { value = google_cloud_run_service.main.name }
output "service_url" { value = google_cloud_run_service.main.status }
output "location" { value = google_cloud_run_service.main.location }
output "project_id" { value = google_cloud_run_service.main.project }
