# A stand-in for Azure/aks/azurerm: https://github.com/Azure/terraform-azurerm-aks
# Defaults: variables.tf of v11.5.0 (v9.0.0 agrees in what stands here, with `enable_auto_scaling` as the switch).

variable "cluster_name" { default = null }
variable "prefix" { default = "" }
variable "location" { default = null }
variable "resource_group_name" {}
variable "agents_availability_zones" { default = null }
variable "agents_count" { default = 2 }
variable "agents_min_count" { default = null }
variable "auto_scaling_enabled" { default = null }
variable "enable_auto_scaling" { default = null }
variable "only_critical_addons_enabled" { default = null }
variable "sku_tier" { default = "Free" }
variable "tags" { default = null }
variable "disk_encryption_set_id" { default = null }

variable "node_pools" {
  default  = {}
  nullable = false
}

locals {
  scaled = try(coalesce(var.auto_scaling_enabled, var.enable_auto_scaling), false)
}

resource "azurerm_kubernetes_cluster" "main" {
  name                   = try(coalesce(var.cluster_name), "${var.prefix}-aks")
  location               = var.location
  resource_group_name    = var.resource_group_name
  sku_tier               = var.sku_tier
  disk_encryption_set_id = var.disk_encryption_set_id
  tags                   = var.tags
  default_node_pool {
    zones                        = var.agents_availability_zones
    auto_scaling_enabled         = local.scaled
    min_count                    = local.scaled ? var.agents_min_count : null
    node_count                   = local.scaled ? null : var.agents_count
    only_critical_addons_enabled = var.only_critical_addons_enabled
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "node_pool" {
  for_each              = var.node_pools
  name                  = try(each.value.name, each.key)
  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  zones                 = try(each.value.zones, null)
  auto_scaling_enabled  = try(each.value.auto_scaling_enabled, each.value.enable_auto_scaling, false)
  min_count             = try(each.value.min_count, null)
  node_count            = try(each.value.node_count, null)
  mode                  = try(each.value.mode, null)
  node_taints           = try(each.value.node_taints, null)
  priority              = try(each.value.priority, null)
  os_type               = try(each.value.os_type, null)
}

output "aks_id" { value = azurerm_kubernetes_cluster.main.id }
output "aks_name" { value = azurerm_kubernetes_cluster.main.name }
output "host" { value = azurerm_kubernetes_cluster.main.kube_config }
output "cluster_fqdn" { value = azurerm_kubernetes_cluster.main.fqdn }
output "oidc_issuer_url" { value = azurerm_kubernetes_cluster.main.oidc_issuer_url }
output "node_resource_group" { value = azurerm_kubernetes_cluster.main.node_resource_group }
