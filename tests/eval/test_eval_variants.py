"""The same questions written otherwise: what a rewriting changes, and that a bot thrown off by it is found out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import eval_worked as worked
import pytest
from eval_worked import Command, Record

from eval.variants import VARIANTS, in_characters

NAMED = {variant.name: variant for variant in VARIANTS}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("我们2个人租房30万", "我们两个人租房三十万"),
        ("涨了50%，干了18个月", "涨了百分之五十，干了十八个月"),
        ("3.5万元", "三点五万元"),
        ("2023年6月1日〔2022〕36号", "2023年6月1日〔2022〕36号"),
        ("B2卡，4-6级", "B2卡，4-6级"),
    ],
)
def test_counts_and_amounts_are_written_in_characters(text: str, written: str) -> None:
    assert in_characters(text) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("greeting", "您好，麻烦问一下，租3个月，补多少？"),
        ("thanks", "租3个月，补多少？ 谢谢了！"),
        ("wide", "租３个月，补多少？"),
        ("traditional", "租3個月，補多少？"),
        ("unmarked", "租3个月 补多少"),
        ("lines", "租3个月，\n补多少？"),
    ],
)
def test_each_writing_rewrites_the_question_alone(name: str, written: str) -> None:
    assert NAMED[name].rewrite("租3个月，补多少？") == written


def test_earlier_turns_of_the_person_are_rewritten_with_the_question_and_what_is_right_stays() -> None:
    (case,) = [case for case in worked.CASES if case.id == "q6"]
    varied = NAMED["traditional"].of(case)
    assert varied.question == "那隻租12個月呢？" and varied.calc == case.calc and varied.must_include == case.must_include
    assert [turn["content"] for turn in varied.history] == ["租房補助多少", "每月1500元，最长60个月。"]


def thrown_off_by_greetings(lines: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """Perfect, except that it refuses whoever says hello."""
    for line in lines:
        made = next(worked.perfect([{**line, "question": line["question"].removeprefix("您好，麻烦问一下，")}]))
        yield next(worked.refuses_everything([line])) if line["question"].startswith("您好") else made


def test_the_command_counts_what_a_greeting_turned_wrong(city: Path, command: Command) -> None:
    made = command("variants", "--kind", "greeting", bot=thrown_off_by_greetings)
    assert made.exit_code == 0, made.output
    first, *wrong = made.stdout.splitlines()
    assert first == "greeting（前面加问候）：改了 10 题，原样答对 10，改写后答对 1（变错 9，变对 0）"
    named = {line.split()[1] for line in wrong}
    assert named == {case.id for case in worked.CASES if case.split == "tune"} - {"q9"}, "q9 is refused either way"


def test_an_unknown_writing_is_bad_input_and_names_those_there_are(command: Command) -> None:
    made = command("variants", "--kind", "shouted")
    assert made.exit_code == 2
    assert "没有名为“shouted”的写法，可选：greeting、thanks" in made.stderr
