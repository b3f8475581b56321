# A stand-in for Azure/avm-res-kusto-cluster/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-kusto-cluster
# Defaults: variables.tf of v0.1.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "zones" { default = null }

variable "sku" {
  type = object({ name = string, capacity = number })
}
variable "optimized_auto_scale" {
  type    = object({ minimum_instances = number })
  default = null
}

resource "azurerm_kusto_cluster" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  zones               = var.zones
  sku {
    name     = var.sku.name
    capacity = var.sku.capacity
  }
  dynamic "optimized_auto_scale" {
    for_each = var.optimized_auto_scale == null ? [] : [var.optimized_auto_scale]
    content {
      minimum_instances = optimized_auto_scale.value.minimum_instances
    }
  }
}

output "id" { value = azurerm_kusto_cluster.this.id }
output "resource_id" { value = azurerm_kusto_cluster.this.id }
output "resource" { value = azurerm_kusto_cluster.this }
output "uri" { value = azurerm_kusto_cluster.this.uri }
