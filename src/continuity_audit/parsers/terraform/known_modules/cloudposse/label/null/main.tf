# A stand-in for cloudposse/label/null: https://github.com/cloudposse/terraform-null-label
# Defaults: variables.tf and main.tf of v0.25.0.

variable "context" { default = {} }
variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "delimiter" { default = null }
variable "attributes" { default = [] }
variable "tags" { default = {} }
variable "additional_tag_map" { default = {} }
variable "label_order" { default = null }
variable "regex_replace_chars" { default = null }
variable "id_length_limit" { default = null }
variable "label_key_case" { default = null }
variable "label_value_case" { default = null }
variable "labels_as_tags" { default = ["default"] }

locals {
  # What the call says goes before what its context hands on; attributes and tags are put together.
  call = {
    enabled             = var.enabled
    namespace           = var.namespace
    tenant              = var.tenant
    environment         = var.environment
    stage               = var.stage
    name                = var.name
    delimiter           = var.delimiter
    label_order         = var.label_order
    regex_replace_chars = var.regex_replace_chars
    id_length_limit     = var.id_length_limit
    label_key_case      = var.label_key_case
    label_value_case    = var.label_value_case
  }
  said           = { for key, value in local.call : key => value == null ? lookup(var.context, key, null) : value }
  enabled        = local.said.enabled == null ? true : local.said.enabled
  attributes     = compact(distinct(concat(try(coalesce(var.context.attributes, []), []), var.attributes == null ? [] : var.attributes)))
  tags           = merge(lookup(var.context, "tags", {}), var.tags)
  labels_as_tags = try(contains(var.context.labels_as_tags, "unset"), true) ? var.labels_as_tags : var.context.labels_as_tags

  delimiter = local.said.delimiter == null ? "-" : local.said.delimiter
  dropped   = local.said.regex_replace_chars == null ? "/[^-a-zA-Z0-9]/" : local.said.regex_replace_chars
  order     = coalescelist(local.said.label_order == null ? [] : local.said.label_order, ["namespace", "environment", "stage", "name", "attributes"])
  longest   = local.said.id_length_limit == null ? 0 : local.said.id_length_limit
  written   = local.said.label_value_case == null ? "lower" : local.said.label_value_case
  key_case  = local.said.label_key_case == null ? "title" : local.said.label_key_case

  words = merge(
    { for part in ["namespace", "tenant", "environment", "stage", "name"] : part => [local.said[part] == null ? "" : replace(local.said[part], local.dropped, "")] },
    { attributes = [for attribute in local.attributes : replace(attribute, local.dropped, "")] },
  )
  cased = {
    for part, words in local.words : part => compact(distinct([
      for word in words :
      local.written == "none" ? word : local.written == "upper" ? upper(word) : local.written == "title" ? title(lower(word)) : lower(word)
    ]))
  }
  labels  = { for part, words in local.cased : part => join(local.delimiter, words) }
  id_full = join(local.delimiter, compact([for part in local.order : local.labels[part]]))

  # A longer one is cut off, with five characters of its hash at its end.
  room     = local.longest - 5 - length(local.delimiter)
  cut      = local.room > 0 ? "${trimsuffix(substr(local.id_full, 0, local.room), local.delimiter)}${local.delimiter}" : ""
  hash     = "${md5(local.id_full)}qrstuvwxyz"
  hashed   = local.written == "upper" ? upper(local.hash) : local.written == "title" ? title(local.hash) : local.hash
  too_long = local.longest == 0 ? false : length(local.id_full) > local.longest
  id       = local.too_long ? substr("${local.cut}${replace(local.hashed, local.dropped, "")}", 0, local.longest) : local.id_full

  tagged = merge(local.labels, { name = local.id })
  generated = merge([
    for part, label in local.tagged : {
      for key in(label != "" && (contains(local.labels_as_tags, "default") || contains(local.labels_as_tags, part)) ? [part] : []) :
      (local.key_case == "upper" ? upper(key) : local.key_case == "lower" ? key : title(key)) => label
    }
  ]...)
  all_tags = merge(local.generated, local.tags)
}

output "enabled" { value = local.enabled }
output "id" { value = local.enabled ? local.id : "" }
output "id_full" { value = local.enabled ? local.id_full : "" }
output "namespace" { value = local.enabled ? local.labels.namespace : "" }
output "tenant" { value = local.enabled ? local.labels.tenant : "" }
output "environment" { value = local.enabled ? local.labels.environment : "" }
output "stage" { value = local.enabled ? local.labels.stage : "" }
output "name" { value = local.enabled ? local.labels.name : "" }
output "delimiter" { value = local.enabled ? local.delimiter : "" }
output "attributes" { value = local.enabled ? local.cased.attributes : [] }
output "tags" { value = local.enabled ? local.all_tags : {} }
output "tags_as_list_of_maps" { value = [for key, value in local.all_tags : merge({ key = key, value = value }, var.additional_tag_map)] }
output "label_order" { value = local.order }
output "regex_replace_chars" { value = local.dropped }
output "id_length_limit" { value = local.longest }
output "additional_tag_map" { value = merge(lookup(var.context, "additional_tag_map", {}), var.additional_tag_map) }
output "context" {
  value = merge(local.said, {
    attributes         = local.attributes
    tags               = local.tags
    additional_tag_map = merge(lookup(var.context, "additional_tag_map", {}), var.additional_tag_map)
    labels_as_tags     = local.labels_as_tags
    descriptor_formats = lookup(var.context, "descriptor_formats", {})
  })
}
