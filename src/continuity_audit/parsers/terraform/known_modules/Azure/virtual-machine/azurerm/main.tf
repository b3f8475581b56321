# A stand-in for Azure/virtual-machine/azurerm: https://github.com/Azure/terraform-azurerm-virtual-machine
# Defaults: variables.tf of v2.0.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "image_os" {}
variable "zone" { default = null }
variable "priority" { default = "Regular" }
variable "custom_data" { default = null }

variable "data_disks" {
  default  = []
  nullable = false
}

resource "azurerm_linux_virtual_machine" "this" {
  count               = var.image_os == "linux" ? 1 : 0
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  zone                = var.zone
  priority            = var.priority
  custom_data         = var.custom_data
  tags                = var.tags
}

resource "azurerm_windows_virtual_machine" "this" {
  count               = var.image_os == "linux" ? 0 : 1
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  zone                = var.zone
  priority            = var.priority
  custom_data         = var.custom_data
  tags                = var.tags
}

resource "azurerm_managed_disk" "disk" {
  for_each             = { for d in var.data_disks : d.name => d }
  name                 = each.key
  location             = var.location
  resource_group_name  = var.resource_group_name
  storage_account_type = each.value.storage_account_type
  zone                 = var.zone
}

resource "azurerm_virtual_machine_data_disk_attachment" "attachment" {
  for_each           = { for d in var.data_disks : d.name => d }
  managed_disk_id    = azurerm_managed_disk.disk[each.key].id
  virtual_machine_id = one(concat(azurerm_linux_virtual_machine.this[*].id, azurerm_windows_virtual_machine.this[*].id))
  lun                = each.value.attach_setting.lun
}

output "vm_id" { value = one(concat(azurerm_linux_virtual_machine.this[*].id, azurerm_windows_virtual_machine.this[*].id)) }
output "vm_name" { value = var.name }
