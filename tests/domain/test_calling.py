"""How texts call somebody: every way that is found, what is left and why, and never within longer words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sef2si.domain.calling import Around, Called, FoundBy, Name, called, found_by, parsed, sought

RUTH = called("Ruth Okafor")
AROUND = Around(frozenset({"Tess Okafor", "Sam Green"}))


def marked(text: str, person: Called = RUTH, around: Around = AROUND) -> str:
    return sought(frozenset({person}), around).replaced(text, lambda found: f"<{found[0]}>")


@pytest.mark.parametrize(
    "text",
    [
        "<Ruth Okafor>, <RUTH  OKAFOR> and <ruth okafor>",
        "<Mrs Okafor>; <mrs. okafor>; <Dr Ruth Okafor>; <Mrs R Okafor>; <R. Okafor>; <r. okafor>; <R.M. Okafor>",
        "<Okafor> asks <okafor>’s team; <OKAFOR>'S list; the <Okafor>-led group",
        "<Okafor, Ruth>; <Okafor, R.>; <Ruth O>; <ruth>",
        "(<RO>); <RO>/TS; <R.O.>; by <RO>: done; ro",
        "notes_<okafor>_2026.docx; appraisal-<okafor>.docx; <ruth.okafor>@elm.example; <Ruth_Okafor>",
        # Others of the same name stay who they are.
        "Tess Okafor, T. Okafor and Mrs T Okafor, but <Mrs Okafor>",
        # Never within longer words.
        "Okafors; Okaforian; McOkafor; Smith-Okafor; Okafor-Smith; O’Okafor; truth; Ruthless; PRO; ROI; 7RO; Europe",
    ],
)
def test_every_way_to_write_a_name_is_found(text: str) -> None:
    assert marked(text.replace("<", "").replace(">", "")) == text


def test_what_could_be_anything_else_is_left_and_said() -> None:
    ada = called("Tess Green")
    said = "Tess Adams, tess; the green; Green; <T. Green>, <Mrs Green>, <Tess Green>; TG; a Green; we miss green walls"
    around = Around(frozenset({"Tess Adams", "Tom Green"}))
    assert marked(said.replace("<", "").replace(">", ""), ada, around) == said
    assert found_by(ada, around) == FoundBy(
        ("Tess Green", "Green, Tess", "Tess G", "T. Green", "Mr, Mrs, Miss, Ms or Dr Green"),
        (
            ("Tess", "others have the same name"),
            ("Green", "it is another word too"),
            ("TG", "others have the same initials"),
        ),
    )
    # The school may say so: then it is found as names are written, in capitals or with one.
    assert marked("the green; Green; GREEN", ada._replace(also=frozenset({"Green"}))) == "the green; <Green>; <GREEN>"


def test_letters_that_stand_for_other_things_are_nobodys() -> None:
    assert found_by(called("Tamsin Archer-Bell")).left == (("TA", "these letters stand for other things too"),)
    assert marked("a TA; TAB", called("Tamsin Archer-Bell")) == "a TA; <TAB>"


def test_what_a_school_says_they_are_called_is_found() -> None:
    person = called("Katherine Okafor", "Kat", "KO’N", "Miss K")
    said = "<kat>; <Kat>’s; <Kat> <Okafor>; cat; Katy; <KO'N>; ko’n; <miss k> asks"
    assert marked(said.replace("<", "").replace(">", ""), person) == said
    assert marked("<Jo> <Okafor>; jo", called("Joanna Okafor", "Jo")) == "<<Jo>> <<Okafor>>; jo"


def test_addresses_and_codes_of_theirs_are_found() -> None:
    person = Called(frozenset({"Ruth Okafor"}), codes=frozenset({"head@elm.example", "ROK1", "0042", "TA"}))
    assert marked("HEAD@elm.example, ROK1, rok1, 0042, TA", person) == "<HEAD@elm.example>, <ROK1>, rok1, 0042, TA"


def test_the_words_of_the_schools_own_name_are_no_first_name() -> None:
    around = Around(words=frozenset({"saint", "edmund"}))
    assert marked("At Edmund’s; Edmund Okafor", called("Edmund Okafor"), around) == "At Edmund’s; <Edmund Okafor>"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ruth Okafor", Name("Ruth", (), "Okafor")),
        ("Mrs R. Okafor", Name("R", (), "Okafor")),
        ("Mrs Okafor", Name("", (), "Okafor")),
        ("van den Berg, Anna M.", Name("Anna", ("M",), "Berg", "van den")),
        ("Katherine (Kate) Li", Name("Katherine", (), "Li", "", ("Kate",))),
        ("RO", Name("RO", (), "")),
        (" ", Name("", (), "")),
    ],
)
def test_a_name_is_taken_apart(name: str, parts: Name) -> None:
    assert parsed(name) == parts


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("José Núñez", "<José>, <Jose Nunez>, <NÚÑEZ>"),
        ("Anna van den Berg", "<Anna>; <van den Berg>; <Mrs Berg>; <A. van den Berg>; Bergen"),
        ("Aoife O’Neill", "<O'Neill>; <Mrs O’Neill>; Neill"),
        ("Xi Ng", "<Xi Ng>; <Ng>; ng; Xi; <X. Ng>"),
        ("PZ", "<PZ>; pz; PZA"),
    ],
)
def test_names_of_all_sorts(name: str, text: str) -> None:
    assert marked(text.replace("<", "").replace(">", ""), called(name)) == text


_LETTERS = st.text("abcdeknorstuz", max_size=6)


@given(_LETTERS, st.sampled_from(["Okafor", "okafor", "Ruth", "RO", "Ruth Okafor", "Mrs Okafor"]), _LETTERS)
def test_never_within_a_longer_word_and_always_between_others(before: str, name: str, after: str) -> None:
    inside = f"{before}{name}{after}"
    among = sought(frozenset({RUTH}), AROUND)
    assert among.is_in(f"{before} {name}, {after}")
    if before and after and " " not in name:
        assert marked(inside) == inside


@given(st.lists(st.sampled_from(["Ruth", "okafor", "RO", "Tess Okafor", "a", ". ", "-", "’s", "\n", "_"]), max_size=12))
def test_what_was_replaced_holds_nothing_to_find(pieces: list[str]) -> None:
    among = sought(frozenset({RUTH}), AROUND)
    once = among.replaced(" ".join(pieces), lambda _: "somebody")
    assert not among.is_in(once)
