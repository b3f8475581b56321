# A stand-in for terraform-aws-modules/ec2-instance/aws: https://github.com/terraform-aws-modules/terraform-aws-ec2-instance
# Defaults: variables.tf of v2.21.0: as many instances as `instance_count` says.

variable "name" {}
variable "instance_count" { default = 1 }
variable "instance_type" {}
variable "subnet_id" { default = "" }
variable "subnet_ids" { default = [] }
variable "placement_group" { default = "" }
variable "tags" { default = {} }

resource "aws_instance" "this" {
  count           = var.instance_count
  instance_type   = var.instance_type
  subnet_id       = try(element(distinct(compact(concat([var.subnet_id], var.subnet_ids))), count.index), null)
  placement_group = var.placement_group
  tags            = merge({ Name = var.name }, var.tags)
}

output "id" { value = aws_instance.this[*].id }
output "arn" { value = aws_instance.this[*].arn }
output "private_ip" { value = aws_instance.this[*].private_ip }
