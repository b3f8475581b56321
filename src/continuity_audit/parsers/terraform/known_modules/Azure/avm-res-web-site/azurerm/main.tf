# A stand-in for Azure/avm-res-web-site/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-web-site
# Defaults: variables.tf of v0.22.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "service_plan_resource_id" {}
variable "enabled" { default = true }
variable "app_settings" { default = {} }
variable "storage_account_name" { default = null }

variable "kind" {
  default  = "webapp"
  nullable = false
}
variable "os_type" {
  default  = "Linux"
  nullable = false
}

resource "azurerm_linux_web_app" "this" {
  count               = lower(var.kind) == "webapp" && lower(var.os_type) == "linux" ? 1 : 0
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  service_plan_id     = var.service_plan_resource_id
  enabled             = var.enabled
  app_settings        = var.app_settings
  tags                = var.tags
}

resource "azurerm_windows_web_app" "this" {
  count               = lower(var.kind) == "webapp" && lower(var.os_type) == "windows" ? 1 : 0
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  service_plan_id     = var.service_plan_resource_id
  enabled             = var.enabled
  app_settings        = var.app_settings
  tags                = var.tags
}

resource "azurerm_linux_function_app" "this" {
  count                = lower(var.kind) == "functionapp" && lower(var.os_type) == "linux" ? 1 : 0
  name                 = var.name
  location             = var.location
  resource_group_name  = var.resource_group_name
  service_plan_id      = var.service_plan_resource_id
  enabled              = var.enabled
  app_settings         = var.app_settings
  tags                 = var.tags
  storage_account_name = var.storage_account_name
}

resource "azurerm_windows_function_app" "this" {
  count                = lower(var.kind) == "functionapp" && lower(var.os_type) == "windows" ? 1 : 0
  name                 = var.name
  location             = var.location
  resource_group_name  = var.resource_group_name
  service_plan_id      = var.service_plan_resource_id
  enabled              = var.enabled
  app_settings         = var.app_settings
  tags                 = var.tags
  storage_account_name = var.storage_account_name
}

resource "azurerm_logic_app_standard" "this" {
  count                = lower(var.kind) == "logicapp" ? 1 : 0
  name                 = var.name
  location             = var.location
  resource_group_name  = var.resource_group_name
  app_service_plan_id  = var.service_plan_resource_id
  storage_account_name = var.storage_account_name
  app_settings         = var.app_settings
  tags                 = var.tags
}

locals {
  made = one(concat(
    azurerm_linux_web_app.this, azurerm_windows_web_app.this, azurerm_linux_function_app.this,
    azurerm_windows_function_app.this, azurerm_logic_app_standard.this,
  ))
}

output "resource_id" { value = local.made.id }
output "name" { value = var.name }
output "resource_uri" { value = local.made.default_hostname }
