# A stand-in for terraform-aws-modules/eks/aws//modules/self-managed-node-group: https://github.com/terraform-aws-modules/terraform-aws-eks
# Defaults: modules/self-managed-node-group/variables.tf of v21.19.0.

variable "create" {
  default  = true
  nullable = false
}
variable "name" { default = "" }
variable "cluster_name" { default = "" }
variable "subnet_ids" { default = null }
variable "min_size" {
  default  = 1
  nullable = false
}
variable "max_size" {
  default  = 3
  nullable = false
}
variable "desired_size" {
  default  = 1
  nullable = false
}
variable "use_mixed_instances_policy" {
  default  = false
  nullable = false
}
variable "mixed_instances_policy" { default = null }
variable "instance_market_options" { default = null }
variable "instance_type" {
  default  = "m6i.large"
  nullable = false
}
variable "enable_efa_support" {
  default  = false
  nullable = false
}
variable "create_placement_group" {
  default  = false
  nullable = false
}
variable "placement" { default = null }
variable "placement_group" { default = null }
variable "pre_bootstrap_user_data" { default = null }
variable "bootstrap_extra_args" { default = null }
variable "cloudinit_pre_nodeadm" {
  default  = []
  nullable = false
}
variable "region" { default = null }

locals {
  placed = var.create && (var.create_placement_group || var.enable_efa_support && var.instance_type != "")
  starts = ["/etc/eks/bootstrap.sh ${var.cluster_name}", var.pre_bootstrap_user_data, var.bootstrap_extra_args]
}

resource "aws_placement_group" "this" {
  count    = local.placed ? 1 : 0
  name     = "${var.cluster_name}-${var.name}"
  strategy = "cluster"
}

resource "aws_launch_template" "this" {
  count     = var.create ? 1 : 0
  name      = var.name
  region    = var.region
  user_data = join("\n", [for text in concat(local.starts, var.cloudinit_pre_nodeadm[*].content) : text if text != null])
  dynamic "instance_market_options" {
    for_each = var.instance_market_options == null ? [] : [var.instance_market_options]
    content {
      market_type = try(instance_market_options.value.market_type, null)
    }
  }
  dynamic "placement" {
    for_each = var.placement != null || local.placed ? [true] : []
    content {
      group_name              = try(aws_placement_group.this[0].name, var.placement.group_name, null)
      host_id                 = try(var.placement.host_id, null)
      host_resource_group_arn = try(var.placement.host_resource_group_arn, null)
    }
  }
}

resource "aws_autoscaling_group" "this" {
  count               = var.create ? 1 : 0
  name                = var.name
  min_size            = var.min_size
  max_size            = var.max_size
  region              = var.region
  desired_capacity    = var.desired_size
  vpc_zone_identifier = var.subnet_ids
  placement_group     = var.placement_group
  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [true]
    content {
      id = aws_launch_template.this[0].id
    }
  }
  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [var.mixed_instances_policy] : []
    content {
      dynamic "instances_distribution" {
        for_each = try([for share in [mixed_instances_policy.value.instances_distribution] : share if share != null], [])
        content {
          on_demand_base_capacity                  = try(instances_distribution.value.on_demand_base_capacity, null)
          on_demand_percentage_above_base_capacity = try(instances_distribution.value.on_demand_percentage_above_base_capacity, null)
        }
      }
      launch_template {
        launch_template_specification {
          launch_template_id = aws_launch_template.this[0].id
        }
        dynamic "override" {
          for_each = try(coalesce(mixed_instances_policy.value.launch_template.override, []), [])
          content {
            weighted_capacity = try(override.value.weighted_capacity, null)
          }
        }
      }
    }
  }
  tag {
    key   = "kubernetes.io/cluster/${var.cluster_name}"
    value = "owned"
  }
}

output "autoscaling_group_name" { value = try(aws_autoscaling_group.this[0].name, null) }
output "autoscaling_group_arn" { value = try(aws_autoscaling_group.this[0].arn, null) }
