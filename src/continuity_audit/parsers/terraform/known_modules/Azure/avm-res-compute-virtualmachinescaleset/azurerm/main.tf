# A stand-in for Azure/avm-res-compute-virtualmachinescaleset/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-compute-virtualmachinescaleset
# Defaults: variables.tf of v0.9.0 (v0.1.0 to v0.8.0 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku_name" { default = null }
variable "instances" { default = null }
variable "custom_data" { default = null }
variable "network_interface" { default = null }

variable "priority" { default = "Regular" }
variable "priority_mix" { default = null }

variable "zones" {
  type    = set(string)
  default = ["1", "2", "3"]
}

resource "azurerm_orchestrated_virtual_machine_scale_set" "virtual_machine_scale_set" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  sku_name            = var.sku_name
  instances           = var.instances
  zones               = var.zones
  custom_data         = var.custom_data
  priority            = var.priority
  dynamic "priority_mix" {
    for_each = var.priority_mix == null ? [] : [var.priority_mix]
    content {
      base_regular_count            = try(priority_mix.value.base_regular_count, null)
      regular_percentage_above_base = try(priority_mix.value.regular_percentage_above_base, null)
    }
  }
  dynamic "network_interface" {
    for_each = var.network_interface == null ? [] : var.network_interface
    content {
      name             = network_interface.value.name
      ip_configuration = network_interface.value.ip_configuration
    }
  }
}

output "resource_id" { value = azurerm_orchestrated_virtual_machine_scale_set.virtual_machine_scale_set.id }
output "resource_name" { value = azurerm_orchestrated_virtual_machine_scale_set.virtual_machine_scale_set.name }
output "resource" { value = azurerm_orchestrated_virtual_machine_scale_set.virtual_machine_scale_set }
