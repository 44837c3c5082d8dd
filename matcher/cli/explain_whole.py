"""What `matcher explain PLAN` says about a whole plan: status, fairness, stability, other plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.output import show, show_json

if TYPE_CHECKING:
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


def show_whole(plan: Plan, question: str | None, *, as_json: bool) -> None:
    """Print what is asked about a whole plan, or its status and reasons."""
    from matcher.cli.proposals import status_sentence

    if question is None:
        document = plan.document
        told = document.replanned.sentences if document.replanned is not None else []
        text = "\n".join([f"{document.title}. {status_sentence(document)}", *told])
        answer: dict[str, Any] = {
            "status": document.status,
            "reasons": document.reasons,
            "conflict": document.conflict and document.conflict.model_dump(mode="json"),
            "replanned": document.replanned and document.replanned.model_dump(mode="json"),
        }
    else:
        asks: dict[str, Callable[[], Any]] = {
            "fairness": plan.fairness,
            "stability": plan.stability,
            "others": plan.other_plans,
        }
        found = asks[question]()
        text, answer = str(found), found.to_dict()
    if as_json:
        show_json({"programme": plan.programme, "explanation": answer})
    else:
        show(text)
