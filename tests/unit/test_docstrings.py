"""Every example in a docstring runs and prints what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import matcher

MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(matcher.__path__, "matcher.")
    if not name.endswith("__main__")
]


@pytest.mark.parametrize("name", ["matcher", *MODULES])
def test_examples_run(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name), verbose=False)
    assert failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    modules = [importlib.import_module(name) for name in ["matcher", *MODULES]]
    examples = [t for module in modules for t in finder.find(module) if t.examples]
    assert len(examples) >= 10
