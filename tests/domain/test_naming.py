"""A name as plans write it, and another's in its place."""

from __future__ import annotations

import pytest

from sef2si.domain.naming import Named

JORY = Named("Jory Penhaligon", ["Frances Quaye", "Jory Penhaligon"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Jory Penhaligon", "Frances Quaye"),
        ("J. Penhaligon, English leader", "F. Quaye, English leader"),
        ("J Penhaligon and A. Okafor", "F. Quaye and A. Okafor"),
        ("Mrs Penhaligon", "Frances Quaye"),
        ("PENHALIGON / Shah", "Frances Quaye / Shah"),
        ("jory  penhaligon", "Frances Quaye"),
        ("Penhaligon’s class", "Frances Quaye’s class"),
    ],
)
def test_each_way_of_writing_it(text: str, said: str) -> None:
    assert (JORY.is_in(text), JORY.replaced(text, "Frances Quaye")) == (True, said)


@pytest.mark.parametrize("text", ["", "Deputy head", "A. Okafor", "Penhaligons", "K. Pen", "Frances Quaye"])
def test_what_names_somebody_else_stays(text: str) -> None:
    assert (JORY.is_in(text), JORY.replaced(text, "X")) == (False, text)


def test_a_surname_that_another_has_too_is_no_ones_alone() -> None:
    tom = Named("Tom Smith", ["Tom Smith", "Jane Smith"])
    said = {text: tom.is_in(text) for text in ("Smith", "J. Smith", "T. Smith", "Tom Smith", "Mr Smith", "Mr T. Smith")}
    assert said == {
        "Smith": False, "J. Smith": False, "T. Smith": True, "Tom Smith": True, "Mr Smith": False, "Mr T. Smith": True,
    }  # fmt: skip


def test_initials_are_a_word_in_capitals() -> None:
    initials = Named("TJ")
    assert [initials.is_in(text) for text in ("TJ", "TJ and AP", "tj", "ATJ")] == [True, True, False, False]
    assert initials.replaced("TJ, site", "AP") == "AP, site"
    assert JORY.replaced("J. Penhaligon", "AP") == "AP"


def test_signs_in_a_name_are_signs() -> None:
    assert Named("Ana (Annie) O’Neil").replaced("Ana (Annie) O’Neil leads", "B. C") == "B. C leads"
    assert not Named("").is_in("anything")
