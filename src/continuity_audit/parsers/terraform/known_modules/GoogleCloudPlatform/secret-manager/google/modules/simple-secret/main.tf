# A stand-in for GoogleCloudPlatform/secret-manager/google//modules/simple-secret: https://github.com/GoogleCloudPlatform/terraform-google-secret-manager
# Defaults: variables.tf of v0.9.0.

variable "project_id" { default = null }
variable "name" {}
variable "user_managed_replication" {
  default  = []
  nullable = false
}
variable "labels" { default = {} }

resource "google_secret_manager_secret" "secret" {
  project   = var.project_id
  secret_id = var.name
  labels    = var.labels
  replication {
    dynamic "auto" {
      for_each = length(var.user_managed_replication) > 0 ? [] : [1]
      content {}
    }
    dynamic "user_managed" {
      for_each = length(var.user_managed_replication) > 0 ? [1] : []
      content {
        dynamic "replicas" {
          for_each = var.user_managed_replication
          content {
            location = replicas.value.location
          }
        }
      }
    }
  }
}

output "id" { value = google_secret_manager_secret.secret.id }
output "name" { value = google_secret_manager_secret.secret.name }
