# A stand-in for terraform-google-modules/kubernetes-engine/google//modules/gke-standard-cluster: https://github.com/terraform-google-modules/terraform-google-kubernetes-engine
# Defaults: variables.tf of v44.2.0.

variable "project_id" { default = null }
variable "name" {}
variable "location" {}
variable "node_locations" { default = null }
variable "initial_node_count" { default = 0 }
variable "remove_default_node_pool" { default = true }
variable "deletion_protection" { default = false }
variable "resource_labels" { default = null }

variable "node_pool" {
  type = list(object({
    name               = optional(string)
    node_count         = optional(number, 1)
    node_locations     = optional(list(string), [])
    initial_node_count = optional(number)
    node_config = optional(object({
      image_type        = optional(string)
      machine_type      = optional(string)
      preemptible       = optional(bool)
      spot              = optional(bool)
      guest_accelerator = optional(object({ count = number }))
      sandbox_config    = optional(object({ sandbox_type = string }))
      taint             = optional(list(object({ key = string, effect = string })))
    }))
    autoscaling = optional(object({
      min_node_count       = optional(number)
      total_min_node_count = optional(number)
    }))
  }))
  default = null
}

resource "google_container_cluster" "main" {
  project                  = var.project_id
  name                     = var.name
  location                 = var.location
  node_locations           = var.node_locations
  initial_node_count       = var.initial_node_count
  remove_default_node_pool = var.remove_default_node_pool
  deletion_protection      = var.deletion_protection
  resource_labels          = var.resource_labels
  dynamic "node_pool" {
    for_each = var.node_pool == null ? [] : var.node_pool
    content {
      name               = node_pool.value.name
      node_count         = node_pool.value.node_count
      node_locations     = node_pool.value.node_locations
      initial_node_count = node_pool.value.initial_node_count
      dynamic "node_config" {
        for_each = node_pool.value.node_config == null ? [] : [node_pool.value.node_config]
        content {
          image_type   = node_config.value.image_type
          machine_type = node_config.value.machine_type
          preemptible  = node_config.value.preemptible
          spot         = node_config.value.spot
          dynamic "guest_accelerator" {
            for_each = node_config.value.guest_accelerator == null ? [] : [node_config.value.guest_accelerator]
            content {
              count = guest_accelerator.value.count
            }
          }
          dynamic "sandbox_config" {
            for_each = node_config.value.sandbox_config == null ? [] : [node_config.value.sandbox_config]
            content {
              sandbox_type = sandbox_config.value.sandbox_type
            }
          }
          dynamic "taint" {
            for_each = node_config.value.taint == null ? [] : node_config.value.taint
            content {
              key    = taint.value.key
              effect = taint.value.effect
            }
          }
        }
      }
      dynamic "autoscaling" {
        for_each = node_pool.value.autoscaling == null ? [] : [node_pool.value.autoscaling]
        content {
          min_node_count       = autoscaling.value.min_node_count
          total_min_node_count = autoscaling.value.total_min_node_count
        }
      }
    }
  }
}

output "cluster_id" { value = google_container_cluster.main.id }
output "cluster_name" { value = google_container_cluster.main.name }
output "location" { value = var.location }
output "endpoint" { value = google_container_cluster.main.endpoint }
