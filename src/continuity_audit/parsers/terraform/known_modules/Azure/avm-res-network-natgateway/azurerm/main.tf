# A stand-in for Azure/avm-res-network-natgateway/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-network-natgateway
# Defaults: variables.tf of v0.3.2 (v0.3.0 to v0.3.1 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku_name" { default = "StandardV2" }
variable "zones" { default = null }

resource "azurerm_nat_gateway" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  sku_name            = var.sku_name
  zones               = var.zones
}

output "resource_id" { value = azurerm_nat_gateway.this.id }
output "name" { value = azurerm_nat_gateway.this.name }
output "resource" { value = azurerm_nat_gateway.this }
