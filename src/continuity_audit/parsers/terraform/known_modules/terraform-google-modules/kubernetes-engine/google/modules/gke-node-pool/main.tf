# A stand-in for terraform-google-modules/kubernetes-engine/google//modules/gke-node-pool: https://github.com/terraform-google-modules/terraform-google-kubernetes-engine
# Defaults: variables.tf of v44.2.0.

variable "project_id" { default = null }
variable "cluster" {}
variable "name" { default = null }
variable "location" { default = null }
variable "node_locations" { default = null }
variable "node_count" { default = 1 }
variable "initial_node_count" { default = null }
variable "node_config" {
  type = object({
    image_type        = optional(string)
    machine_type      = optional(string)
    preemptible       = optional(bool)
    spot              = optional(bool)
    guest_accelerator = optional(object({ count = number }))
    sandbox_config    = optional(object({ sandbox_type = string }))
    taint             = optional(list(object({ key = string, effect = string })))
  })
  default = {}
}

variable "autoscaling" {
  type = object({
    min_node_count       = optional(number)
    total_min_node_count = optional(number)
  })
  default = {
    min_node_count = 1
  }
}

resource "google_container_node_pool" "main" {
  project            = var.project_id
  cluster            = var.cluster
  name               = var.name
  location           = var.location
  node_locations     = var.node_locations
  node_count         = var.node_count
  initial_node_count = var.initial_node_count
  node_config {
    image_type   = var.node_config.image_type
    machine_type = var.node_config.machine_type
    preemptible  = var.node_config.preemptible
    spot         = var.node_config.spot
    dynamic "guest_accelerator" {
      for_each = var.node_config.guest_accelerator == null ? [] : [var.node_config.guest_accelerator]
      content {
        count = guest_accelerator.value.count
      }
    }
    dynamic "sandbox_config" {
      for_each = var.node_config.sandbox_config == null ? [] : [var.node_config.sandbox_config]
      content {
        sandbox_type = sandbox_config.value.sandbox_type
      }
    }
    dynamic "taint" {
      for_each = var.node_config.taint == null ? [] : var.node_config.taint
      content {
        key    = taint.value.key
        effect = taint.value.effect
      }
    }
  }
  dynamic "autoscaling" {
    for_each = var.autoscaling == null ? [] : [var.autoscaling]
    content {
      min_node_count       = autoscaling.value.total_min_node_count == null ? autoscaling.value.min_node_count : null
      total_min_node_count = autoscaling.value.total_min_node_count
    }
  }
}

output "id" { value = google_container_node_pool.main.id }
output "name" { value = google_container_node_pool.main.name }
output "instance_group_urls" { value = google_container_node_pool.main.instance_group_urls }
