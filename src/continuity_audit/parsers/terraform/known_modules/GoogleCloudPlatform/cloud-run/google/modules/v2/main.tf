# A stand-in for GoogleCloudPlatform/cloud-run/google//modules/v2: https://github.com/GoogleCloudPlatform/terraform-google-cloud-run
# Defaults: variables.tf of v0.30.0.

variable "project_id" { default = null }
variable "service_name" {}
variable "location" {}
variable "containers" { default = [] }
variable "volumes" { default = [] }
variable "template_scaling" { default = null }
variable "vpc_access" { default = null }
variable "gpu_zonal_redundancy_disabled" { default = false }
variable "service_labels" { default = {} }

resource "google_cloud_run_v2_service" "main" {
  project  = var.project_id
  name     = var.service_name
  location = var.location
  labels   = var.service_labels
  template {
    containers                    = var.containers
    volumes                       = var.volumes
    gpu_zonal_redundancy_disabled = var.gpu_zonal_redundancy_disabled
    dynamic "scaling" {
      for_each = var.template_scaling == null ? [] : [var.template_scaling]
      content {
        min_instance_count = try(scaling.value.min_instance_count, null)
        max_instance_count = try(scaling.value.max_instance_count, null)
      }
    }
    dynamic "vpc_access" {
      for_each = var.vpc_access == null ? [] : [var.vpc_access]
      content {
        connector = try(vpc_access.value.connector, null)
      }
    }
  }
}

output "service_id" { value = google_cloud_run_v2_service.main.id }
output "service_name" { value = google_cloud_run_v2_service.main.name }
output "service_uri" { value = google_cloud_run_v2_service.main.uri }
output "location" { value = google_cloud_run_v2_service.main.location }
output "project_id" { value = google_cloud_run_v2_service.main.project }
