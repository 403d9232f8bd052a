"""Terms and years as people put them: 俩年, 一九年的, and a single year that is a term, not "each year"."""

from __future__ import annotations

import pytest

from bot.numbers.quantities import scan


@pytest.mark.parametrize(
    ("text", "months"),
    [("学了俩年", 24), ("干了仨年半", 42), ("交了俩月", 2), ("租了俩个半月", 2.5)],
)
def test_couples_of_years_and_months(text: str, months: float) -> None:
    found = [quantity for quantity in scan(text) if quantity.kind == "duration_months"]
    assert [float(quantity.value) for quantity in found] == [months]


@pytest.mark.parametrize("text", ["俩年轻人", "俩年薪50万的"])
def test_a_couple_of_young_people_is_no_term(text: str) -> None:
    assert not any(quantity.kind == "duration_months" for quantity in scan(text))


@pytest.mark.parametrize(
    ("text", "year"), [("一九年的证", 2019), ("一九年评上的", 2019), ("二三年毕业", 2023), ("二二年底到岗", 2022)]
)
def test_years_by_their_last_digits(text: str, year: int) -> None:
    assert [int(q.value) for q in scan(text) if q.kind == "date_year"] == [year]


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("12个中级工学一年，能补多少", False),
        ("12个中级工一年，", False),
        ("一年就全结业了", False),
        ("干了一年的", False),
        ("一年多少", True),
        ("3个人一年给多少", True),
        ("一年多给多少", True),
        ("补贴一年，怎么算", True),
    ],
)
def test_a_single_year_is_a_term_or_each_year(text: str, each: bool) -> None:
    (year,) = [quantity for quantity in scan(text) if quantity.kind == "duration_months"]
    assert (year.value, year.per) == (12, each)


def test_a_whole_year_is_twelve_months() -> None:
    assert [quantity.value for quantity in scan("一整年的房租，租了两整年")] == [12, 24]


@pytest.mark.parametrize(
    ("text", "months"), [("住了俩年零七个月", 31), ("一年零俩月", 14), ("两年仨月", 27), ("仨年半", 42), ("三年零6个半月", 42.5)]
)
def test_years_and_months_told_in_couples(text: str, months: float) -> None:
    assert [float(q.value) for q in scan(text)] == [months]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("学徒制19年和22年的标准差多少", [2019, 2022]),
        ("21年比17年高多少", [2021, 2017]),
        ("分别干了19年、22年多", []),
        ("学19年", []),
    ],
)
def test_two_years_beside_each_other_are_dates(text: str, years: list[int]) -> None:
    assert [int(q.value) for q in scan(text) if q.kind == "date_year"] == years


@pytest.mark.parametrize(("text", "units"), [("一口气评了36个", ["个"]), ("一两口人的家庭", ["口"]), ("1-2口", ["口"])])
def test_what_a_mouth_counts(text: str, units: list[str]) -> None:
    assert [q.unit for q in scan(text)] == units
