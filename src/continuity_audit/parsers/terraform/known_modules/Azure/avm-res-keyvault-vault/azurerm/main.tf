# A stand-in for Azure/avm-res-keyvault-vault/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-keyvault-vault
# Defaults: variables.tf of v0.11.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "purge_protection_enabled" { default = true }
variable "soft_delete_retention_days" { default = null }

resource "azurerm_key_vault" "this" {
  name                       = var.name
  location                   = var.location
  resource_group_name        = var.resource_group_name
  tags                       = var.tags
  purge_protection_enabled   = var.purge_protection_enabled
  soft_delete_retention_days = var.soft_delete_retention_days
}

output "resource_id" { value = azurerm_key_vault.this.id }
output "name" { value = azurerm_key_vault.this.name }
output "resource" { value = azurerm_key_vault.this }
output "uri" { value = azurerm_key_vault.this.vault_uri }
