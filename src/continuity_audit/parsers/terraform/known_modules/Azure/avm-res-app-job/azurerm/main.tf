# A stand-in for Azure/avm-res-app-job/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-app-job
# Defaults: variables.tf of v0.2.2 (0.1.0 agrees in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "container_app_environment_resource_id" {}
variable "template" {}
variable "secrets" { default = [] }

variable "trigger_config" {
  type = object({
    event_trigger_config    = optional(object({ parallelism = optional(number) }))
    schedule_trigger_config = optional(object({ cron_expression = optional(string) }))
  })
  default = {}
}

resource "azurerm_container_app_job" "this" {
  name                         = var.name
  location                     = var.location
  resource_group_name          = var.resource_group_name
  container_app_environment_id = var.container_app_environment_resource_id
  tags                         = var.tags
  secret                       = var.secrets
  template {
    container = try(var.template.container, null)
  }
  dynamic "event_trigger_config" {
    for_each = var.trigger_config.event_trigger_config == null ? [] : [var.trigger_config.event_trigger_config]
    content {
      parallelism = event_trigger_config.value.parallelism
    }
  }
  dynamic "schedule_trigger_config" {
    for_each = var.trigger_config.schedule_trigger_config == null ? [] : [var.trigger_config.schedule_trigger_config]
    content {
      cron_expression = schedule_trigger_config.value.cron_expression
    }
  }
}

output "resource_id" { value = azurerm_container_app_job.this.id }
output "container_app_job_name" { value = azurerm_container_app_job.this.name }
