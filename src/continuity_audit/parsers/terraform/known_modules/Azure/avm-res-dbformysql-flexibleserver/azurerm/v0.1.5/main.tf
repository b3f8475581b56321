# A stand-in for Azure/avm-res-dbformysql-flexibleserver/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-dbformysql-flexibleserver
# Defaults: variables.tf of v0.1.5 (v0.1.4 agrees in what stands here): no `high_availability` is the default one.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "backup_retention_days" { default = null }
variable "geo_redundant_backup_enabled" { default = true }
variable "create_mode" { default = null }
variable "source_server_id" { default = null }
variable "replication_role" { default = null }
variable "zone" { default = null }

variable "high_availability" {
  default = {
    mode = "ZoneRedundant"
  }
}

resource "azurerm_mysql_flexible_server" "this" {
  name                         = var.name
  location                     = var.location
  resource_group_name          = var.resource_group_name
  tags                         = var.tags
  zone                         = var.zone
  backup_retention_days        = var.backup_retention_days
  geo_redundant_backup_enabled = var.geo_redundant_backup_enabled
  create_mode                  = var.create_mode
  source_server_id             = var.source_server_id
  replication_role             = var.replication_role
  dynamic "high_availability" {
    for_each = [var.high_availability == null ? { mode = "ZoneRedundant" } : var.high_availability]
    content {
      mode = high_availability.value.mode
    }
  }
}

output "resource_id" { value = azurerm_mysql_flexible_server.this.id }
output "name" { value = azurerm_mysql_flexible_server.this.name }
output "resource" { value = azurerm_mysql_flexible_server.this }
output "fqdn" { value = azurerm_mysql_flexible_server.this.fqdn }
