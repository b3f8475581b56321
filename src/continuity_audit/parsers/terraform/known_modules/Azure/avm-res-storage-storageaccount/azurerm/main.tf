# A stand-in for Azure/avm-res-storage-storageaccount/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-storage-storageaccount
# Defaults: variables of v0.9.0 (v0.7.0 to v0.8.1 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "parent_id" { default = null }
variable "tags" { default = null }
variable "blob_properties" { default = null }
variable "is_hns_enabled" { default = null }
variable "immutability_policy" { default = null }

variable "account_sku_name" { default = "Standard_ZRS" }
variable "account_replication_type" {
  default  = "ZRS"
  nullable = false
}
variable "account_kind" {
  default  = "StorageV2"
  nullable = false
}
variable "containers" {
  default  = {}
  nullable = false
}
variable "shares" {
  default  = {}
  nullable = false
}
variable "tables" {
  default  = {}
  nullable = false
}

locals {
  # The older input counts only where the newer one is null.
  sku = coalesce(var.account_sku_name, "Standard_${var.account_replication_type}")
}

resource "azurerm_storage_account" "this" {
  name                     = var.name
  location                 = var.location
  resource_group_name      = try(basename(var.parent_id), null)
  tags                     = var.tags
  account_replication_type = split("_", local.sku)[1]
  account_kind             = var.account_kind
  is_hns_enabled           = var.is_hns_enabled
  dynamic "blob_properties" {
    for_each = var.blob_properties == null ? [] : [var.blob_properties]
    content {
      versioning_enabled = try(blob_properties.value.versioning_enabled, false)
      dynamic "delete_retention_policy" {
        for_each = try(blob_properties.value.delete_retention_policy.enabled, false) == true ? [blob_properties.value.delete_retention_policy] : []
        content {
          days = try(delete_retention_policy.value.days, 7)
        }
      }
    }
  }
  dynamic "immutability_policy" {
    for_each = var.immutability_policy == null ? [] : [var.immutability_policy]
    content {
      state = immutability_policy.value.state
    }
  }
}

resource "azurerm_storage_container" "this" {
  for_each           = var.containers
  name               = try(each.value.name, each.key)
  storage_account_id = azurerm_storage_account.this.id
}

resource "azurerm_storage_share" "this" {
  for_each           = var.shares
  name               = try(each.value.name, each.key)
  storage_account_id = azurerm_storage_account.this.id
}

resource "azurerm_storage_table" "this" {
  for_each           = var.tables
  name               = try(each.value.name, each.key)
  storage_account_id = azurerm_storage_account.this.id
}

output "resource_id" { value = azurerm_storage_account.this.id }
output "name" { value = azurerm_storage_account.this.name }
output "resource" { value = azurerm_storage_account.this }
