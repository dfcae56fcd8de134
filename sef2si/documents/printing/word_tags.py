"""What a Word template may say: names of values, ``{{p body }}`` and ``if``; no calls, loops or other files.

A template is held to this before it is kept, and again each time it is filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

VALUES: Mapping[str, str] = {
    "school": "the school's name",
    "urn": "its URN",
    "year": "the academic year",
    "title": "the document's title",
    "subtitle": "the line below the title",
    "made_on": "the day it was made",
    "version": "the version of the plan",
    "edition": "for whom it is, such as governors",
    "left_out": "what this edition leaves out",
}
BODY = "body"

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
)
_WORDS: Mapping[type[nodes.Node], str] = {
    nodes.For: "Loops",
    nodes.Include: "Other files",
    nodes.Import: "Other files",
    nodes.FromImport: "Other files",
    nodes.Extends: "Other files",
    nodes.Call: "Calls",
    nodes.Getattr: "Parts of values",
    nodes.Getitem: "Parts of values",
    nodes.Filter: "Filters",
}


@dataclass(frozen=True)
class Named:
    """One use of a name; ``line`` counts from 1."""

    name: str
    line: int


class Grammar(ImmutableSandboxedEnvironment):
    """Jinja cut down to what a template may say. Raises ``TemplateSyntaxError`` with a sentence for all else."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        for each in (self.globals, self.filters, self.tests):
            each.clear()

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute of anything."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called."""
        return False

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        for node in _all(parsed):
            if not isinstance(node, _ALLOWED):
                what = _WORDS.get(type(node), "Sums and other commands")
                raise TemplateSyntaxError(f"{what} can't be used in a template, only the values it knows", node.lineno)
        return parsed


def names(lines: list[str]) -> tuple[Named, ...]:
    """The names that these paragraphs use, each with its line. Raises ``TemplateSyntaxError`` with the line."""
    parsed = Grammar().parse("\n".join(" ".join(line.split("\n")) for line in lines))
    return tuple(Named(node.name, node.lineno) for node in _all(parsed) if isinstance(node, nodes.Name))


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)
