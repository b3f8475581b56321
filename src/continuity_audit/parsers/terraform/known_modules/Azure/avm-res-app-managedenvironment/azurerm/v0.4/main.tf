# A stand-in for Azure/avm-res-app-managedenvironment/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-app-managedenvironment
# Defaults: variables.tf of v0.4.0 (0.1.0 to v0.3.0 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "zone_redundancy_enabled" { default = true }

resource "azurerm_container_app_environment" "this" {
  name                    = var.name
  location                = var.location
  resource_group_name     = var.resource_group_name
  tags                    = var.tags
  zone_redundancy_enabled = var.zone_redundancy_enabled
}

output "resource_id" { value = azurerm_container_app_environment.this.id }
output "name" { value = azurerm_container_app_environment.this.name }
output "resource" { value = azurerm_container_app_environment.this }
output "id" { value = azurerm_container_app_environment.this.id }
