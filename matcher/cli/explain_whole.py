"""What `matcher explain PLAN` says about a whole plan: fairness, stability, other plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.output import show, show_json

if TYPE_CHECKING:
    from matcher.language import Speaker
    from matcher.proposal import Plan

QUESTIONS = {
    "fairness": "What each city gets, and what fairer plans would cost.",
    "stability": "Which cities would rather have each other, and what stability would cost.",
    "others": "The next best plans, and good ones that differ as much as they can.",
}


def whole_plan(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command one flag for each question about a whole plan, as `question`."""
    for name, words in reversed(QUESTIONS.items()):
        command = click.option(f"--{name}", "question", flag_value=name, help=words)(command)
    return command


def whole_answer(plan: Plan, question: str) -> Any:
    """What is asked about a whole plan."""
    asks: dict[str, Callable[[], Any]] = {
        "fairness": plan.fairness,
        "stability": plan.stability,
        "others": plan.other_plans,
    }
    return asks[question]()


def show_explanation(plan: Plan, explanation: Any, speaker: Speaker, *, as_json: bool) -> None:
    """Print an explanation, in the language of the speaker."""
    if as_json:
        told = speaker.tell_all(explanation.to_dict())
        show_json({"programme": plan.programme, "explanation": told})
    else:
        show(speaker.lines(explanation.lines))
