# A stand-in for terraform-google-modules/kubernetes-engine/google: https://github.com/terraform-google-modules/terraform-google-kubernetes-engine
# Defaults: variables.tf of v44.2.0 (v9.0.0, v20.0.0 and v30.0.0 agree in what stands here).

variable "project_id" { default = null }
variable "name" {}
variable "regional" { default = true }
variable "region" { default = null }
variable "zones" {
  default  = []
  nullable = false
}
variable "node_pools" {
  default = [{
    name = "default-node-pool"
  }]
  nullable = false
}
variable "windows_node_pools" {
  default  = []
  nullable = false
}
variable "sandbox_enabled" { default = false }
variable "node_pools_taints" {
  default  = {}
  nullable = false
}
variable "initial_node_count" { default = 0 }
variable "remove_default_node_pool" { default = false }
variable "deletion_protection" { default = true }
variable "database_encryption" {
  default  = []
  nullable = false
}
variable "cluster_resource_labels" { default = {} }

locals {
  location       = var.regional ? var.region : var.zones[0]
  further_zones  = length(var.zones) > 1 ? slice(var.zones, 1, length(var.zones)) : null
  node_locations = var.regional ? (length(var.zones) > 0 ? var.zones : null) : local.further_zones
}

resource "google_container_cluster" "primary" {
  project                  = var.project_id
  name                     = var.name
  location                 = local.location
  node_locations           = local.node_locations
  remove_default_node_pool = var.remove_default_node_pool
  deletion_protection      = var.deletion_protection
  resource_labels          = var.cluster_resource_labels
  dynamic "database_encryption" {
    for_each = var.database_encryption
    content {
      state    = try(database_encryption.value.state, null)
      key_name = try(database_encryption.value.key_name, null)
    }
  }
  node_pool {
    name               = "default-pool"
    initial_node_count = var.initial_node_count
  }
}

resource "google_container_node_pool" "pools" {
  for_each           = { for p in var.node_pools : p.name => p }
  project            = var.project_id
  name               = each.key
  location           = local.location
  cluster            = google_container_cluster.primary.name
  node_locations     = lookup(each.value, "node_locations", "") != "" ? split(",", each.value.node_locations) : null
  initial_node_count = lookup(each.value, "autoscaling", true) ? lookup(each.value, "initial_node_count", lookup(each.value, "min_count", 1)) : null
  node_count         = lookup(each.value, "autoscaling", true) ? null : lookup(each.value, "node_count", 1)
  node_config {
    image_type   = lookup(each.value, "image_type", "COS_CONTAINERD")
    machine_type = lookup(each.value, "machine_type", "e2-medium")
    preemptible  = lookup(each.value, "preemptible", false)
    spot         = lookup(each.value, "spot", false)
    dynamic "guest_accelerator" {
      for_each = lookup(each.value, "accelerator_count", 0) > 0 ? [1] : []
      content {
        count = lookup(each.value, "accelerator_count", 0)
      }
    }
    dynamic "sandbox_config" {
      for_each = tobool(lookup(each.value, "sandbox_enabled", var.sandbox_enabled)) ? ["gvisor"] : []
      content {
        sandbox_type = sandbox_config.value
      }
    }
    dynamic "taint" {
      for_each = concat(try(var.node_pools_taints["all"], []), try(var.node_pools_taints[each.key], []))
      content {
        key    = taint.value.key
        effect = taint.value.effect
      }
    }
  }
  dynamic "autoscaling" {
    for_each = lookup(each.value, "autoscaling", true) ? [each.value] : []
    content {
      min_node_count       = contains(keys(autoscaling.value), "total_min_count") ? null : lookup(autoscaling.value, "min_count", 1)
      max_node_count       = contains(keys(autoscaling.value), "total_max_count") ? null : lookup(autoscaling.value, "max_count", 100)
      total_min_node_count = lookup(autoscaling.value, "total_min_count", null)
      total_max_node_count = lookup(autoscaling.value, "total_max_count", null)
    }
  }
}

resource "google_container_node_pool" "windows_pools" {
  for_each           = { for p in var.windows_node_pools : p.name => p }
  project            = var.project_id
  name               = each.key
  location           = local.location
  cluster            = google_container_cluster.primary.name
  node_locations     = lookup(each.value, "node_locations", "") != "" ? split(",", each.value.node_locations) : null
  initial_node_count = lookup(each.value, "autoscaling", true) ? lookup(each.value, "initial_node_count", lookup(each.value, "min_count", 1)) : null
  node_count         = lookup(each.value, "autoscaling", true) ? null : lookup(each.value, "node_count", 1)
  node_config {
    image_type   = lookup(each.value, "image_type", "COS_CONTAINERD")
    machine_type = lookup(each.value, "machine_type", "e2-medium")
    preemptible  = lookup(each.value, "preemptible", false)
    spot         = lookup(each.value, "spot", false)
    dynamic "guest_accelerator" {
      for_each = lookup(each.value, "accelerator_count", 0) > 0 ? [1] : []
      content {
        count = lookup(each.value, "accelerator_count", 0)
      }
    }
    dynamic "sandbox_config" {
      for_each = tobool(lookup(each.value, "sandbox_enabled", var.sandbox_enabled)) ? ["gvisor"] : []
      content {
        sandbox_type = sandbox_config.value
      }
    }
    dynamic "taint" {
      for_each = concat(try(var.node_pools_taints["all"], []), try(var.node_pools_taints[each.key], []))
      content {
        key    = taint.value.key
        effect = taint.value.effect
      }
    }
  }
  dynamic "autoscaling" {
    for_each = lookup(each.value, "autoscaling", true) ? [each.value] : []
    content {
      min_node_count = lookup(autoscaling.value, "min_count", 1)
      max_node_count = lookup(autoscaling.value, "max_count", 100)
    }
  }
}

output "cluster_id" { value = google_container_cluster.primary.id }
output "name" { value = google_container_cluster.primary.name }
output "location" { value = local.location }
output "region" { value = var.region }
output "zones" { value = var.zones }
output "endpoint" { value = google_container_cluster.primary.endpoint }
output "ca_certificate" { value = google_container_cluster.primary.master_auth }
output "instance_group_urls" { value = google_container_cluster.primary.instance_group_urls }
output "node_pools_names" { value = [for p in google_container_node_pool.pools : p.name] }
output "service_account" { value = google_container_cluster.primary.node_config }
output "identity_namespace" { value = google_container_cluster.primary.workload_identity_config }
