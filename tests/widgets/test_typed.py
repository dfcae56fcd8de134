from datetime import date
from decimal import Decimal

import pytest

from sef2si.domain.activities import ImpactLevel
from sef2si.journey.saying import typed_from
from sef2si.journey.step import Field, FieldKind
from sef2si.widgets.typed import sentence_of, value_from
from tests import factories as make


def field(kind: FieldKind) -> Field:
    return Field("x", kind, "X")


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FieldKind.LINE, " as typed ", " as typed "),
        (FieldKind.DATE, "9/7/27", date(2027, 7, 9)),
        (FieldKind.DATE, " ", None),
        (FieldKind.YES_NO, "no", False),
        (FieldKind.YES_NO, "", None),
        (FieldKind.NUMBER, "1,200", "1200"),
        (FieldKind.NUMBER, "24.4%", "24.4"),
        (FieldKind.MONEY, "£1,200.50", "1200.50"),
        (FieldKind.CHOICE, "", None),
        (FieldKind.LINK, "abc", "abc"),
        (FieldKind.LINKS, ["a", "b", "a"], ("a", "b")),
    ],
)
def test_what_is_typed_becomes_what_is_kept(kind: FieldKind, typed: object, value: object) -> None:
    assert value_from(field(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.DATE, "soon"),
        (FieldKind.NUMBER, "about ten"),
        (FieldKind.MONEY, "lots"),
        (FieldKind.LINE, ["a"]),
        (FieldKind.LINKS, "a"),
        (FieldKind.CHOICES, [1]),
        (FieldKind.NUMBER, None),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(kind: FieldKind, typed: object) -> None:
    with pytest.raises(ValueError, match=r"Please"):
        value_from(field(kind), typed)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (FieldKind.DATE, date(2027, 7, 9), "9 July 2027"),
        (FieldKind.MONEY, Decimal("1200.50"), "1,200.50"),
        (FieldKind.MONEY, Decimal("1200.00"), "1,200"),
        (FieldKind.NUMBER, Decimal("1.50"), "1.5"),
        (FieldKind.NUMBER, 120, "120"),
        (FieldKind.YES_NO, True, "yes"),
        (FieldKind.CHOICE, ImpactLevel.USE, "4"),
        (FieldKind.CHOICES, (ImpactLevel.USE,), ["4"]),
        (FieldKind.LINE, None, ""),
    ],
)
def test_what_is_kept_is_shown_so_that_it_can_be_typed_again(kind: FieldKind, value: object, shown: object) -> None:
    assert typed_from(field(kind), value) == shown


@pytest.mark.parametrize(
    ("name", "kind", "typed", "sentence"),
    [
        ("people", FieldKind.NUMBER, "1.5", "Please give a whole number, such as 12."),
        ("people", FieldKind.NUMBER, "-1", "Please give a whole number, nought or more."),
        ("group", FieldKind.CHOICE, "pirates", "“pirates” can't be kept here. Please choose or type it again."),
    ],
)
def test_the_validators_own_words_reach_the_person(name: str, kind: FieldKind, typed: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refused:
        make.need().having(**{name: value_from(field(kind), typed)})
    assert sentence_of(refused.value, field(kind)) == sentence
