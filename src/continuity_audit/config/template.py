"""The commented configuration file that ``continuity-audit init`` writes."""

TEMPLATE = """\
## The configuration of continuity-audit, found upwards from the first path that is audited.
## Take the "# " away from what you want to set; the command line wins over this file.
## Paths are relative to this file. docs/configuration.md says more about every key.

## What is audited where the command line names no path, and what is left out (patterns as in .gitignore).
# paths: [infra, k8s]
# exclude: ["**/examples/"]

## The variables of Terraform, as on its own command line.
# var: {region: eu-west-1}
# var-file: [prod.tfvars]
# workspace: prod

## Values for the charts that nothing in here installs, as for `helm install`.
# values: [charts/prod-values.yaml]

## Environments: each root that fits is audited once for each, with its own variables or workspace.
# environments:
#   prod: {root: "infra/*", var-file: [infra/prod.tfvars], workspace: prod}
#   dev: {root: "infra/*", var-file: [infra/dev.tfvars], var: {ha: false}}

## Modules whose sources lead elsewhere, and the folders in here that hold the same code.
# source-map: {"git::https://github.com/acme/modules.git": vendor/modules}

## What is printed, and reports that are written beside it.
# format: text
# output: report.txt
# report: {html: continuity.html, json: continuity.json}
# color: auto
# quiet: false
# verbose: false

## The sector whose typical resilience level the estate is measured against: `continuity-audit sectors`.
# sector: automotive-manufacturing

## Which rules count, and how much: `continuity-audit rules`.
# select: [CA1, CA2, CA3]
# ignore: [CA302]
# severity: {CA301: critical}

## How much hangs on a component; the first rule that fits counts.
# tiers:
#   - tier: critical
#     where: {kind: [database, stream], tags: {service: payments}}
#   - tier: development
#     where: {path: "envs/dev/**"}
#   - tier: supporting
#     where: {type: aws_ecr_repository, address: "*.build*"}
# tier-severity: {standard: high}

## Findings that are accepted: why, and until when.
# suppressions:
#   - rule: CA101
#     component: "*aws_db_instance.reporting"
#     reason: rebuilt from the warehouse within a day
#     until: 2027-01-31
#   - rule: CA201
#     path: "sandbox/**"
#     reason: nothing there outlives a week

## The gate: the least severity that fails it, and the least level that passes it.
# fail-on: high
# min-level: low-medium
# baseline: continuity-baseline.json
# policy: continuity-policy.yaml
# unknown: report
# diff: origin/main

## What the audited code may decide of its own audit; binding only in a configuration from outside (--config).
# trust:
#   suppressions: report
#   suppression-days: 90
#   protected-rules: [CA5]
#   tiers: raise
#   hidden-code: forbid
#   installed-modules: forbid

## Exit status 3, where something could not be read, as a warning.
# allow-incomplete: false

## What an hour of downtime costs: the report multiplies its recovery estimates with it.
# downtime-cost: 12000/h
# currency: EUR

## Rules and profiles of your own; only in a configuration outside of what is audited, named with --config.
# plugin: [acme_continuity]

## How many processes read at once (default: one a processor).
# jobs: 4

## Whether what was read is kept for later runs, outside of the repository.
# cache: true
"""
