# A stand-in for Azure/avm-res-web-serverfarm/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-web-serverfarm
# Defaults: variables.tf of v0.1.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku_name" {}
variable "per_site_scaling_enabled" { default = false }
variable "worker_count" { default = null }
variable "zone_balancing_enabled" { default = true }

locals {
  # Of a plan over zones each of its three zones has one worker.
  workers = var.zone_balancing_enabled ? 3 : var.worker_count
}

resource "azurerm_service_plan" "this" {
  name                     = var.name
  location                 = var.location
  resource_group_name      = var.resource_group_name
  tags                     = var.tags
  sku_name                 = var.sku_name
  per_site_scaling_enabled = var.per_site_scaling_enabled
  worker_count             = local.workers
  zone_balancing_enabled   = var.zone_balancing_enabled
}

output "resource_id" { value = azurerm_service_plan.this.id }
output "name" { value = azurerm_service_plan.this.name }
output "resource" { value = azurerm_service_plan.this }
