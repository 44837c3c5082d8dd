"""The text of plan.json."""

from __future__ import annotations

from matcher.plan.document import PlanDocument


def plan_text(document: PlanDocument) -> str:
    """The document as JSON: readable, with the table of messages on one line at the end."""
    readable = document.model_dump_json(indent=1, exclude={"messages"})
    return f'{readable[:-2]},\n "messages": {document.messages.model_dump_json()}\n}}\n'
