# A stand-in for Azure/avm-res-search-searchservice/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-search-searchservice
# Defaults: variables.tf of v0.3.0 (0.1.0 to v0.2.0 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku" { default = "standard" }
variable "replica_count" { default = 1 }

resource "azurerm_search_service" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  sku                 = var.sku
  replica_count       = var.replica_count
}

output "resource_id" { value = azurerm_search_service.this.id }
output "name" { value = azurerm_search_service.this.name }
output "resource" { value = azurerm_search_service.this }
