# A stand-in for terraform-aws-modules/rds/aws//modules/db_instance_automated_backups_replication: https://github.com/terraform-aws-modules/terraform-aws-rds
# Defaults: modules/db_instance_automated_backups_replication/variables.tf of v7.2.0 (the same since v5.9.0).

variable "create" { default = true }
variable "source_db_instance_arn" { default = null }
variable "retention_period" { default = 7 }
variable "region" { default = null }

resource "aws_db_instance_automated_backups_replication" "this" {
  count                  = var.create ? 1 : 0
  source_db_instance_arn = var.source_db_instance_arn
  retention_period       = var.retention_period
  region                 = var.region
}
