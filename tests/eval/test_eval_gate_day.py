"""The gate asks as of the baseline's day, so that its verdict does not change with the calendar."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import eval_worked as worked
from eval_worked import Command

from eval.compare import compare, read, save, snapshot
from eval.corpus import CorpusText
from eval.files import Record
from eval.questions import case_of
from eval.score import score
from eval.wiring import Opened, Wiring


def dated(wiring: Wiring, days: list[date | None]) -> Wiring:
    """Notes the day that the bot is opened for and saves it beside the answers, as the assistant does."""

    def opened(mode: str, today: date | None) -> Opened:
        days.append(today)
        return Opened(worked.perfect, None, {"mode": mode, "as_of": today.isoformat() if today else None})

    wiring.open = opened
    wiring.today = lambda: date(2030, 1, 1)
    return wiring


def test_a_fresh_gate_asks_for_the_day_of_the_baseline(
    city: Path, wire: Callable[..., Wiring], command: Command
) -> None:
    days: list[date | None] = []
    wiring = dated(wire(), days)
    command("generate", "--as-of", "2023-06-30", wiring=wiring)
    command("gate", "--update", wiring=wiring)
    assert json.loads((city / "baseline.json").read_text(encoding="utf-8"))["as_of"] == "2023-06-30"
    made = command("gate", "--run", wiring=wiring)
    assert made.exit_code == 0, made.output
    assert days == [date(2023, 6, 30), date(2023, 6, 30)]
    assert made.stdout.splitlines()[-1] == "通过：0 题变错，0 题变对。"
    assert "注意" not in made.stdout


def test_answers_for_another_day_are_pointed_out(
    city: Path, wire: Callable[..., Wiring], command: Command
) -> None:
    wiring = dated(wire(), [])
    command("generate", "--as-of", "2023-06-30", wiring=wiring)
    command("gate", "--update", wiring=wiring)
    command("generate", wiring=wiring)
    first = command("gate", wiring=wiring).stdout.splitlines()[0]
    assert first.startswith("注意：基线按 2023-06-30 回答，这次按 2030-01-01")


def test_a_fresh_gate_leaves_the_last_run_alone(
    city: Path, wire: Callable[..., Wiring], command: Command
) -> None:
    wiring = dated(wire(), [])
    command("run", wiring=wiring)
    command("gate", "--update", wiring=wiring)
    kept = (city / "home" / "eval" / "answers.jsonl").read_bytes()
    wiring.open = lambda mode, today: Opened(worked.refuses_everything, None, {"mode": mode})
    made = command("gate", "--run", wiring=wiring)
    assert made.exit_code == 1 and "未通过：9 题变错" in made.stdout
    assert (city / "home" / "eval" / "answers.jsonl").read_bytes() == kept


def test_the_same_answers_give_the_same_verdict(city: Path, command: Command) -> None:
    command("generate")
    command("gate", "--update")
    command("generate", bot=one_wrong)
    assert len({command("gate").stdout for _ in range(3)}) == 1


def one_wrong(lines: Iterable[Record]) -> Iterator[Record]:
    """Right in all but the second answer."""
    asked = list(lines)
    refused = {answer["id"]: answer for answer in worked.refuses_everything(asked)}
    for made in worked.perfect(asked):
        yield refused["q2"] if made["id"] == "q2" else made


def test_a_baseline_read_back_equals_the_run_that_it_was_saved_from(city: Path) -> None:
    """A third of a metric is 0.3333 in the file; the run itself must not look worse or better than that."""
    case = case_of(worked.record("q1", "amount", "给多少？", must_include=[["1"], ["2"], ["没有"]]), "w:1")
    made = score([case], [{**worked.answer("q1", "answered", "1和2"), "question": case.question}], CorpusText(""))
    now = snapshot(made, "now")
    save(now, city / "saved.json")
    assert read(city / "saved.json").values == now.values
    assert {item.change for item in compare(read(city / "saved.json"), now).differences} == {0.0}
    assert now.values["q1"]["must_say"] == 0.6667
