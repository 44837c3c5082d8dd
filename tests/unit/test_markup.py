"""HTML for notebooks: escaped, no style sheet, the reader's own colours."""

from __future__ import annotations

from matcher.markup import Markup, banner, bar, small, table, text, told

HOSTILE = '<script>alert("x")</script>&'
SAFE = "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;"


def test_plain_text_is_escaped_wherever_it_stands() -> None:
    pieces = [
        text(HOSTILE),
        told([HOSTILE, f"  {HOSTILE}"]),
        table([HOSTILE], [[HOSTILE]], [HOSTILE]),
        banner(HOSTILE, HOSTILE),
        small(HOSTILE),
    ]
    for piece in pieces:
        assert SAFE in piece
        assert "<script" not in piece


def test_markup_is_not_escaped_again() -> None:
    assert table([""], [[bar(0.5)]]).count("<span") == 1
    assert text(Markup("<i>x</i>")) == "<i>x</i>"


def test_numbers_stand_at_the_right_and_words_at_the_left() -> None:
    drawn = table(["City", "Points"], [["Jinan", 463908], ["Tokyo", None]])
    assert 'text-align:right">463,908<' in drawn
    assert 'text-align:left">Jinan<' in drawn
    assert 'text-align:right">–<' in drawn


def test_a_list_ends_where_the_next_sentence_begins() -> None:
    html = told(["a", "- b", "  c", "d", "  e"])
    assert html == "<p>a</p><ul><li>b</li><li>c</li></ul><p>d</p><ul><li>e</li></ul>"


def test_a_bar_stays_within_its_width() -> None:
    assert "width:8.00em" in bar(3.0)
    assert "width:0.00em" in bar(-1.0)
