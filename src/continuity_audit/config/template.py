"""The commented configuration file that ``continuity-audit init`` writes."""

TEMPLATE = """\
## The configuration of continuity-audit, found upwards from the first path that is audited.
## Take the "# " away from what you want to set; the command line wins over this file.
## Paths are relative to this file. docs/configuration.md says more about every key.

## What is audited where the command line names no path, and what is left out (patterns as in .gitignore).
# paths: [infra, k8s]
# exclude: ["**/examples/"]

## The variables of Terraform and the values of Helm, as on their own command lines.
# var: {region: eu-west-1}
# var-file: [prod.tfvars]
# workspace: prod
# values: [values-prod.yaml]

## The environments that one root is deployed to, each with its own variables.
# environments:
#   prod:
#     var-file: [env/prod.tfvars]
#     workspace: prod
#   staging:
#     var: {multi_az: false}

## What is printed, and reports that are written beside it.
# format: text
# output: report.txt
# report: {html: continuity.html, sarif: continuity.sarif}
# color: auto
# quiet: false
# verbose: false

## The sector whose typical resilience level the estate is measured against: `continuity-audit sectors`.
# sector: automotive-manufacturing

## Which rules count, and how much: `continuity-audit rules`.
# select: [CA1, CA2, CA3]
# ignore: [CA105]
# severity: {CA301: critical}

## Requirements of your own, without code.
# policy: requirements.yaml

## How much hangs on a component; the first rule that fits counts.
# tiers:
#   - tier: critical
#     where: {kind: [database, stream], tags: {service: payments}}
#   - tier: development
#     where: {path: "envs/dev/**"}
#   - tier: supporting
#     where: {type: aws_ecr_repository, address: "*.build*"}

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
# baseline: .continuity-audit-baseline.json
# diff: origin/main
# allow-incomplete: false

## What an hour of downtime costs.
# downtime-cost: 12000/h
# currency: EUR

## Rules and profiles of your own; only in a configuration outside of what is audited, named with --config.
# plugin: [acme_continuity]

## Processes (default: one a processor), and whether results are kept for the next run.
# jobs: 4
# cache: true
"""
