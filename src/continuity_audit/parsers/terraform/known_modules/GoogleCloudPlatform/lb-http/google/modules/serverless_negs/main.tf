# A stand-in for GoogleCloudPlatform/lb-http/google//modules/serverless_negs: https://github.com/GoogleCloudPlatform/terraform-google-lb-http
# Defaults: variables.tf of v14.2.0 (v4.0.0 and v9.0.0 agree in what stands here).

variable "project" { default = null }
variable "name" {}
variable "backends" {
  default  = {}
  nullable = false
}
variable "create_url_map" { default = true }
variable "url_map" { default = null }
variable "http_forward" { default = true }
variable "https_redirect" { default = false }
variable "ssl" { default = false }
variable "enable_ipv6" { default = false }
variable "load_balancing_scheme" { default = "EXTERNAL" }
variable "labels" { default = {} }

locals {
  http    = var.http_forward || var.https_redirect
  url_map = var.create_url_map ? google_compute_url_map.default[0].self_link : var.url_map
}

resource "google_compute_global_forwarding_rule" "http" {
  count                 = local.http ? 1 : 0
  project               = var.project
  name                  = var.name
  target                = google_compute_target_http_proxy.default[0].self_link
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_global_forwarding_rule" "https" {
  count                 = var.ssl ? 1 : 0
  project               = var.project
  name                  = "${var.name}-https"
  target                = google_compute_target_https_proxy.default[0].self_link
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_global_forwarding_rule" "http_ipv6" {
  count                 = var.enable_ipv6 && local.http ? 1 : 0
  project               = var.project
  name                  = "${var.name}-ipv6-http"
  target                = google_compute_target_http_proxy.default[0].self_link
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_global_forwarding_rule" "https_ipv6" {
  count                 = var.enable_ipv6 && var.ssl ? 1 : 0
  project               = var.project
  name                  = "${var.name}-ipv6-https"
  target                = google_compute_target_https_proxy.default[0].self_link
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_target_http_proxy" "default" {
  count   = local.http ? 1 : 0
  project = var.project
  name    = "${var.name}-http-proxy"
  url_map = var.https_redirect ? google_compute_url_map.https_redirect[0].self_link : local.url_map
}

resource "google_compute_target_https_proxy" "default" {
  count   = var.ssl ? 1 : 0
  project = var.project
  name    = "${var.name}-https-proxy"
  url_map = local.url_map
}

resource "google_compute_url_map" "https_redirect" {
  count   = var.https_redirect ? 1 : 0
  project = var.project
  name    = "${var.name}-https-redirect"
}

resource "google_compute_url_map" "default" {
  count           = var.create_url_map ? 1 : 0
  project         = var.project
  name            = "${var.name}-url-map"
  default_service = try(google_compute_backend_service.default[keys(var.backends)[0]].self_link, null)
}

resource "google_compute_backend_service" "default" {
  for_each              = var.backends
  project               = var.project
  name                  = "${var.name}-backend-${each.key}"
  load_balancing_scheme = var.load_balancing_scheme
  health_checks         = try(each.value.health_check, null) == null ? null : [google_compute_health_check.default[each.key].self_link]
  outlier_detection     = try(each.value.outlier_detection, null)
  dynamic "backend" {
    for_each = try(each.value.groups, [])
    content {
      group = backend.value.group
    }
  }
  dynamic "backend" {
    for_each = try(each.value.serverless_neg_backends, [])
    content {
      group = google_compute_region_network_endpoint_group.serverless_negs["neg-${each.key}-${backend.value.region}"].id
    }
  }
}

resource "google_compute_region_network_endpoint_group" "serverless_negs" {
  for_each = merge([
    for key, backend in var.backends : {
      for neg in try(backend.serverless_neg_backends, []) : "neg-${key}-${neg.region}" => neg
    }
  ]...)
  project               = var.project
  name                  = each.key
  network_endpoint_type = "SERVERLESS"
  region                = each.value.region
  cloud_run {
    service = try(each.value.service.name, null)
  }
}

resource "google_compute_health_check" "default" {
  for_each = { for key, backend in var.backends : key => backend if try(backend.health_check, null) != null }
  project  = var.project
  name     = "${var.name}-hc-${each.key}"
}

output "backend_services" { value = google_compute_backend_service.default }
output "url_map" { value = try(google_compute_url_map.default[0].self_link, null) }
output "http_proxy" { value = try(google_compute_target_http_proxy.default[0].self_link, null) }
output "https_proxy" { value = try(google_compute_target_https_proxy.default[0].self_link, null) }
