"""The report: complete, self-contained, and nothing in it is taken for markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import eval_worked as worked

from eval.compare import compare, snapshot
from eval.corpus import CorpusText
from eval.history import History, Past
from eval.plots import bars, course, latency
from eval.report import mark, render
from eval.score import Scored, score
from eval.stats import Mean

EVIL = '<script>alert(1)</script><img src="http://evil.example/x" onerror="y">'


class Tags(HTMLParser):
    """Collects the tags and the attributes that could load something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.loads: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loads += [(k, v) for k, v in attrs if k in ("src", "href", "action") or k.startswith("on")]


def scored(text: CorpusText, evil: bool = False) -> Scored:
    answers = list(worked.one_digit_changed(case.line() for case in worked.CASES))
    cases = worked.CASES
    if evil:
        answers[0] = {**answers[0], "answer": EVIL, "status": "answered"}
        answers[0]["citations"] = [{**answers[0]["citations"][0], "quote": EVIL, "document_title": EVIL}]
        cases = (replace(cases[0], note=EVIL, type=EVIL, doc=EVIL, documents=(EVIL,)), *cases[1:])
    return score(cases, answers, text)


def test_nothing_in_the_report_is_taken_for_markup_or_loaded(tmp_path: Path) -> None:
    run = scored(worked.worked_corpus(tmp_path), evil=True)
    past = [Past(datetime(2026, 1, n, tzinfo=UTC), EVIL, 10, {"right": {"mean": 0.5}}, {}) for n in (1, 2)]
    page = render(run, {"mode": EVIL}, past, None)
    tags = Tags()
    tags.feed(page)
    assert not tags.tags & {"script", "img", "link", "iframe", "object"}
    assert tags.loads == []
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 6
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import", page)


def test_the_report_shows_failures_beside_what_was_expected(tmp_path: Path) -> None:
    text = worked.worked_corpus(tmp_path)
    run = scored(text)
    perfect = score(worked.CASES, list(worked.perfect(case.line() for case in worked.CASES)), text)
    page = render(run, {"mode": "offline"}, [], compare(snapshot(perfect, "base"), snapshot(run, "now")))
    assert "答错的 3 题" in page
    assert "3 题变错，0 题变对" in page
    assert "<li>q1 评上首席工匠给多少钱？</li>" in page
    assert "金额应为 20000元" in page
    assert "给予<mark>每人2万元一次性奖励</mark>。" in page
    assert '<td class="n good">6</td>' in page  # six expected "answered" were answered


def test_marking_survives_blanks_and_escapes() -> None:
    assert str(mark("a<b 每人 2\n万元 &", [["每人2万元"]])) == "a&lt;b <mark>每人 2\n万元</mark> &amp;"
    assert str(mark("无", [["每人2万元"]])) == "无"


def test_bars_have_the_length_of_their_mean() -> None:
    half = bars({"甲": Mean(0.5, 0.4, 0.6, 10, 0), "乙": Mean(None, None, None, 0, 3)})
    assert 'width="155.0"' in half  # half of the 310 pixels that mean 100 %
    assert "乙" not in half
    assert "50%（10 题）" in half


def test_latency_bins_hold_every_answer_once() -> None:
    drawn = latency([1.0, 5.0, 10.0, 10.0])
    counts = [int(n) for n in re.findall(r'text-anchor="middle">(\d+)</text>', drawn)]
    assert counts == [0, 1, 0, 0, 0, 1, 0, 0, 0, 2]
    assert "未记录" in latency([])


def test_history_keeps_runs_in_order_and_the_course_is_drawn(tmp_path: Path) -> None:
    history = History(f"sqlite:///{tmp_path / 'eval.db'}")
    for n in range(1, 4):
        at = datetime(2026, 1, n, tzinfo=UTC)
        history.add(Past(at, f"run {n}", 10, {"right": {"mean": n / 4}}, {"mode": "offline"}))
    assert [run.label for run in history.last(2)] == ["run 2", "run 3"]
    history.close()
    again = History(f"sqlite:///{tmp_path / 'eval.db'}")
    assert len(again.last()) == 3
    again.close()
    drawn = course([("run 1", 0.0), ("run 2", 1.0)])
    assert 'points="40.0,140.0 600.0,20.0"' in drawn
    assert "至少两次运行" in course([("run 1", 0.5)])
