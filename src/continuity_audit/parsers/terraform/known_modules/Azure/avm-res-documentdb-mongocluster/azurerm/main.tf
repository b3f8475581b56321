# A stand-in for Azure/avm-res-documentdb-mongocluster/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-documentdb-mongocluster
# Defaults: variables.tf and locals.tf of v0.3.0 (v0.1.0 to v0.2.0 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "ha_mode" {
  default  = "Disabled"
  nullable = false
}
variable "enable_ha" { default = null }

variable "replica_parameters" {
  type    = object({ source_resource_id = string })
  default = null
}

locals {
  zonal = var.ha_mode == "ZoneRedundant" ? "ZoneRedundantPreferred" : var.ha_mode
  older = var.enable_ha == true ? "SameZone" : "Disabled"
}

resource "azurerm_mongo_cluster" "this" {
  name                   = var.name
  location               = var.location
  resource_group_name    = var.resource_group_name
  tags                   = var.tags
  high_availability_mode = var.ha_mode == "Disabled" ? local.older : local.zonal
  source_server_id       = try(var.replica_parameters.source_resource_id, null)
}

output "resource_id" { value = azurerm_mongo_cluster.this.id }
output "mongo_cluster_id" { value = azurerm_mongo_cluster.this.id }
output "mongo_cluster_name" { value = azurerm_mongo_cluster.this.name }
output "mongo_cluster_location" { value = azurerm_mongo_cluster.this.location }
