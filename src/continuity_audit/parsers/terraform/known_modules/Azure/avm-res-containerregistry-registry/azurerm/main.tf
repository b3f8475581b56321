# A stand-in for Azure/avm-res-containerregistry-registry/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-containerregistry-registry
# Defaults: variables.tf of v0.8.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku" { default = "Premium" }
variable "zone_redundancy_enabled" { default = true }
variable "georeplications" {
  type = list(object({
    location                  = string
    regional_endpoint_enabled = optional(bool, true)
  }))
  default = []
}

resource "azurerm_container_registry" "this" {
  name                    = var.name
  location                = var.location
  resource_group_name     = var.resource_group_name
  tags                    = var.tags
  sku                     = var.sku
  zone_redundancy_enabled = var.zone_redundancy_enabled
  dynamic "georeplications" {
    for_each = var.georeplications
    content {
      location                  = georeplications.value.location
      regional_endpoint_enabled = georeplications.value.regional_endpoint_enabled
    }
  }
}

output "resource_id" { value = azurerm_container_registry.this.id }
output "name" { value = azurerm_container_registry.this.name }
output "resource" { value = azurerm_container_registry.this }
output "login_server" { value = azurerm_container_registry.this.login_server }
