# A stand-in for GoogleCloudPlatform/cloud-tasks/google: https://github.com/GoogleCloudPlatform/terraform-google-cloud-tasks
# Defaults: variables.tf of v0.4.0 (v0.1.0 to v0.3.0 agree in what stands here).

variable "project_id" { default = null }
variable "queue_name" {}
variable "location" {}

resource "google_cloud_tasks_queue" "queue" {
  project  = var.project_id
  name     = var.queue_name
  location = var.location
}

output "id" { value = google_cloud_tasks_queue.queue.id }
