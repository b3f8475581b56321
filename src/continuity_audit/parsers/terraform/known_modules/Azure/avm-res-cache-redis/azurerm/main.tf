# A stand-in for Azure/avm-res-cache-redis/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-cache-redis
# Defaults: variables.tf of v0.4.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku_name" { default = "Premium" }
variable "zones" { default = ["1", "2", "3"] }
variable "replicas_per_primary" { default = null }
variable "redis_configuration" { default = {} }

resource "azurerm_redis_cache" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  sku_name            = var.sku_name
  zones               = var.zones

  replicas_per_primary = var.replicas_per_primary

  redis_configuration {
    rdb_backup_enabled = try(var.redis_configuration.rdb_backup_enabled, false)
    aof_backup_enabled = try(var.redis_configuration.aof_backup_enabled, false)
  }
}

output "resource_id" { value = azurerm_redis_cache.this.id }
output "name" { value = azurerm_redis_cache.this.name }
output "resource" { value = azurerm_redis_cache.this }
