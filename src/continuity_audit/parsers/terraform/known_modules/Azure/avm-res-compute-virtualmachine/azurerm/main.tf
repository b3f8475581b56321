# A stand-in for Azure/avm-res-compute-virtualmachine/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-compute-virtualmachine
# Defaults: variables.tf of v0.21.0 (before, some inputs had other names).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "zone" { default = null }
variable "priority" { default = "Regular" }
variable "custom_data" { default = null }

variable "os_type" {
  default  = "Windows"
  nullable = false
}
variable "data_disk_managed_disks" {
  default  = {}
  nullable = false
}
variable "azure_backup_configurations" {
  default  = {}
  nullable = false
}

resource "azurerm_linux_virtual_machine" "this" {
  count               = lower(var.os_type) == "linux" ? 1 : 0
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  zone                = var.zone
  priority            = var.priority
  custom_data         = var.custom_data
  tags                = var.tags
}

resource "azurerm_windows_virtual_machine" "this" {
  count               = lower(var.os_type) == "linux" ? 0 : 1
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  zone                = var.zone
  priority            = var.priority
  custom_data         = var.custom_data
  tags                = var.tags
}

resource "azurerm_managed_disk" "this" {
  for_each             = var.data_disk_managed_disks
  name                 = each.value.name
  location             = var.location
  resource_group_name  = var.resource_group_name
  storage_account_type = try(each.value.storage_account_type, "Premium_LRS")
  max_shares           = try(each.value.max_shares, null)
  zone                 = var.zone
}

resource "azurerm_virtual_machine_data_disk_attachment" "this" {
  for_each           = var.data_disk_managed_disks
  managed_disk_id    = azurerm_managed_disk.this[each.key].id
  virtual_machine_id = one(concat(azurerm_linux_virtual_machine.this[*].id, azurerm_windows_virtual_machine.this[*].id))
  lun                = each.value.lun
}

# Since v0.18.0 the vault is given by its id, before by its name.
resource "azurerm_backup_protected_vm" "this" {
  for_each            = var.azure_backup_configurations
  resource_group_name = try(coalesce(each.value.resource_group_name, var.resource_group_name), null)
  recovery_vault_name = basename(try(coalesce(each.value.recovery_vault_resource_id), each.value.recovery_vault_name))
  backup_policy_id    = try(each.value.backup_policy_resource_id, null)
  source_vm_id        = one(concat(azurerm_linux_virtual_machine.this[*].id, azurerm_windows_virtual_machine.this[*].id))
  exclude_disk_luns   = try(each.value.exclude_disk_luns, null)
  include_disk_luns   = try(length(each.value.exclude_disk_luns) > 0, false) ? null : try(each.value.include_disk_luns, null)
  protection_state    = try(each.value.protection_state, null)
}

output "resource_id" { value = one(concat(azurerm_linux_virtual_machine.this[*].id, azurerm_windows_virtual_machine.this[*].id)) }
output "name" { value = var.name }
output "virtual_machine" { value = one(concat(azurerm_linux_virtual_machine.this, azurerm_windows_virtual_machine.this)) }
