# A stand-in for Azure/avm-ptn-vnetgateway/azurerm: https://github.com/Azure/terraform-azurerm-avm-ptn-vnetgateway
# Defaults: variables.tf of v0.10.3 (v0.6.0 to v0.10.2 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku" {
  default  = "ErGw1AZ"
  nullable = false
}
variable "type" {
  default  = "ExpressRoute"
  nullable = false
}
variable "vpn_active_active_enabled" {
  default  = true
  nullable = false
}

resource "azurerm_virtual_network_gateway" "vgw" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  type                = var.type
  sku                 = var.sku
  active_active       = var.type == "Vpn" ? var.vpn_active_active_enabled : false
}

output "resource_id" { value = azurerm_virtual_network_gateway.vgw.id }
output "virtual_network_gateway" { value = azurerm_virtual_network_gateway.vgw }
