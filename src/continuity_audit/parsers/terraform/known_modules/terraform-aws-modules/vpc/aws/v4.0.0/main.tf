# A stand-in for terraform-aws-modules/vpc/aws: https://github.com/terraform-aws-modules/terraform-aws-vpc
# Defaults: variables.tf of v4.0.0. Private subnets do not count for the NAT gateways, nor do intra subnets.

variable "create_vpc" { default = true }
variable "name" { default = "" }
variable "cidr" { default = "10.0.0.0/16" }
variable "azs" { default = [] }
variable "public_subnets" { default = [] }
variable "private_subnets" { default = [] }
variable "database_subnets" { default = [] }
variable "elasticache_subnets" { default = [] }
variable "redshift_subnets" { default = [] }
variable "intra_subnets" { default = [] }
variable "enable_nat_gateway" { default = false }
variable "single_nat_gateway" { default = false }
variable "one_nat_gateway_per_az" { default = false }
variable "create_private_nat_gateway_route" { default = true }
variable "create_database_subnet_group" { default = true }
variable "database_subnet_group_name" { default = null }
variable "create_elasticache_subnet_group" { default = true }
variable "elasticache_subnet_group_name" { default = null }
variable "create_redshift_subnet_group" { default = true }
variable "redshift_subnet_group_name" { default = null }
variable "create_igw" { default = true }
variable "tags" { default = {} }

locals {
  widest  = max(length(var.public_subnets), length(var.elasticache_subnets), length(var.database_subnets), length(var.redshift_subnets))
  several = var.one_nat_gateway_per_az ? length(var.azs) : local.widest
  nats    = var.single_nat_gateway ? 1 : local.several
}

resource "aws_vpc" "this" {
  count      = var.create_vpc ? 1 : 0
  cidr_block = var.cidr
  tags       = merge({ Name = var.name }, var.tags)
}

resource "aws_internet_gateway" "this" {
  count  = var.create_vpc && var.create_igw && length(var.public_subnets) > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_subnet" "public" {
  count             = var.create_vpc ? length(var.public_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = element(var.public_subnets, count.index)
  availability_zone = element(var.azs, count.index)
}

resource "aws_route_table" "public" {
  count  = var.create_vpc && length(var.public_subnets) > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table_association" "public" {
  count          = var.create_vpc ? length(var.public_subnets) : 0
  subnet_id      = element(aws_subnet.public[*].id, count.index)
  route_table_id = aws_route_table.public[0].id
}

resource "aws_subnet" "private" {
  count             = var.create_vpc ? length(var.private_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = element(var.private_subnets, count.index)
  availability_zone = element(var.azs, count.index)
}

resource "aws_route_table" "private" {
  count  = var.create_vpc && length(var.private_subnets) > 0 ? local.nats : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table_association" "private" {
  count          = var.create_vpc ? length(var.private_subnets) : 0
  subnet_id      = element(aws_subnet.private[*].id, count.index)
  route_table_id = element(aws_route_table.private[*].id, var.single_nat_gateway ? 0 : count.index)
}

resource "aws_subnet" "database" {
  count             = var.create_vpc ? length(var.database_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = element(var.database_subnets, count.index)
  availability_zone = element(var.azs, count.index)
}

resource "aws_db_subnet_group" "database" {
  count      = var.create_vpc && length(var.database_subnets) > 0 && var.create_database_subnet_group ? 1 : 0
  name       = lower(coalesce(var.database_subnet_group_name, var.name))
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_subnet" "elasticache" {
  count             = var.create_vpc ? length(var.elasticache_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = element(var.elasticache_subnets, count.index)
  availability_zone = element(var.azs, count.index)
}

resource "aws_elasticache_subnet_group" "elasticache" {
  count      = var.create_vpc && length(var.elasticache_subnets) > 0 && var.create_elasticache_subnet_group ? 1 : 0
  name       = coalesce(var.elasticache_subnet_group_name, var.name)
  subnet_ids = aws_subnet.elasticache[*].id
}

resource "aws_subnet" "redshift" {
  count             = var.create_vpc ? length(var.redshift_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = element(var.redshift_subnets, count.index)
  availability_zone = element(var.azs, count.index)
}

resource "aws_redshift_subnet_group" "redshift" {
  count      = var.create_vpc && length(var.redshift_subnets) > 0 && var.create_redshift_subnet_group ? 1 : 0
  name       = lower(coalesce(var.redshift_subnet_group_name, var.name))
  subnet_ids = aws_subnet.redshift[*].id
}

resource "aws_subnet" "intra" {
  count             = var.create_vpc ? length(var.intra_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = element(var.intra_subnets, count.index)
  availability_zone = element(var.azs, count.index)
}

resource "aws_nat_gateway" "this" {
  count     = var.create_vpc && var.enable_nat_gateway ? local.nats : 0
  subnet_id = element(aws_subnet.public[*].id, var.single_nat_gateway ? 0 : count.index)
  tags      = merge({ Name = var.name }, var.tags)
}

resource "aws_route" "private_nat_gateway" {
  count                  = var.create_vpc && var.enable_nat_gateway && var.create_private_nat_gateway_route ? local.nats : 0
  route_table_id         = element(aws_route_table.private[*].id, count.index)
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}

output "vpc_id" { value = try(aws_vpc.this[0].id, null) }
output "vpc_arn" { value = try(aws_vpc.this[0].arn, null) }
output "vpc_cidr_block" { value = try(aws_vpc.this[0].cidr_block, null) }
output "name" { value = var.name }
output "azs" { value = var.azs }
output "igw_id" { value = try(aws_internet_gateway.this[0].id, null) }
output "public_subnets" { value = aws_subnet.public[*].id }
output "public_subnets_cidr_blocks" { value = aws_subnet.public[*].cidr_block }
output "public_subnet_arns" { value = aws_subnet.public[*].arn }
output "public_subnet_objects" { value = aws_subnet.public }
output "public_route_table_ids" { value = aws_route_table.public[*].id }
output "private_subnets" { value = aws_subnet.private[*].id }
output "private_subnets_cidr_blocks" { value = aws_subnet.private[*].cidr_block }
output "private_subnet_arns" { value = aws_subnet.private[*].arn }
output "private_subnet_objects" { value = aws_subnet.private }
output "private_route_table_ids" { value = aws_route_table.private[*].id }
output "database_subnets" { value = aws_subnet.database[*].id }
output "database_subnets_cidr_blocks" { value = aws_subnet.database[*].cidr_block }
output "database_subnet_group" { value = try(aws_db_subnet_group.database[0].id, null) }
output "database_subnet_group_name" { value = try(aws_db_subnet_group.database[0].name, null) }
output "elasticache_subnets" { value = aws_subnet.elasticache[*].id }
output "elasticache_subnets_cidr_blocks" { value = aws_subnet.elasticache[*].cidr_block }
output "elasticache_subnet_group" { value = try(aws_elasticache_subnet_group.elasticache[0].id, null) }
output "elasticache_subnet_group_name" { value = try(aws_elasticache_subnet_group.elasticache[0].name, null) }
output "redshift_subnets" { value = aws_subnet.redshift[*].id }
output "redshift_subnet_group" { value = try(aws_redshift_subnet_group.redshift[0].id, null) }
output "intra_subnets" { value = aws_subnet.intra[*].id }
output "intra_subnets_cidr_blocks" { value = aws_subnet.intra[*].cidr_block }
output "natgw_ids" { value = aws_nat_gateway.this[*].id }
