# A stand-in for Azure/avm-res-network-publicipaddress/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-network-publicipaddress
# Defaults: variables.tf of v0.2.1 (v0.1.0 to v0.2.0 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku" { default = "Standard" }
variable "zones" { default = ["1", "2", "3"] }

resource "azurerm_public_ip" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  sku                 = var.sku
  zones               = var.zones
}

output "resource_id" { value = azurerm_public_ip.this.id }
output "public_ip_id" { value = azurerm_public_ip.this.id }
output "public_ip_address" { value = azurerm_public_ip.this.ip_address }
output "name" { value = azurerm_public_ip.this.name }
output "resource" { value = azurerm_public_ip.this }
