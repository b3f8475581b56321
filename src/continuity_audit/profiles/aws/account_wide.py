"""What takes in whatever bears a tag, or is of a kind, in its account and region: is a component there?

Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html,
https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html,
https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html
"""

from __future__ import annotations

from continuity_audit.estate.logic import as_truth, both, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.estate.vicinity import are_apart, place_of
from continuity_audit.profiles.places import account_of, in_another_account, in_another_region, left_open


def sees(selector: Resource, component: Resource) -> Value:
    """Whether a component stands in the region and the account of what selects by tags or kinds.

    Where neither says in which account it is, the roots of two environments may each be in one of its own. What is
    tried out or put away (``examples``) sees nothing outside of it.
    """
    here = both(negate(in_another_region(selector, component)), lambda: negate(in_another_account(selector, component)))
    return both(here, lambda: _in_one_environment(selector, component))


def _in_one_environment(selector: Resource, component: Resource) -> Value:
    said = (account_of(component), component.provider.profile)
    if selector.root == component.root or said != (None, None):
        return True
    place, own = place_of(selector.root), place_of(component.root)
    if not are_apart(place, own):
        return True
    return False if place.aside - own.aside else as_truth(left_open("account", component))


__all__ = ["sees"]
