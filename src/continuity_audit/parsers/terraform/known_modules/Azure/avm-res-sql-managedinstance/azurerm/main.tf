# A stand-in for Azure/avm-res-sql-managedinstance/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-sql-managedinstance
# Defaults: variables.tf of v0.3.1 (0.1.0 to v0.3.0 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "zone_redundant_enabled" { default = true }
variable "storage_account_type" { default = "ZRS" }

variable "databases" {
  type     = map(object({ name = string, short_term_retention_days = optional(number) }))
  default  = {}
  nullable = false
}
variable "failover_group" {
  type = map(object({
    location                    = optional(string)
    name                        = optional(string)
    partner_managed_instance_id = optional(string)
  }))
  default  = {}
  nullable = false
}

resource "azurerm_mssql_managed_instance" "this" {
  name                   = var.name
  location               = var.location
  resource_group_name    = var.resource_group_name
  tags                   = var.tags
  zone_redundant_enabled = var.zone_redundant_enabled
  storage_account_type   = var.storage_account_type
}

resource "azurerm_mssql_managed_database" "this" {
  for_each                  = var.databases
  name                      = each.value.name
  managed_instance_id       = azurerm_mssql_managed_instance.this.id
  short_term_retention_days = each.value.short_term_retention_days
}

resource "azurerm_mssql_managed_instance_failover_group" "this" {
  for_each                    = var.failover_group
  name                        = each.value.name
  location                    = each.value.location
  managed_instance_id         = azurerm_mssql_managed_instance.this.id
  partner_managed_instance_id = each.value.partner_managed_instance_id
}

output "resource_id" { value = azurerm_mssql_managed_instance.this.id }
output "resource" { value = azurerm_mssql_managed_instance.this }
