# A stand-in for Azure/postgresql/azurerm: https://github.com/Azure/terraform-azurerm-postgresql
# Defaults: variables.tf of v2.1.0 (v2.0.0 agrees in what stands here).

variable "server_name" {}
variable "location" { default = null }
variable "resource_group_name" {}
variable "backup_retention_days" { default = 7 }
variable "geo_redundant_backup_enabled" { default = false }
variable "tags" { default = null }

resource "azurerm_postgresql_server" "server" {
  name                         = var.server_name
  location                     = var.location
  resource_group_name          = var.resource_group_name
  tags                         = var.tags
  backup_retention_days        = var.backup_retention_days
  geo_redundant_backup_enabled = var.geo_redundant_backup_enabled
}

output "server_id" { value = azurerm_postgresql_server.server.id }
output "server_name" { value = azurerm_postgresql_server.server.name }
output "server_fqdn" { value = azurerm_postgresql_server.server.fqdn }
