# A stand-in for Azure/avm-res-network-dnszone/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-network-dnszone
# Defaults: variables.tf of v0.2.1.

variable "name" {}
variable "resource_group_name" { default = null }
variable "tags" { default = null }

resource "azurerm_dns_zone" "zone" {
  name                = var.name
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

output "resource_id" { value = azurerm_dns_zone.zone.id }
output "name_servers" { value = azurerm_dns_zone.zone.name_servers }
