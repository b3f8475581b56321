"""App Service: web apps, function apps and logic apps with the plans that they run on.

Sources: https://learn.microsoft.com/azure/reliability/reliability-app-service,
https://learn.microsoft.com/azure/reliability/reliability-functions,
https://learn.microsoft.com/azure/reliability/reliability-logic-apps,
https://learn.microsoft.com/azure/service-connector/overview
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import exceeds, parts
from continuity_audit.estate.logic import all_of, as_truth, at_least, both, either, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_zones_but_japan_west, open_about
from continuity_audit.profiles.azure.running import AUTOSCALE, ENABLED, kept, reached
from continuity_audit.profiles.azure.serving import OTHER_REGION, READS
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import meant
from continuity_audit.profiles.terms import Context, attribute, fact

APP_SERVICE: Final = LEARN + "reliability/reliability-app-service"
FUNCTIONS: Final = LEARN + "reliability/reliability-functions"
LOGIC_APPS: Final = LEARN + "reliability/reliability-logic-apps"
PLANS: Final = ("azurerm_service_plan", "azurerm_app_service_plan")
PLAN_ARGUMENTS: Final = ("service_plan_id", "app_service_plan_id")
PLAN_READS: Final = (*PLANS, AUTOSCALE)
NEEDS: Final = (
    run_time(
        "app_settings", "connection_string", "storage_account", "storage_account_name", "storage_account_access_key",
        "storage_container_endpoint", "key_vault_reference_identity_id", "parameters",
    ),
)  # fmt: skip

CONNECTED: Final = (run_time("target_resource_id"),)
APP_CONNECTION: Final = Fold("azurerm_app_service_connection", by="app_service_id", needs=CONNECTED)
FUNCTION_CONNECTION: Final = Fold("azurerm_function_app_connection", by="function_app_id", needs=CONNECTED)
"""What Service Connector tells an app of a service, in settings that it writes itself."""


def _argument(context: Context) -> str:
    return next((a for a in PLAN_ARGUMENTS if context.read(a) is not None), PLAN_ARGUMENTS[0])


def _plan(context: Context) -> Resource | None:
    """The plan that an app runs on, where it is in the estate."""
    by = _argument(context)
    return next(iter(meant(context.resource, by, context.read(by), context.estate, *PLANS)), None)


def _ask_plan(context: Context, what: str) -> Value:
    """An open value about the plan of an app, where that is not in the code."""
    by = _argument(context)
    context.note(by, context.read(by))
    return as_truth(open_about(context, by, what))


def _size(plan: Resource) -> str:
    """The argument for the number of workers of a plan."""
    return "worker_count" if plan.type == PLANS[0] else "sku.capacity"


def _workers(plan: Resource, context: Context) -> Value:
    """How many workers a plan keeps: its autoscale setting's minimum, else its own number, 1 where that is left out."""
    path = _size(plan)
    about = context.about(plan)
    value = unmark(about.read(path))
    worth = lift(lambda n: 1 if n is None else n, value)
    about.note(path, worth, PROVIDER + "service_plan" if value is None else "")
    return kept(plan, worth, context)


ALWAYS_READY = attribute("site_config.elastic_instance_minimum").at_least(2)


PER_APP_PAGE: Final = LEARN + "app-service/manage-scale-per-app"
PER_APP: Final = (
    attribute("per_site_scaling_enabled", False, PROVIDER + "service_plan").is_true
    | attribute("per_site_scaling").is_true
)
OWN: Final = "site_config.worker_count"
OWN_BEFORE: Final = "site_config.number_of_workers"


def _own_workers(context: Context) -> Value:
    """On how many workers of its plan an app runs that has its own number: one where that is left out."""
    older = context.read(OWN) is None and context.read(OWN_BEFORE) is not None
    return attribute(OWN_BEFORE if older else OWN, 1, PER_APP_PAGE).value(context)


def _runs_on_two(plan: Resource, context: Context) -> Value:
    """Whether an app runs on two workers or more: all that its plan keeps, unless the plan lets each app have its own.

    Source: https://learn.microsoft.com/azure/app-service/manage-scale-per-app
    """
    kept_by_plan = either(
        at_least(_workers(plan, context), 2),
        lambda: either(ALWAYS_READY.value(context), lambda: _takes_two(plan, context)),
    )
    apart = context.afresh()
    own = PER_APP.value(apart.about(plan))
    if own is not False:
        context.evidence.extend(apart.evidence)
    return both(kept_by_plan, lambda: either(negate(own), lambda: at_least(_own_workers(context), 2)))


@fact("its plan keeps two workers or more", reads=PLAN_READS, remedy="set `worker_count` of its plan to 2 or more")
def two_workers(context: Context) -> Value:
    """Whether a worker is left when one fails."""
    plan = _plan(context)
    return _ask_plan(context, "number of workers") if plan is None else _runs_on_two(plan, context)


def _takes_two(plan: Resource, context: Context) -> Value:
    """Whether the platform takes two workers though none or one is written: so it does where a plan that is not billed
    by consumption is balanced over zones.

    Sources: https://learn.microsoft.com/azure/reliability/reliability-app-service,
    https://learn.microsoft.com/azure/reliability/reliability-app-service-environment,
    https://learn.microsoft.com/azure/reliability/reliability-functions
    """
    balanced = _is_balanced(plan, context.about(plan))
    return both(balanced, lambda: negate(_consumed(plan, context.afresh())))


def _is_balanced(plan: Resource, about: Context) -> Value:
    path = "zone_balancing_enabled" if plan.type == PLANS[0] else "zone_redundant"
    return attribute(path, False, PROVIDER + "service_plan").is_true.value(about)


def _balanced(plan: Resource, context: Context) -> Value:
    """Whether an app has workers in two zones: its plan is balanced over them, and keeps two workers or more.

    With Flex Consumption there is no such number, while the consumption before it is in no zones. What runs on some
    workers of its plan alone is in two zones where these are more than the plan can have in one of them.
    Source: https://learn.microsoft.com/azure/app-service/configure-zone-redundancy
    """
    about = context.about(plan)
    spread = _is_balanced(plan, about)
    several = either(
        attribute("sku_name").equals("FC1").value(context.afresh().about(plan)),
        lambda: both(_runs_on_two(plan, context), lambda: _exceeds_a_zone(plan, context)),
    )
    return both(spread, lambda: several)


ZONES_OF_A_REGION: Final = 3


def _exceeds_a_zone(plan: Resource, context: Context) -> Value:
    """Whether an app is on more workers than a plan that is balanced can have in one zone, at any of its sizes.

    No two instances of an app that has its own number of workers are on the same one.
    """

    def exceeds_at(size: Value) -> Value:
        return exceeds(_own_workers(context), parts(size, ZONES_OF_A_REGION))

    def at_every_size() -> Value:
        sizes = [(_workers(plan, context.afresh()), True), *reached(plan, context)]
        return all_of(
            lambda s=size, there=there: either(negate(there), lambda: exceeds_at(s))  # type: ignore[misc]
            for size, there in sizes
        )

    return either(negate(PER_APP.value(context.afresh().about(plan))), at_every_size)


@fact(
    "its plan is balanced over zones", reads=PLAN_READS,
    remedy="set `zone_balancing_enabled = true` on its plan, with two workers or more",
)  # fmt: skip
def over_zones(context: Context) -> Value:
    """Whether the workers of its plan are spread over zones."""
    plan = _plan(context)
    return _ask_plan(context, "zone balancing") if plan is None else _balanced(plan, context)


def _consumed(plan: Resource, context: Context) -> Value:
    if plan.type == PLANS[0]:
        return attribute("sku_name").one_of("Y1", "FC1").value(context.about(plan))
    return attribute("sku.size").equals("Y1").value(context.about(plan))


@fact("its plan is billed by consumption", reads=PLANS)
def by_consumption(context: Context) -> Value:
    """Whether the platform finds a worker for each call."""
    plan = _plan(context)
    return _ask_plan(context, "kind") if plan is None else _consumed(plan, context)


MEMBERS: Final = continues("members", "the other workers of its plan carry on", when=two_workers, rto="1s-2m",
                           source=APP_SERVICE)  # fmt: skip
MOVED: Final = recovers("restart", "App Service starts it again on a healthy worker", rto="1m-15m", source=APP_SERVICE)
SPREAD: Final = continues("members", "the workers of its plan are spread over zones", when=over_zones, rto="1s-2m",
                          source=APP_SERVICE)  # fmt: skip


def _app(type_: str, title: str, slots: tuple[Fold, ...] = ()) -> Profile:
    return Profile(
        type=type_,
        title=title,
        kind=Kind.WORKLOAD,
        stateful=False,
        component=ENABLED,
        needs=NEEDS,
        reads=(*READS, *PLAN_READS),
        folds=(
            *slots,
            APP_CONNECTION,
            *(Fold(plan, by=by, forward=True, shared=True) for plan, by in zip(PLANS, PLAN_ARGUMENTS, strict=True)),
        ),
        instance=(MEMBERS, MOVED),
        zone=(SPREAD, OTHER_REGION),
        region=(OTHER_REGION,),
    )


def _function(type_: str, title: str, slots: tuple[Fold, ...] = ()) -> Profile:
    consumed = continues("service", "the platform finds another worker for the next call", when=by_consumption,
                         rto="1s-1m", source=FUNCTIONS)  # fmt: skip
    return Profile(
        type=type_,
        title=title,
        kind=Kind.FUNCTION,
        stateful=False,
        component=ENABLED,
        needs=NEEDS,
        reads=(*READS, *PLAN_READS),
        folds=(
            *slots,
            FUNCTION_CONNECTION,
            *(Fold(plan, by=by, forward=True, shared=True) for plan, by in zip(PLANS, PLAN_ARGUMENTS, strict=True)),
        ),
        instance=(consumed, MEMBERS, MOVED),
        zone=(SPREAD, OTHER_REGION),
        region=(OTHER_REGION,),
    )


LINUX_WEB_APP = _app(
    "azurerm_linux_web_app", "App Service web app on Linux with its plan",
    (Fold("azurerm_linux_web_app_slot", by="app_service_id"),),
)  # fmt: skip
WINDOWS_WEB_APP = _app(
    "azurerm_windows_web_app", "App Service web app on Windows with its plan",
    (Fold("azurerm_windows_web_app_slot", by="app_service_id"),),
)  # fmt: skip
OLD_WEB_APP = _app(
    "azurerm_app_service", "App Service web app with its plan (legacy resource type)",
    (Fold("azurerm_app_service_slot", by="app_service_name"),),
)  # fmt: skip
LINUX_FUNCTIONS = _function(
    "azurerm_linux_function_app", "Azure Functions app on Linux with its plan",
    (Fold("azurerm_linux_function_app_slot", by="function_app_id"),),
)  # fmt: skip
WINDOWS_FUNCTIONS = _function(
    "azurerm_windows_function_app", "Azure Functions app on Windows with its plan",
    (Fold("azurerm_windows_function_app_slot", by="function_app_id"),),
)  # fmt: skip
OLD_FUNCTIONS = _function(
    "azurerm_function_app", "Azure Functions app with its plan (legacy resource type)",
    (Fold("azurerm_function_app_slot", by="function_app_name"),),
)  # fmt: skip
FLEX_FUNCTIONS = _function("azurerm_function_app_flex_consumption", "Azure Functions app on a Flex Consumption plan")
LOGIC_APP_STANDARD = _function(
    "azurerm_logic_app_standard", "Logic Apps Standard app with its plan",
)  # fmt: skip

WORKFLOW_PARTS: Final = {
    "action_custom": ("body",), "action_http": ("uri", "body", "headers"), "trigger_custom": ("body",),
    "trigger_http_request": (), "trigger_recurrence": (),
}  # fmt: skip
"""The parts of a workflow that are resources of their own, with the arguments that say what they call."""

WORKFLOW = Profile(
    type="azurerm_logic_app_workflow",
    title="Logic Apps Consumption workflow",
    kind=Kind.FUNCTION,
    stateful=False,
    component=ENABLED,
    needs=(run_time("parameters", "workflow_parameters"),),
    folds=tuple(
        Fold(f"azurerm_logic_app_{part}", by="logic_app_id", needs=(run_time(*called),))
        for part, called in WORKFLOW_PARTS.items()
    ),
    instance=(continues("service", "the service runs workflows on many machines", source=LOGIC_APPS),),
    zone=(continues("service", "workflows are spread over zones where the region has some",
                    when=has_zones_but_japan_west, source=LOGIC_APPS),),
)  # fmt: skip


def _static(type_: str, title: str) -> Profile:
    return Profile(
        type=type_,
        title=title,
        kind=Kind.WORKLOAD,
        stateful=False,
        needs=(run_time("app_settings"),),
        reads=READS,
        folds=(
            Fold("azurerm_static_web_app_function_app_registration", by="static_web_app_id",
                 needs=(run_time("function_app_id"),)),
        ),
        instance=(continues("service", "its files are served from many machines",
                            source=LEARN + "static-web-apps/overview"),),
        zone=(continues("service", "its files are served from edge locations all over the world",
                        source=LEARN + "static-web-apps/overview"),),
        region=(OTHER_REGION,),
    )  # fmt: skip


PROFILES: Final = (
    LINUX_WEB_APP, WINDOWS_WEB_APP, OLD_WEB_APP, LINUX_FUNCTIONS, WINDOWS_FUNCTIONS, OLD_FUNCTIONS, FLEX_FUNCTIONS,
    LOGIC_APP_STANDARD, WORKFLOW, _static("azurerm_static_web_app", "Static Web App"),
    _static("azurerm_static_site", "Static Web App (legacy resource type)"),
)  # fmt: skip

__all__ = ["PROFILES"]
