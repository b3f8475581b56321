# A stand-in for Azure/postgresql/azurerm: https://github.com/Azure/terraform-azurerm-postgresql
# Defaults: variables.tf of v3.2.0 (v3.0.0 to v3.1.1 agree in what stands here).

variable "server_name" {}
variable "location" { default = null }
variable "resource_group_name" {}
variable "backup_retention_days" { default = 7 }
variable "geo_redundant_backup_enabled" { default = true }
variable "creation_source_server_id" { default = null }
variable "tags" { default = null }

variable "create_mode" {
  default  = "Default"
  nullable = false
}

resource "azurerm_postgresql_server" "server" {
  name                         = var.server_name
  location                     = var.location
  resource_group_name          = var.resource_group_name
  tags                         = var.tags
  backup_retention_days        = var.backup_retention_days
  geo_redundant_backup_enabled = var.geo_redundant_backup_enabled
  create_mode                  = var.create_mode
  creation_source_server_id    = var.creation_source_server_id
}

output "server_id" { value = azurerm_postgresql_server.server.id }
output "server_name" { value = azurerm_postgresql_server.server.name }
output "server_fqdn" { value = azurerm_postgresql_server.server.fqdn }
