from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.command_line import run

from matcher.cli.output import printable, shortened, show_json, table, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("Seoul", 5),
        ("서울", 4),
        ("北京", 4),
        ("ﾄｳｷｮｳ", 5),
        ("e\u0301", 1),
        ("a\u200bb", 2),
    ],
)
def test_wide_characters_take_two_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_columns_stay_aligned_with_names_in_any_script() -> None:
    rows = [("北京", "1"), ("Улаанбаатар", "22"), ("서울특별시", "333"), ("Xi'an", "4,444")]
    lines = table(("City", "Score"), rows, right=(1,)).splitlines()
    assert {width(line) for line in lines} == {width(lines[0])}
    assert lines[1].replace(" ", "") == "-" * (11 + 5)
    assert lines[2] == "北京             1"


def test_an_empty_table_is_its_header() -> None:
    assert table(("A", "B"), []) == "A  B\n-  -"


@given(st.text(max_size=40), st.integers(1, 20))
def test_a_shortened_text_fits_and_is_only_cut_when_it_must_be(text: str, columns: int) -> None:
    short = shortened(text, columns)
    assert width(short) <= columns
    if width(text) <= columns:
        assert short == text


@given(st.text())
def test_nothing_printed_can_steer_a_terminal(text: str) -> None:
    shown = printable(text)
    assert not [
        char for char in shown if char != "\n" and not char.isprintable() and ord(char) < 160
    ]
    assert "\u202e" not in shown


def test_a_document_is_utf8_and_survives_an_argument_that_is_no_text(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    show_json({"name": "北京", "odd": "\udc80"})
    raw = capfdbinary.readouterr().out
    assert "北京".encode() in raw
    assert json.loads(raw) == {"schema_version": "1.0", "name": "北京", "odd": "\udc80"}


def test_a_table_never_breaks_over_a_line_in_a_name() -> None:
    assert len(table(("A",), [("one\ntwo",)]).splitlines()) == 3


def test_json_and_people_never_share_stdout() -> None:
    assert run("programmes", "--json").out.startswith("{")
    assert not run("programmes").out.startswith("{")
