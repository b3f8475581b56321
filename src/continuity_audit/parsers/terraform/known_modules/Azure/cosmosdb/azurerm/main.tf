# A stand-in for Azure/cosmosdb/azurerm: https://github.com/Azure/terraform-azurerm-cosmosdb
# Defaults: variables.tf of v1.0.0. Its `backup_storage_redundancy` reaches nothing.

variable "resource_group_name" {}
variable "location" { default = null }
variable "cosmos_account_name" { default = "" }
variable "auto_failover" { default = false }
variable "multi_region_write" { default = false }
variable "consistency_level" { default = "Eventual" }
variable "backup_enabled" { default = true }
variable "backup_type" { default = "periodic" }
variable "tags" { default = null }

variable "geo_locations" {
  default = [{
    geo_location      = "eastus"
    failover_priority = 0
    zone_redundant    = false
  }]
}

resource "azurerm_cosmosdb_account" "this" {
  name                             = var.cosmos_account_name
  location                         = var.location
  resource_group_name              = var.resource_group_name
  automatic_failover_enabled       = var.auto_failover
  multiple_write_locations_enabled = var.multi_region_write
  tags                             = var.tags
  consistency_policy {
    consistency_level = var.consistency_level
  }
  dynamic "geo_location" {
    for_each = var.geo_locations
    content {
      location          = geo_location.value.geo_location
      failover_priority = geo_location.value.failover_priority
      zone_redundant    = try(geo_location.value.zone_redundant, false)
    }
  }
  dynamic "backup" {
    for_each = var.backup_enabled ? [1] : []
    content {
      type = title(var.backup_type)
    }
  }
}

output "cosmosdb_id" { value = azurerm_cosmosdb_account.this.id }
output "cosmosdb_endpoint" { value = azurerm_cosmosdb_account.this.endpoint }
