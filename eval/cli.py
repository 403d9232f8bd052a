"""The commands `policybot eval …`. Exit status: 0 fine, 1 a regression, 2 bad input (one clear line each)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import BadInput, PolicyBotError
from eval import collect, steps
from eval.questions import Draw
from eval.steps import Session
from eval.wiring import Wiring

app = typer.Typer(no_args_is_help=True, add_completion=False)
wiring = Wiring()
"""What the commands work on; whoever mounts `app` connects it."""

Suites = Annotated[list[str] | None, typer.Option("--suite", help="题集名，可重复；不写则全部")]
Mode = Annotated[str, typer.Option(help="auto、offline 或 llm")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="无日期的问题按哪一天回答，YYYY-MM-DD，默认今天")]
Concurrency = Annotated[
    int | None, typer.Option(min=1, help="同时回答几个问题；不写则离线时每个处理器一个，用模型时一个")
]
Out = Annotated[Path | None, typer.Option("--out", help="回答文件，默认放在数据目录的 eval/answers.jsonl")]
Answers = Annotated[Path | None, typer.Argument(help="回答文件，默认是上一次运行的")]
Sample = Annotated[int | None, typer.Option("--sample", min=1, help="只抽多少题（按题号散列，可重现）")]
Seed = Annotated[str, typer.Option("--seed", help="换一组样本；同一个值总是抽到同样的题")]
Html = Annotated[Path | None, typer.Option("--html", help="报告写到哪个文件，默认在回答文件旁边")]
Baseline = Annotated[Path | None, typer.Option(help="基线文件，默认仓库里的 eval/baseline.json")]


@contextmanager
def clear_errors() -> Iterator[None]:
    """Bad input ends with its line and status 2, any other known error with status 1."""
    try:
        yield
    except BadInput as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    except PolicyBotError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


def session(suites: list[str] | None = None, sample: int | None = None, seed: str = "") -> Session:
    """What a command works on."""
    return Session(wiring, tuple(suites or ()), _say, Draw(sample, seed) if sample else None)


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _day(text: str | None, default: Callable[[], date | None]) -> date | None:
    if text is None:
        return default()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--as-of 应写成 YYYY-MM-DD，现在是“{text}”。") from None


@app.command()
def generate(
    suite: Suites = None,
    out: Out = None,
    mode: Mode = "offline",
    concurrency: Concurrency = None,
    as_of: AsOf = None,
    sample: Sample = None,
    seed: Seed = "",
) -> None:
    """让助手回答题集，写出回答文件（中断后重新运行会接着做）。"""
    with clear_errors():
        made = session(suite, sample, seed)
        made.generate(made.path(out), mode, concurrency, _day(as_of, made.wiring.today))


@app.command()
def score(answers: Answers = None, suite: Suites = None, html: Html = None) -> None:
    """给回答文件评分（不需要助手和模型），写出报告并记入历史。"""
    with clear_errors():
        made = session(suite)
        path = made.path(answers)
        steps.publish(made, path, made.score(path), html)


@app.command()
def run(
    suite: Suites = None,
    out: Out = None,
    mode: Mode = "offline",
    concurrency: Concurrency = None,
    as_of: AsOf = None,
    sample: Sample = None,
    seed: Seed = "",
) -> None:
    """先 generate 再 score。"""
    with clear_errors():
        made = session(suite, sample, seed)
        path = made.path(out)
        made.generate(path, mode, concurrency, _day(as_of, made.wiring.today))
        steps.publish(made, path, made.score(path), None)


@app.command()
def compare(before: Path, after: Path, suite: Suites = None) -> None:
    """比较两个回答文件：哪些指标变了，哪些题变对或变错。"""
    with clear_errors():
        for line in steps.compared(session(suite), before, after):
            print(line)


@app.command()
def variants(
    kind: Annotated[list[str] | None, typer.Option("--kind", help="哪种写法，可重复；不写则全部")] = None,
    suite: Suites = None,
    concurrency: Concurrency = None,
    as_of: AsOf = None,
    sample: Sample = None,
    seed: Seed = "",
) -> None:
    """同样的问题换个写法再问（问候、全角、繁体、数字写成汉字……）：答对的不该变错。"""
    with clear_errors():
        made = session(suite, sample, seed)
        for line in steps.varied(made, kind or [], concurrency, _day(as_of, made.wiring.today)):
            print(line, flush=True)


@app.command()
def gate(
    answers: Answers = None,
    suite: Suites = None,
    baseline: Baseline = None,
    update: Annotated[bool, typer.Option("--update", help="把这次结果存为新基线")] = False,
    fresh: Annotated[bool, typer.Option("--run", help="先按基线的日期重新回答一遍，再比较")] = False,
) -> None:
    """与仓库里的基线比较；退步超出置信区间时以状态 1 结束。"""
    with clear_errors():
        made = session(suite)
        against = baseline or made.wiring.baseline
        path = steps.asked_again(made, answers, against) if fresh else made.path(answers)
        scored = made.score(path)
        if update:
            print(steps.update_baseline(scored, against, path))
            return
        passed, lines = steps.gated(scored, against, steps.day_of(path))
        for line in lines:
            print(line)
    if not passed:
        raise typer.Exit(1)


@app.command()
def report(answers: Answers = None, suite: Suites = None, html: Html = None) -> None:
    """只写 HTML 报告，不记入历史。"""
    with clear_errors():
        made = session(suite)
        path = made.path(answers)
        print(steps.write_report(made, path, made.score(path), html))


@app.command()
def judge(
    answers: Answers = None,
    suite: Suites = None,
    sample: Annotated[int, typer.Option(min=1, help="抽多少题")] = 40,
    concurrency: Annotated[int, typer.Option(min=1, help="同时评判几题")] = 2,
) -> None:
    """请一个模型作第二意见（ragas）；接口由 OPENAI_BASE_URL、POLICYBOT_MODEL 指定。"""
    with clear_errors():
        made = session(suite)
        path = made.path(answers)
        for line in steps.second_opinion(made, path, sample, concurrency):
            print(line)


@app.command()
def candidates() -> None:
    """列出有人评价过的问答，供挑选为题目。"""
    with clear_errors():
        for item in session().wiring.candidates():
            mark = "赞" if item.get("rating") == "up" else "踩"
            words = [item.get("trace_id"), mark, item.get("question"), item.get("comment")]
            print("  ".join(str(word) for word in words if word))


@app.command()
def add(
    trace: Annotated[str, typer.Argument(help="问答的 trace_id，或待补全的题目文件（.json）")],
    suite: Annotated[str, typer.Option(help="加入哪个题集")] = "feedback",
    draft: Annotated[Path | None, typer.Option(help="先写出待补全的题目文件")] = None,
) -> None:
    """把一次问答变成题目：先用 --draft 写出草稿，填好正确答案，再把草稿加入题集。"""
    with clear_errors():
        print(collect.add(session().wiring, trace, suite, draft))
