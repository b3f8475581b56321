"""Which of two records with geolocation routing answers where the other is unhealthy: one of a larger place around it.

For a state, that is a record for its country, its continent or all places (``*``), in this order. A record for all
places has none, and one for Europe answers nobody in North America.

Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-geo.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, is_known, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.terms import walk

POLICY: Final = "geolocation_routing_policy"
EVERYWHERE: Final = "*"

_COUNTRIES: Final[Mapping[str, str]] = {
    "AF": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE"
          " NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW",
    "AS": "AE AF BD BH BN BT CN HK IN IQ IR JO JP KG KH KP KR KW LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH"
          " TJ TM TW UZ VN YE",
    "EU": "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK"
          " MT NL NO PL PT RO RS SE SI SK SM UA VA XK",
    "NA": "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC"
          " TT US VC VG VI",
    "OC": "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV VU WF WS",
    "SA": "AR BO BR CL CO EC FK GF GY PE PY SR UY VE",
}  # fmt: skip
CONTINENTS: Final[Mapping[str, str]] = {
    country: continent for continent, countries in _COUNTRIES.items() for country in countries.split()
}
"""The continents of countries by their codes (ISO 3166-1); those that lie on two, or are told apart, are left out."""


def takes_over(record: Resource, other: Resource) -> Value:
    """Whether queries for a record go to another one where its target is unhealthy.

    All other routing policies choose among the healthy records, whichever they are.
    """
    return lift(_covers, unmark(other.values.get(POLICY)), unmark(record.values.get(POLICY)))


def _covers(larger: Value, smaller: Value) -> Value:
    """Whether a place of a geolocation policy lies inside of another."""
    if larger in (None, ()) or smaller in (None, ()):
        return True
    places = [[unmark(walk(policy, part)) for part in ("continent", "country", "subdivision")]
              for policy in (larger, smaller)]  # fmt: skip
    return lift(_around, *places[0], *places[1])


def _around(*parts: Value) -> Value:
    if not is_known(parts):
        return as_truth(Unknown(causes_of(parts), f"{parts[:3]} is around {parts[3:]}"))
    continent, country, state, inner_continent, inner_country, inner_state = parts
    if country == EVERYWHERE:
        return inner_country != EVERYWHERE
    if continent is not None:
        return inner_continent is None and CONTINENTS.get(str(inner_country)) == continent
    return not state and bool(inner_state) and inner_country == country


__all__ = ["takes_over"]
