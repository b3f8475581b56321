# A stand-in for Azure/avm-res-containerservice-managedcluster/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-containerservice-managedcluster
# Defaults: variables.tf of v0.8.1, with `default_node_pool` and `node_pools` of the versions before.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "default_node_pool" { default = null }
variable "sku" { default = null }

variable "default_agent_pool" {
  default  = {}
  nullable = false
}
variable "agent_pools" {
  default  = {}
  nullable = false
}
variable "node_pools" {
  default  = {}
  nullable = false
}

locals {
  first  = [for pool in [var.default_node_pool, var.default_agent_pool] : pool if pool != null][0]
  scaled = try(local.first.enable_auto_scaling, local.first.auto_scaling_enabled, false)

  automatic = try(var.sku.name, null) == "Automatic"
  cluster   = one(concat(azurerm_kubernetes_cluster.this, azurerm_kubernetes_automatic_cluster.this))
}

resource "azurerm_kubernetes_automatic_cluster" "this" {
  count               = local.automatic ? 1 : 0
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_kubernetes_cluster" "this" {
  count               = local.automatic ? 0 : 1
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  default_node_pool {
    zones                        = try(local.first.availability_zones, local.first.zones, null)
    auto_scaling_enabled         = local.scaled
    min_count                    = try(local.first.min_count, null)
    node_count                   = try(local.first.count_of, local.first.node_count, var.default_node_pool == null ? 3 : null)
    node_taints                  = try(local.first.node_taints, null)
    only_critical_addons_enabled = try(local.first.only_critical_addons_enabled, null)
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "this" {
  for_each              = merge(var.agent_pools, var.node_pools)
  name                  = try(each.value.name, each.key)
  kubernetes_cluster_id = one(azurerm_kubernetes_cluster.this[*].id)
  zones                 = try(each.value.availability_zones, each.value.zones, null)
  auto_scaling_enabled  = try(each.value.enable_auto_scaling, each.value.auto_scaling_enabled, false)
  min_count             = try(each.value.min_count, null)
  node_count            = try(each.value.count_of, each.value.node_count, null)
  mode                  = try(each.value.mode, null)
  node_taints           = try(each.value.node_taints, null)
  os_type               = try(each.value.os_type, null)
  priority              = try(each.value.scale_set_priority, each.value.priority, null)
}

output "resource_id" { value = local.cluster.id }
output "name" { value = var.name }
output "resource" { value = local.cluster }
