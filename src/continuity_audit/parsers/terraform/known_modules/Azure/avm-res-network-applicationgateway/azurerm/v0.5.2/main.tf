# A stand-in for Azure/avm-res-network-applicationgateway/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-network-applicationgateway
# Defaults: variables.tf of v0.5.2 (v0.1.0 to v0.5.1 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "create_public_ip" { default = true }
variable "public_ip_resource_id" { default = null }

variable "zones" {
  type    = set(string)
  default = ["1", "2", "3"]
}
variable "sku" {
  type     = object({ tier = optional(string, "Standard_v2"), capacity = optional(number, 2) })
  default  = { tier = "Standard_v2", capacity = 2 }
  nullable = false
}
variable "autoscale_configuration" {
  type    = object({ min_capacity = optional(number, 1) })
  default = null
}
variable "public_ip_address_configuration" {
  type = object({
    create_public_ip_enabled = optional(bool, true)
    public_ip_resource_id    = optional(string)
    sku                      = optional(string, "Standard")
    zones                    = optional(list(string))
  })
  default = {}
}
variable "backend_address_pools" {
  type = map(object({
    name         = string
    fqdns        = optional(set(string))
    ip_addresses = optional(set(string))
  }))
  default  = {}
  nullable = false
}

locals {
  created = var.create_public_ip && var.public_ip_address_configuration.create_public_ip_enabled
  given   = var.public_ip_address_configuration.public_ip_resource_id
}

resource "azurerm_public_ip" "this" {
  count               = local.created ? 1 : 0
  name                = "pip-${var.name}"
  location            = var.location
  resource_group_name = var.resource_group_name
  sku                 = var.sku.tier == "Standard" ? "Basic" : var.public_ip_address_configuration.sku
  zones               = var.public_ip_address_configuration.zones == null ? var.zones : var.public_ip_address_configuration.zones
}

resource "azurerm_application_gateway" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  zones               = var.zones
  sku {
    tier     = var.sku.tier
    capacity = var.autoscale_configuration == null ? var.sku.capacity : null
  }
  dynamic "autoscale_configuration" {
    for_each = var.autoscale_configuration == null ? [] : [var.autoscale_configuration]
    content {
      min_capacity = autoscale_configuration.value.min_capacity
    }
  }
  frontend_ip_configuration {
    public_ip_address_id = local.created ? azurerm_public_ip.this[0].id : local.given == null ? var.public_ip_resource_id : local.given
  }
  dynamic "backend_address_pool" {
    for_each = var.backend_address_pools
    content {
      name         = backend_address_pool.value.name
      fqdns        = backend_address_pool.value.fqdns
      ip_addresses = backend_address_pool.value.ip_addresses
    }
  }
}

output "resource_id" { value = azurerm_application_gateway.this.id }
output "application_gateway_id" { value = azurerm_application_gateway.this.id }
output "application_gateway_name" { value = azurerm_application_gateway.this.name }
output "public_ip_id" { value = try(azurerm_application_gateway.this.frontend_ip_configuration[0].public_ip_address_id, null) }
