"""The figures go between their marks; nothing else of the page moves."""

from __future__ import annotations

import pytest

from bench.figures import BEGIN, END, PAGE, put
from eval.metrics import METRICS

PAGE_OF = f"| `right` | what it means |\n{BEGIN}\n| `right` | 80 % |\n{END}\n| `right` | elsewhere |\n"


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    made = put(PAGE_OF, "| `right` | 90 % |")
    assert made == PAGE_OF.replace("80 %", "90 %")
    assert put(made, "| `right` | 80 % |") == PAGE_OF


@pytest.mark.parametrize("page", ["", BEGIN, f"{END}{BEGIN}", PAGE_OF + BEGIN])
def test_a_page_without_its_marks_is_left_alone(page: str) -> None:
    with pytest.raises(ValueError, match="must each stand in the page once"):
        put(page, "x")


def test_the_page_says_of_metrics_what_they_are_and_not_how_they_stand() -> None:
    page = PAGE.read_text(encoding="utf-8")
    described = page[page.index("## What is measured") : page.index("## The questions")]
    rows = [line for line in described.splitlines() if line.startswith("| `")]
    named = [name.strip("` ") for line in rows for name in line.split("|")[1].split(",")]
    assert {"right", "amount", "citation_precision", "quote_containment", "follow_up"} <= set(named)
    assert {name for name in named if "@k" not in name} <= set(METRICS)
    assert not [line for line in rows if "%" in line]
    assert put(page, page[page.index(BEGIN) + len(BEGIN) + 1 : page.index(END) - 1]) == page
