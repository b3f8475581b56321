# A stand-in for Azure/avm-res-documentdb-databaseaccount/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-documentdb-databaseaccount
# Defaults: variables.tf of v0.10.0; left out, `geo_locations` is the location of the account, zone-redundant.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "geo_locations" { default = null }

variable "automatic_failover_enabled" {
  default  = true
  nullable = false
}
variable "multiple_write_locations_enabled" {
  default  = false
  nullable = false
}
variable "consistency_policy" {
  default  = {}
  nullable = false
}
variable "backup" {
  default  = {}
  nullable = false
}

resource "azurerm_cosmosdb_account" "this" {
  name                             = var.name
  location                         = var.location
  resource_group_name              = var.resource_group_name
  tags                             = var.tags
  automatic_failover_enabled       = var.automatic_failover_enabled
  multiple_write_locations_enabled = var.multiple_write_locations_enabled
  dynamic "geo_location" {
    for_each = var.geo_locations == null ? [{ location = var.location, failover_priority = 0 }] : var.geo_locations
    content {
      location          = geo_location.value.location
      failover_priority = geo_location.value.failover_priority
      zone_redundant    = try(geo_location.value.zone_redundant, true)
    }
  }
  consistency_policy {
    consistency_level = try(coalesce(var.consistency_policy.consistency_level), "BoundedStaleness")
  }
  backup {
    type               = try(var.backup.type, "Continuous")
    storage_redundancy = try(var.backup.type, "Continuous") == "Periodic" ? try(var.backup.storage_redundancy, "Geo") : null
  }
}

output "resource_id" { value = azurerm_cosmosdb_account.this.id }
output "name" { value = azurerm_cosmosdb_account.this.name }
output "resource" { value = azurerm_cosmosdb_account.this }
output "endpoint" { value = azurerm_cosmosdb_account.this.endpoint }
