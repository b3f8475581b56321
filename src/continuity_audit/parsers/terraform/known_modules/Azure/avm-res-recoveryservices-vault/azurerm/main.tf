# A stand-in for Azure/avm-res-recoveryservices-vault/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-recoveryservices-vault
# Defaults: variables.tf of v1.2.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "storage_mode_type" { default = "GeoRedundant" }
variable "cross_region_restore_enabled" { default = true }
variable "immutability" { default = "Unlocked" }

resource "azurerm_recovery_services_vault" "this" {
  name                         = var.name
  location                     = var.location
  resource_group_name          = var.resource_group_name
  tags                         = var.tags
  storage_mode_type            = var.storage_mode_type
  cross_region_restore_enabled = var.cross_region_restore_enabled
  immutability                 = var.immutability
}

output "resource_id" { value = azurerm_recovery_services_vault.this.id }
output "name" { value = azurerm_recovery_services_vault.this.name }
output "resource" { value = azurerm_recovery_services_vault.this }
