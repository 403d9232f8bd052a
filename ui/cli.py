"""The command line `policybot`. Exit status: 0 fine, 1 a finding or a failed check, 2 wrong usage or bad input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from tqdm import tqdm

from bot.answer import answer
from bot.bot import Bot, open_bot
from bot.errors import BadInput, NotReady, PolicyBotError
from bot.guard import check, clean
from bot.rules.calc import calculate
from bot.rules.inputs import read_given
from bot.settings import Settings, load_settings
from bot.types import Question
from ui import batch, show
from ui.corpus_commands import register as register_corpus_commands

app = typer.Typer(add_completion=False, no_args_is_help=True, help="石家庄产业工人政策助手：有出处的回答，算得出的金额。")
register_corpus_commands(app)

AsOf = Annotated[str | None, typer.Option("--as-of", help="按哪一天的政策回答，YYYY-MM-DD，默认今天")]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]


def today() -> date:
    """The day on which answers must hold when none is given; the only place where the clock is read for it."""
    return date.today()


def opened(settings: Settings | None = None) -> Bot:
    """The assistant, with progress on standard error."""
    return open_bot(settings or load_settings(), lambda line: print(line, file=sys.stderr))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="要问的问题")] = None,
    as_json: AsJson = False,
    as_of: AsOf = None,
    mode: Annotated[str, typer.Option(help="auto、offline 或 llm")] = "auto",
    batch_file: Annotated[Path | None, typer.Option("--batch", help="每行一个问题的 JSONL 文件")] = None,
    out: Annotated[Path | None, typer.Option(help="批量回答写到哪个文件")] = None,
) -> None:
    """回答一个问题，或用 --batch 逐行回答一个文件。"""
    if mode not in ("auto", "offline", "llm"):
        raise BadInput(f"--mode 应为 auto、offline 或 llm，现在是“{mode}”。")
    if batch_file is not None:
        _batch(batch_file, out, mode)
        return
    if question is None:
        raise BadInput("请写出问题，例如：policybot ask \"评上工匠给发多少钱？\"；或用 --batch 文件.jsonl --out 结果.jsonl。")
    asked = batch.question_of({"question": question, "as_of": as_of, "mode": mode}, today())
    bot = opened()
    check(clean(asked.text), bot.guard)
    found = answer(asked, bot)
    print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2) if as_json else show.answer_text(found))
    if found.status == "error":
        raise typer.Exit(1)


def _batch(source: Path, out: Path | None, mode: str) -> None:
    if out is None:
        raise BadInput("--batch 需要同时用 --out 指定结果文件。")
    try:
        lines = source.read_bytes().splitlines()
    except OSError as error:
        raise BadInput(f"读不到 {source}（{error.strerror}）：请检查文件名和权限。") from None
    bot = opened()
    rows = batch.answers(lines, lambda q: answer(q, bot), today(), mode)
    total = sum(1 for line in lines if line.strip())

    def progress() -> Iterator[dict[str, Any]]:
        for found in tqdm(rows, total=total, unit="问", file=sys.stderr, desc="回答"):
            yield found.to_dict()

    try:
        count = batch.write_lines(out, progress())
    except OSError as error:
        raise BadInput(f"写不了 {out}（{error.strerror}）：请换一个可写的位置。") from None
    print(f"已写出 {count} 条回答：{out}", file=sys.stderr)


@app.command()
def rules(as_json: AsJson = False) -> None:
    """列出全部计算规则。"""
    from bot.rules.describe import describe
    from bot.rules.load import load_rules

    book = load_rules(load_settings().rules)
    if as_json:
        print(json.dumps([describe(rule) for rule in book.rules.values()], ensure_ascii=False, indent=2))
    else:
        print(show.rules_text(book.rules.values()))


@app.command()
def calc(
    rule_id: Annotated[str, typer.Argument(help="规则编号，见 policybot rules")],
    values: Annotated[list[str] | None, typer.Argument(help="名称=值，例如 degree=硕士 months=24")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """按一条规则计算。"""
    bot = opened()
    rule = bot.book.rules.get(rule_id)
    if rule is None:
        raise BadInput(f"没有编号为“{rule_id}”的规则：用 policybot rules 查看全部编号。")
    day = batch.day_of(as_of, today())
    given = read_given(rule, pairs(values or []))
    found = calculate(bot.book, rule, given, day, bot.judge(day)(rule))
    print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2) if as_json else show.calculation_text(found))


@app.command()
def benefits(
    values: Annotated[list[str] | None, typer.Argument(help="名称=值，例如 degree=硕士 card=B卡")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """按一个人（或单位）的情况，逐条看能领什么。"""
    from bot.benefits import find_benefits, read_facts

    bot = opened()
    day = batch.day_of(as_of, today())
    report = find_benefits(bot.book, read_facts(bot.book, pairs(values or [])), day, bot.judge(day))
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if as_json else report.text())


def pairs(values: list[str]) -> dict[str, str]:
    """`name=value` arguments as a mapping. Raises BadInput for one without an equals sign."""
    found: dict[str, str] = {}
    for value in values:
        name, sign, text = value.partition("=")
        if not sign or not name.strip():
            raise BadInput(f"“{value}”应写成 名称=值，例如 degree=硕士。")
        found[name.strip()] = text.strip()
    return found


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口")] = 7860,
) -> None:
    """启动网页和接口服务。"""
    from ui.server import run

    run(replace(load_settings()), host, port)


@app.command()
def doctor() -> None:
    """检查语料、索引、向量和模型接口，并说明每个问题怎么处理。"""
    from ui.doctor import examine

    findings = examine(load_settings())
    for line in findings.lines:
        print(line)
    if findings.bad:
        raise typer.Exit(1)


def main() -> None:
    """Entry point of the console script: one clear line for every expected error."""
    try:
        from eval.cli import app as eval_app
        from ui.eval_runner import connect

        connect()
        app.add_typer(eval_app, name="eval", help="评测：生成、评分、比较、门槛。")
    except ImportError:
        pass
    try:
        app(standalone_mode=True)
    except BadInput as error:
        _fail(str(error), 2)
    except (NotReady, PolicyBotError) as error:
        _fail(str(error), 1)


def _fail(text: str, code: Literal[1, 2]) -> None:
    print(text, file=sys.stderr)
    raise SystemExit(code)


__all__ = ["Question", "app", "main"]
