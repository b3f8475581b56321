# A stand-in for Azure/avm-res-recoveryservices-vault/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-recoveryservices-vault
# Defaults: variables.tf of v0.3.3 (v0.2.1 to v0.3.2 agree in what stands here; before, nothing is protected by an input).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "storage_mode_type" { default = "GeoRedundant" }
variable "cross_region_restore_enabled" { default = true }
variable "immutability" { default = "Unlocked" }
variable "vm_backup_policy" { default = null }
variable "file_share_backup_policy" { default = null }
variable "backup_protected_vm" { default = null }
variable "backup_protected_file_share" { default = null }

resource "azurerm_recovery_services_vault" "this" {
  name                         = var.name
  location                     = var.location
  resource_group_name          = var.resource_group_name
  tags                         = var.tags
  storage_mode_type            = var.storage_mode_type
  cross_region_restore_enabled = var.cross_region_restore_enabled
  immutability                 = var.immutability
}

resource "azurerm_backup_policy_vm" "this" {
  for_each            = var.vm_backup_policy == null ? {} : var.vm_backup_policy
  name                = each.value.name
  resource_group_name = var.resource_group_name
  recovery_vault_name = azurerm_recovery_services_vault.this.name
}

resource "azurerm_backup_policy_file_share" "this" {
  for_each            = var.file_share_backup_policy == null ? {} : var.file_share_backup_policy
  name                = each.value.name
  resource_group_name = var.resource_group_name
  recovery_vault_name = azurerm_recovery_services_vault.this.name
}

# What is protected names its policy, which the vault may have from elsewhere, too.
resource "azurerm_backup_protected_vm" "this" {
  for_each            = var.backup_protected_vm == null ? {} : var.backup_protected_vm
  resource_group_name = var.resource_group_name
  recovery_vault_name = azurerm_recovery_services_vault.this.name
  source_vm_id        = each.value.source_vm_id
  backup_policy_id    = one([for p in azurerm_backup_policy_vm.this : p.id if p.name == each.value.vm_backup_policy_name])
}

resource "azurerm_backup_protected_file_share" "this" {
  for_each                  = var.backup_protected_file_share == null ? {} : var.backup_protected_file_share
  resource_group_name       = var.resource_group_name
  recovery_vault_name       = azurerm_recovery_services_vault.this.name
  source_storage_account_id = each.value.source_storage_account_id
  source_file_share_name    = each.value.source_file_share_name
  backup_policy_id          = one([for p in azurerm_backup_policy_file_share.this : p.id if p.name == each.value.backup_file_share_policy_name])
}

output "resource_id" { value = azurerm_recovery_services_vault.this.id }
output "name" { value = azurerm_recovery_services_vault.this.name }
output "resource" { value = azurerm_recovery_services_vault.this }
output "recovery_services_vault_vm_policy" { value = { for k, p in azurerm_backup_policy_vm.this : k => { resource = p, resource_id = p.id } } }
output "recovery_services_vault_file_share_policy" { value = { for k, p in azurerm_backup_policy_file_share.this : k => { resource = p, resource_id = p.id } } }
