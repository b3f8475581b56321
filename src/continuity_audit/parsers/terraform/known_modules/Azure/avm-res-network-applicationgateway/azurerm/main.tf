# A stand-in for Azure/avm-res-network-applicationgateway/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-network-applicationgateway
# Defaults: variables.appgateway.tf of v0.5.3.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "zones" { default = null }

variable "sku" {
  type    = object({ name = optional(string), tier = optional(string), capacity = optional(number) })
  default = null
}
variable "autoscale_configuration" {
  type    = object({ min_capacity = number })
  default = null
}
variable "frontend_ip_configurations" {
  type    = list(object({ properties = optional(object({ public_ip_address = optional(object({ id = optional(string) })) })) }))
  default = null
}
variable "backend_address_pools" {
  type = list(object({
    name = optional(string)
    properties = optional(object({
      backend_addresses = optional(list(object({ fqdn = optional(string), ip_address = optional(string) })))
    }))
  }))
  default = null
}

resource "azurerm_application_gateway" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  zones               = var.zones
  sku {
    name     = try(var.sku.name, null)
    tier     = try(var.sku.tier, null)
    capacity = var.autoscale_configuration == null ? try(var.sku.capacity, null) : null
  }
  dynamic "autoscale_configuration" {
    for_each = var.autoscale_configuration == null ? [] : [var.autoscale_configuration]
    content {
      min_capacity = autoscale_configuration.value.min_capacity
    }
  }
  dynamic "frontend_ip_configuration" {
    for_each = var.frontend_ip_configurations == null ? [] : var.frontend_ip_configurations
    content {
      public_ip_address_id = try(frontend_ip_configuration.value.properties.public_ip_address.id, null)
    }
  }
  dynamic "backend_address_pool" {
    for_each = var.backend_address_pools == null ? [] : var.backend_address_pools
    content {
      name         = backend_address_pool.value.name
      fqdns        = try(backend_address_pool.value.properties.backend_addresses[*].fqdn, null)
      ip_addresses = try(backend_address_pool.value.properties.backend_addresses[*].ip_address, null)
    }
  }
}

output "resource_id" { value = azurerm_application_gateway.this.id }
output "name" { value = azurerm_application_gateway.this.name }
