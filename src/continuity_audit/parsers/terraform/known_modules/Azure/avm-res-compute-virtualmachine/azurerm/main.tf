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
  zone                 = var.zone
}

resource "azurerm_virtual_machine_data_disk_attachment" "this" {
  for_each           = var.data_disk_managed_disks
  managed_disk_id    = azurerm_managed_disk.this[each.key].id
  virtual_machine_id = one(concat(azurerm_linux_virtual_machine.this[*].id, azurerm_windows_virtual_machine.this[*].id))
  lun                = each.value.lun
}

output "resource_id" { value = one(concat(azurerm_linux_virtual_machine.this[*].id, azurerm_windows_virtual_machine.this[*].id)) }
output "name" { value = var.name }
output "virtual_machine" { value = one(concat(azurerm_linux_virtual_machine.this, azurerm_windows_virtual_machine.this)) }
