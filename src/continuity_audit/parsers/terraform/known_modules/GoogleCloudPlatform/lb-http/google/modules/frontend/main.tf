# A stand-in for GoogleCloudPlatform/lb-http/google//modules/frontend: https://github.com/GoogleCloudPlatform/terraform-google-lb-http
# Defaults: variables.tf of v14.2.0 (v12.1.0 to v14.1.0 agree in what stands here).

variable "project_id" { default = null }
variable "name" {}
variable "create_url_map" { default = true }
variable "url_map_resource_uri" { default = null }
variable "http_forward" { default = true }
variable "https_redirect" { default = false }
variable "ssl" { default = false }
variable "enable_ipv6" { default = false }
variable "load_balancing_scheme" { default = "EXTERNAL_MANAGED" }
variable "labels" { default = {} }

variable "url_map_input" {
  type = list(object({
    host            = string
    path            = string
    backend_service = string
  }))
  default = []
}
variable "internal_forwarding_rules_config" {
  type    = list(object({ region = string }))
  default = []
}

locals {
  http     = var.http_forward || var.https_redirect
  internal = var.load_balancing_scheme == "INTERNAL_MANAGED"
  regions  = local.internal ? { for config in var.internal_forwarding_rules_config : config.region => config } : {}
  url_map  = var.create_url_map ? try(google_compute_url_map.default[0].self_link, null) : var.url_map_resource_uri
}

resource "google_compute_global_forwarding_rule" "http" {
  count                 = local.http && !local.internal ? 1 : 0
  project               = var.project_id
  name                  = var.name
  target                = google_compute_target_http_proxy.default[0].self_link
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_global_forwarding_rule" "https" {
  count                 = var.ssl && !local.internal ? 1 : 0
  project               = var.project_id
  name                  = "${var.name}-https"
  target                = google_compute_target_https_proxy.default[0].self_link
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_global_forwarding_rule" "http_ipv6" {
  count                 = var.enable_ipv6 && local.http && !local.internal ? 1 : 0
  project               = var.project_id
  name                  = "${var.name}-http-ipv6"
  target                = google_compute_target_http_proxy.default[0].self_link
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_global_forwarding_rule" "https_ipv6" {
  count                 = var.enable_ipv6 && var.ssl && !local.internal ? 1 : 0
  project               = var.project_id
  name                  = "${var.name}-https-ipv6"
  target                = google_compute_target_https_proxy.default[0].self_link
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

# The address of each is one of a subnetwork of its region, which the configuration names.
resource "google_compute_global_forwarding_rule" "internal_managed_http" {
  for_each              = local.http ? local.regions : {}
  project               = var.project_id
  name                  = "${var.name}-internal-managed-http-${each.key}"
  target                = google_compute_target_http_proxy.default[0].self_link
  subnetwork            = "regions/${each.key}/subnetworks/of-config"
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_global_forwarding_rule" "internal_managed_https" {
  for_each              = var.ssl ? local.regions : {}
  project               = var.project_id
  name                  = "${var.name}-internal-managed-https-${each.key}"
  target                = google_compute_target_https_proxy.default[0].self_link
  subnetwork            = "regions/${each.key}/subnetworks/of-config"
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_global_forwarding_rule" "internal_managed_http_ipv6" {
  for_each              = var.enable_ipv6 && local.http ? local.regions : {}
  project               = var.project_id
  name                  = "${var.name}-internal-managed-http-ipv6-${each.key}"
  target                = google_compute_target_http_proxy.default[0].self_link
  subnetwork            = "regions/${each.key}/subnetworks/of-config"
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_global_forwarding_rule" "internal_managed_https_ipv6" {
  for_each              = var.enable_ipv6 && var.ssl ? local.regions : {}
  project               = var.project_id
  name                  = "${var.name}-internal-managed-https-ipv6-${each.key}"
  target                = google_compute_target_https_proxy.default[0].self_link
  subnetwork            = "regions/${each.key}/subnetworks/of-config"
  load_balancing_scheme = var.load_balancing_scheme
  labels                = var.labels
}

resource "google_compute_target_http_proxy" "default" {
  count   = local.http ? 1 : 0
  project = var.project_id
  name    = "${var.name}-http-proxy"
  url_map = var.https_redirect ? google_compute_url_map.https_redirect[0].self_link : local.url_map
}

resource "google_compute_target_https_proxy" "default" {
  count   = var.ssl ? 1 : 0
  project = var.project_id
  name    = "${var.name}-https-proxy"
  url_map = local.url_map
}

resource "google_compute_url_map" "https_redirect" {
  count   = var.https_redirect ? 1 : 0
  project = var.project_id
  name    = "${var.name}-https-redirect"
}

resource "google_compute_url_map" "default" {
  count           = var.create_url_map && length(var.url_map_input) > 0 ? 1 : 0
  project         = var.project_id
  name            = "${var.name}-url-map"
  default_service = var.url_map_input[0].backend_service
  dynamic "path_matcher" {
    for_each = var.url_map_input
    content {
      name            = path_matcher.value.host
      default_service = path_matcher.value.backend_service
    }
  }
}

output "http_proxy" { value = google_compute_target_http_proxy.default[*].self_link }
output "https_proxy" { value = google_compute_target_https_proxy.default[*].self_link }
output "url_map" { value = google_compute_url_map.default[*].self_link }
