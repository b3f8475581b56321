# A stand-in for Azure/database/azurerm: https://github.com/Azure/terraform-azurerm-database
# Defaults: variables.tf of v2.0.0.

variable "db_name" {}
variable "location" { default = null }
variable "resource_group_name" { default = "myapp-rg" }
variable "service_objective_name" { default = "Basic" }
variable "tags" { default = null }


resource "azurerm_mssql_server" "server" {
  name                = "${var.db_name}-sqlsvr"
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_mssql_database" "db" {
  name      = var.db_name
  server_id = azurerm_mssql_server.server.id
  sku_name  = var.service_objective_name
  tags      = var.tags
}

output "database_name" { value = azurerm_mssql_database.db.name }
output "sql_server_name" { value = azurerm_mssql_server.server.name }
output "sql_server_fqdn" { value = azurerm_mssql_server.server.fully_qualified_domain_name }
