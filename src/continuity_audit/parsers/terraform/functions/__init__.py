"""The functions of Terraform and OpenTofu, over values that may be open."""

from continuity_audit.parsers.terraform.functions.base import FileAccess, Function, to_string
from continuity_audit.parsers.terraform.functions.calls import FUNCTIONS, call_function
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError

__all__ = ["FUNCTIONS", "FileAccess", "Function", "FunctionError", "LimitError", "call_function", "to_string"]
