"""A page read back as a reader without scripts has it: its elements, and its text by section."""

from html.parser import HTMLParser

BLOCKS = {
    *("li", "td", "th", "p", "h1", "h2", "h3", "h4", "div", "dt", "dd", "small", "em", "span", "b", "pre", "s"),
    *("ul", "button", "caption", "label", "summary"),
}


class Page(HTMLParser):
    """A page read back."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {"": []}
        self._open: list[str] = []
        self._silent = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self._silent += tag in ("script", "style")
        if tag == "section":
            self._open.append(attributes.get("id") or self._where())

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        self._silent -= tag in ("script", "style")
        if tag == "section":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.setdefault(self._where(), []).append(data)

    def _break(self, tag: str) -> None:
        if tag in BLOCKS:
            self.words.setdefault(self._where(), []).append(" ")

    def _where(self) -> str:
        return self._open[-1] if self._open else ""

    def text(self, section: str) -> str:
        """The words of a section, on one line."""
        return " ".join("".join(self.words[section]).split())
