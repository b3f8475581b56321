"""How the report for a terminal is laid out for one reader: columns, colours, and how much is told."""

from msgspec import Struct

from continuity_audit.reports.neutral import without_commands
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.text import layout


class Look(Struct, frozen=True):
    """Columns, colours and fullness; its methods make lines of text."""

    width: int
    color: bool = False
    everything: bool = False
    """-v: whole lists, every component, suppressions."""

    @classmethod
    def of(cls, options: RenderOptions) -> "Look":
        """The look that a reader chose."""
        return cls(layout.usable(options.width), options.color, options.verbosity > 0)

    def wrap(self, text: str, first: str = "", rest: str | None = None) -> str:
        """The text in lines, `first` before the first and `rest` before the others: by default as many spaces."""
        return layout.wrap(without_commands(text), self.width, first, rest)

    def clip(self, text: str, less: int = 0) -> str:
        """The text on one line, cut to all columns but `less`."""
        return layout.clip(without_commands(text), self.width - less)

    def paint(self, text: str, style: str) -> str:
        """The text in a style's colour."""
        return layout.paint(text, style, self.color)

    def bold(self, text: str, first: str = "") -> str:
        """The text in lines that stand out."""
        return self.paint(self.wrap(text, first), "bold")

    def dim(self, text: str, first: str = "", rest: str | None = None) -> str:
        """The text in lines that stand back."""
        return self.paint(self.wrap(text, first, rest), "dim")
