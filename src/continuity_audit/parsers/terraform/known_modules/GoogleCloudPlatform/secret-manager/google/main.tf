# A stand-in for GoogleCloudPlatform/secret-manager/google: https://github.com/GoogleCloudPlatform/terraform-google-secret-manager
# Defaults: variables.tf of v0.9.0 (v0.1.0 agrees in what stands here).

variable "project_id" { default = null }
variable "secrets" {
  default  = []
  nullable = false
}
variable "user_managed_replication" {
  default  = {}
  nullable = false
}
variable "version_destroy_ttl" { default = null }
variable "labels" { default = {} }

resource "google_secret_manager_secret" "secrets" {
  for_each            = { for s in var.secrets : s.name => s }
  project             = var.project_id
  secret_id           = each.key
  labels              = try(var.labels[each.key], null)
  version_destroy_ttl = var.version_destroy_ttl
  replication {
    dynamic "auto" {
      for_each = lookup(var.user_managed_replication, each.key, null) == null ? [1] : []
      content {}
    }
    dynamic "user_managed" {
      for_each = lookup(var.user_managed_replication, each.key, null) == null ? [] : [1]
      content {
        dynamic "replicas" {
          for_each = var.user_managed_replication[each.key]
          content {
            location = replicas.value.location
          }
        }
      }
    }
  }
}

output "secret_names" { value = [for s in google_secret_manager_secret.secrets : s.name] }
