# A stand-in for Azure/avm-res-network-privatednszone/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-network-privatednszone
# Defaults: variables.tf of v0.3.0.

variable "domain_name" {}
variable "resource_group_name" { default = null }
variable "tags" { default = null }

resource "azurerm_private_dns_zone" "this" {
  name                = var.domain_name
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

output "resource_id" { value = azurerm_private_dns_zone.this.id }
output "name" { value = azurerm_private_dns_zone.this.name }
output "resource" { value = azurerm_private_dns_zone.this }
