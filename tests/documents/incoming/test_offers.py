"""A catalogue of offers: all rows or none, every broken row named with row, column and what to do."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from sef2si import templates
from sef2si.documents.incoming.offers import Catalogue, catalogue, held_against
from sef2si.documents.reading import read
from sef2si.domain.activities import Provision
from sef2si.domain.needs import StaffGroup
from sef2si.domain.offers import Exchange, PriceFor, TakesPlace
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid
from tests import factories as make

PLAN = make.plan()
HEAD = ("Title", "Provider", "Price", "Per", "Hours", "Dates", "Places", "Audience", "Protect/sell/share")


def of(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD, plan: Plan = PLAN) -> Catalogue:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, *rows])
    return catalogue(read("hub.csv", text.getvalue().encode()), plan)


DAYS = "4 Feb 2027; 4 March 2027"
ROW = ("Fluency", "Hub", "£1,250.50", "per delegate", "6", DAYS, "30", "Teachers; Governors", "Sell")


def test_a_row_is_an_offer_in_its_own_words() -> None:
    (offer,) = of(ROW).offers
    assert (offer.title, offer.provider, offer.price, offer.price_for, offer.hours, offer.places) == (
        "Fluency", "Hub", Decimal("1250.50"), PriceFor.PERSON, Decimal(6), 30,
    )  # fmt: skip
    assert offer.days == (date(2027, 2, 4), date(2027, 3, 4))
    assert (offer.groups, offer.exchange) == ((StaffGroup.TEACHERS, StaffGroup.GOVERNORS), Exchange.SELL)


def test_a_colleagues_session_is_a_row_of_three_cells() -> None:
    (offer,) = of(("Calm lunches", "Mo Bell", "1"), head=("Title", "Led by", "Hours")).offers
    assert (offer.led_by, offer.hours, offer.is_in_house) == ("Mo Bell", Decimal(1), True)


def test_a_catalogue_with_40_broken_rows_names_them_all_and_keeps_none() -> None:
    broken = [("Good", *ROW[1:])]
    broken += [(f"Price {n}", "Hub", "cheap", "", "", "", "", "", "") for n in range(20)]
    broken += [(f"Date {n}", "Hub", "", "", "", "sometime", "", "", "") for n in range(10)]
    broken += [("", "Hub", "5", "", "", "", "", "", "") for _ in range(5)]
    broken += [(f"Group {n}", "Hub", "", "", "", "", "", "Everybody", "") for n in range(5)]
    found = of(*broken)
    said = [str(each) for each in found.broken]
    assert len({each.place.row for each in found.broken}) == len(said) == 40
    figures, days = "Please write it in figures, such as 12 or 1.50.", "Please write it like 4 February 2027."
    assert said[0].endswith(f"row 3, column C: “cheap” is not a number we can read. {figures}")
    assert said[20].endswith(f"row 23, column F: “sometime” is not a date we can read. {days}")
    assert said[30].endswith("row 33, column A: an offer needs a title. Please write what it is about.")
    assert "“Everybody” is not one of the choices." in said[39]


def test_a_spreadsheet_is_read_like_a_csv_file_its_broken_rows_too() -> None:
    rows = [HEAD, ROW, *((f"Price {n}", "Hub", "cheap", "", "", "", "", "", "") for n in range(40))]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Courses")
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    found = catalogue(read("hub.xlsx", out.getvalue()), PLAN)
    assert found.offers == of(ROW).offers
    assert len({each.place.row for each in found.broken}) == len(found.broken) == 40
    assert str(found.broken[0]).startswith("sheet “Courses”, row 3, column C: “cheap” is not a number we can read.")


def test_the_same_offer_in_two_rows_is_asked_about() -> None:
    (broken,) = of(ROW, ROW).broken
    assert str(broken).endswith("row 3, column A: this is the same offer as in row 2. Please keep one of the two rows.")


def test_the_same_file_twice_changes_nothing_and_a_new_price_is_a_change() -> None:
    first = held_against(of(ROW), PLAN)
    assert (len(first.new), first.changed, first.unchanged) == (1, (), ())
    kept = first.new[0].having(version=1, need_ids=(), evidence="Ours")
    plan = PLAN.with_records("offers", (kept,))
    assert held_against(of(ROW), plan).save == ()
    dearer = held_against(of((ROW[0], ROW[1], "1300", *ROW[3:])), plan)
    assert [(after.price, after.evidence) for _, after in dearer.changed] == [(Decimal(1300), "Ours")]


def test_columns_nobody_knows_are_told() -> None:
    found = of(("Fluency", "?"), head=("Title", "Stars"))
    assert [(heading, place.column) for heading, place in found.unread] == [("Stars", "B")]


def test_a_file_without_a_title_is_refused_with_what_to_do() -> None:
    with pytest.raises(Invalid, match="no table of offers that we can read"):
        of(("a", "b"), head=("Colour", "Size"))


def test_the_example_to_start_from_is_a_catalogue() -> None:
    content = (Path(templates.templates()) / "examples" / "catalogue.csv").read_bytes()
    found = catalogue(read("Our catalogue.csv", content), PLAN)
    assert (found.broken, found.unread) == ((), ())
    assert [(o.title, o.is_in_house, o.takes_place, o.provision) for o in found.offers] == [
        ("Calming quarrels at lunch", True, TakesPlace.TWILIGHT, None),
        ("Fluency in Year 3", False, TakesPlace.TWILIGHT, None),
    ]
    assert Provision.PROVIDER not in {o.provision for o in found.offers}
