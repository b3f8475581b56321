# A stand-in for Azure/avm-res-web-staticsite/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-web-staticsite
# Defaults: variables.tf of v0.6.2 (v0.1.0 to v0.6.1 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "app_settings" { default = {} }

resource "azurerm_static_web_app" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  app_settings        = var.app_settings
}

output "resource_id" { value = azurerm_static_web_app.this.id }
output "name" { value = azurerm_static_web_app.this.name }
output "resource" { value = azurerm_static_web_app.this }
output "resource_uri" { value = azurerm_static_web_app.this.default_host_name }
