# A stand-in for terraform-aws-modules/msk-kafka-cluster/aws: https://github.com/terraform-aws-modules/terraform-aws-msk-kafka-cluster
# Defaults: variables.tf of v3.3.0 (v1.2.0 and v2.13.1 agree in what stands here).

variable "create" { default = true }
variable "name" { default = "msk" }
variable "region" { default = null }
variable "kafka_version" { default = null }
variable "number_of_broker_nodes" { default = null }
variable "broker_node_client_subnets" { default = [] }
variable "broker_node_instance_type" { default = null }
variable "storage_mode" { default = null }
variable "create_configuration" { default = true }
variable "configuration_arn" { default = null }
variable "configuration_name" { default = null }
variable "configuration_server_properties" { default = {} }
variable "tags" { default = {} }

resource "aws_msk_configuration" "this" {
  count             = var.create && var.create_configuration ? 1 : 0
  name              = var.configuration_name == null ? var.name : var.configuration_name
  kafka_versions    = [var.kafka_version]
  server_properties = join("\n", [for key, value in var.configuration_server_properties : format("%s = %s", key, value)])
}

resource "aws_msk_cluster" "this" {
  count                  = var.create ? 1 : 0
  cluster_name           = var.name
  region                 = var.region
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.number_of_broker_nodes
  storage_mode           = var.storage_mode
  broker_node_group_info {
    client_subnets = var.broker_node_client_subnets
    instance_type  = var.broker_node_instance_type
  }
  configuration_info {
    arn      = var.create_configuration ? aws_msk_configuration.this[0].arn : var.configuration_arn
    revision = 1
  }
  tags = var.tags
}

output "arn" { value = try(aws_msk_cluster.this[0].arn, null) }
output "cluster_name" { value = try(aws_msk_cluster.this[0].cluster_name, null) }
output "bootstrap_brokers" { value = try(aws_msk_cluster.this[0].bootstrap_brokers, null) }
output "bootstrap_brokers_tls" { value = try(aws_msk_cluster.this[0].bootstrap_brokers_tls, null) }
output "bootstrap_brokers_sasl_iam" { value = try(aws_msk_cluster.this[0].bootstrap_brokers_sasl_iam, null) }
output "configuration_arn" { value = try(aws_msk_configuration.this[0].arn, null) }
