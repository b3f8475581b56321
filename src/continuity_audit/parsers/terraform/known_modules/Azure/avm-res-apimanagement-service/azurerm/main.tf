# A stand-in for Azure/avm-res-apimanagement-service/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-apimanagement-service
# Defaults: variables.tf of v0.1.0 (v0.0.1 to v0.0.8 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku_name" { default = "Developer_1" }
variable "zones" { default = null }
variable "virtual_network_type" { default = "None" }
variable "public_ip_address_id" { default = null }
variable "hostname_configuration" { default = null }

variable "additional_location" {
  type = list(object({
    location         = string
    gateway_disabled = optional(bool)
    zones            = optional(list(string))
  }))
  default  = []
  nullable = false
}

resource "azurerm_api_management" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  sku_name            = var.sku_name
  zones               = var.zones

  virtual_network_type = var.virtual_network_type
  public_ip_address_id = var.public_ip_address_id

  dynamic "additional_location" {
    for_each = var.additional_location
    content {
      location         = additional_location.value.location
      gateway_disabled = additional_location.value.gateway_disabled
      zones            = additional_location.value.zones
    }
  }
  dynamic "hostname_configuration" {
    for_each = var.hostname_configuration == null ? [] : [var.hostname_configuration]
    content {
      management       = try(hostname_configuration.value.management, [])
      portal           = try(hostname_configuration.value.portal, [])
      developer_portal = try(hostname_configuration.value.developer_portal, [])
      proxy            = try(hostname_configuration.value.proxy, [])
      scm              = try(hostname_configuration.value.scm, [])
    }
  }
}

output "resource_id" { value = azurerm_api_management.this.id }
output "name" { value = azurerm_api_management.this.name }
output "resource" { value = azurerm_api_management.this }
output "apim_gateway_url" { value = azurerm_api_management.this.gateway_url }
