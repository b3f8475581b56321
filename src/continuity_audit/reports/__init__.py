"""The formats in which an audit reaches people and machines: each is a view of one `Document`."""

from continuity_audit.reports.registry import RenderOptions, Reporter, SourceReader, builtin_reporters

__all__ = ["RenderOptions", "Reporter", "SourceReader", "builtin_reporters"]
