# A stand-in for GoogleCloudPlatform/cloud-run/google//modules/job-exec: https://github.com/GoogleCloudPlatform/terraform-google-cloud-run
# Defaults: variables.tf of v0.30.0.

variable "project_id" { default = null }
variable "name" {}
variable "location" {}
variable "env_vars" { default = [] }
variable "env_secret_vars" { default = [] }
variable "volumes" { default = [] }
variable "labels" { default = {} }

resource "google_cloud_run_v2_job" "job" {
  project  = var.project_id
  name     = var.name
  location = var.location
  labels   = var.labels
  template {
    env     = [var.env_vars, var.env_secret_vars]
    volumes = var.volumes
  }
}

output "id" { value = google_cloud_run_v2_job.job.id }
