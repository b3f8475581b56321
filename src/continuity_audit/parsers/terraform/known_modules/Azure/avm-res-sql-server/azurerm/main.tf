# A stand-in for Azure/avm-res-sql-server/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-sql-server
# Defaults: variables of v0.2.1.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }

variable "databases" {
  default  = {}
  nullable = false
}
variable "elastic_pools" {
  default  = {}
  nullable = false
}

resource "azurerm_mssql_server" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_mssql_elasticpool" "this" {
  for_each            = var.elastic_pools
  name                = try(each.value.name, each.key)
  location            = var.location
  resource_group_name = var.resource_group_name
  server_name         = azurerm_mssql_server.this.name
  zone_redundant      = try(each.value.zone_redundant, true)
}

resource "azurerm_mssql_database" "this" {
  for_each             = var.databases
  name                 = try(each.value.name, each.key)
  server_id            = azurerm_mssql_server.this.id
  elastic_pool_id      = try(azurerm_mssql_elasticpool.this[each.value.elastic_pool_key].id, null)
  zone_redundant       = try(each.value.zone_redundant, null)
  storage_account_type = try(each.value.storage_account_type, "Geo")
  create_mode          = try(each.value.create_mode, "Default")
  sku_name             = try(each.value.sku_name, null)
}

output "resource_id" { value = azurerm_mssql_server.this.id }
output "resource_name" { value = azurerm_mssql_server.this.name }
output "resource" { value = azurerm_mssql_server.this }
output "resource_databases" { value = azurerm_mssql_database.this }
