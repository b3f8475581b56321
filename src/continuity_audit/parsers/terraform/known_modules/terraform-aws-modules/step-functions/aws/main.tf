# A stand-in for terraform-aws-modules/step-functions/aws: https://github.com/terraform-aws-modules/terraform-aws-step-functions
# Defaults: variables.tf of v5.0.2 (v1.0.0 to v4.2.1 agree in what stands here).

variable "create" { default = true }
variable "name" { default = "" }
variable "definition" { default = "" }
variable "type" { default = "STANDARD" }
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_sfn_state_machine" "this" {
  count      = var.create ? 1 : 0
  region     = var.region
  name       = var.name
  definition = var.definition
  type       = upper(var.type)
  tags       = var.tags
}

output "state_machine_id" { value = try(aws_sfn_state_machine.this[0].id, null) }
output "state_machine_arn" { value = try(aws_sfn_state_machine.this[0].arn, null) }
output "state_machine_name" { value = try(aws_sfn_state_machine.this[0].name, null) }
