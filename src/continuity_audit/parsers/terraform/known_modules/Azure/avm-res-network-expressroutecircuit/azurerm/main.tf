# A stand-in for Azure/avm-res-network-expressroutecircuit/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-network-expressroutecircuit
# Defaults: variables.tf of v0.3.3 (v0.1.0 to v0.3.1 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }

resource "azurerm_express_route_circuit" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

output "resource_id" { value = azurerm_express_route_circuit.this.id }
output "name" { value = azurerm_express_route_circuit.this.name }
