"""The command line `policybot`. Exit status: 0 fine, 1 a finding or failed check, 2 wrong usage, bad input.

What a command needs is imported inside it, so that listing rules does not wait for the index and nothing
waits for the page, the evaluation or a model's libraries.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import BadInput, PolicyBotError
from bot.settings import PROJECT, load_settings
from ingest.errors import IngestError
from ui import corpus_commands, model_commands, rule_commands

if TYPE_CHECKING:
    from bot.bot import Bot
    from bot.types import Question

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
    help="政策助手：有出处的回答，算得出的金额。",
)  # fmt: skip

AsOf = Annotated[str | None, typer.Option("--as-of", help="按哪一天的政策回答，YYYY-MM-DD，默认今天")]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]

_USAGE: type[Exception] = typer.BadParameter.__bases__[0]
"""What typer raises for wrong usage of any kind; it exports only this one kind of it."""
_PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


def today() -> date:
    """The day on which answers must hold when none is given; the only place that reads the clock for it."""
    return date.today()


corpus_commands.register(app)
rule_commands.register(app, today)


def opened() -> Bot:
    """The assistant, with progress on standard error. Raises NotReady."""
    from bot.bot import open_bot

    return open_bot(load_settings(), lambda line: print(line, file=sys.stderr))


model_commands.register(app, opened)


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
    from ui import batch

    if mode not in batch.MODES:
        raise BadInput(f"--mode 应为 auto、offline 或 llm，现在是“{mode}”。")
    day = batch.day_of(as_of, today())
    if batch_file is not None:
        if question is not None:
            raise BadInput("写了问题就不要再用 --batch：两者只用一个。")
        _batch(batch_file, out, day, mode)
        return
    if out is not None:
        raise BadInput("--out 只和 --batch 一起使用；回答一个问题时直接看屏幕，或用 > 存成文件。")
    if question is None:
        raise BadInput('请写出问题，例如：policybot ask "租房有补贴吗？"；或用 --batch 文件 --out 结果文件。')
    _answer_one(batch.question_of({"question": question, "mode": mode}, day), as_json)


def _answer_one(asked: Question, as_json: bool) -> None:
    from bot.guard import check, clean, load_guard
    from ui import show

    check(clean(asked.text), load_guard(PROJECT / "bot" / "guard.yaml"))
    bot = opened()
    from bot.answer import answer

    found = answer(asked, bot)
    print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2) if as_json else show.answer_text(found))
    if found.status == "error":
        raise typer.Exit(1)


def _batch(source: Path, out: Path | None, day: date, mode: str) -> None:
    """Every line of a file, in order; nothing is opened before file and target are known to be usable."""
    from tqdm import tqdm

    from ui import batch

    if out is None:
        raise BadInput("--batch 需要同时用 --out 指定结果文件。")
    lines = batch.read_lines(source)
    batch.check_target(out, source)
    bot = opened()
    from bot.answer import answer

    failed = 0

    def progress() -> Iterator[dict[str, Any]]:
        nonlocal failed
        rows = batch.answers(lines, lambda question: answer(question, bot), day, mode)
        for found in tqdm(rows, total=len(lines), unit="问", file=sys.stderr, desc="回答"):
            failed += found.status == "error"
            yield found.to_dict()

    count = batch.write_lines(out, progress())
    note = f"，其中 {failed} 条没有答成（status 为 error，原因在 answer 里）" if failed else ""
    print(f"已写出 {count} 条回答{note}：{out}", file=sys.stderr)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口")] = 7860,
) -> None:
    """启动网页和接口服务。"""
    from ui.server import run

    run(load_settings(), host, port)


@app.command()
def mcp() -> None:
    """以 MCP（标准输入输出）供其他助手调用：检索、原文、计算、能领什么。"""
    from ui.mcp_server import server
    from ui.service import Service

    server(Service(opened(), today=today)).run()


@app.command()
def doctor() -> None:
    """检查语料、规则、向量、索引、对话记录、模型接口和页面，并说明每个问题怎么处理。"""
    from ui.doctor import examine

    findings = examine(load_settings(), lambda line: print(line, flush=True))
    if findings.bad:
        raise typer.Exit(1)


@app.command("eval", context_settings=_PASS_ON, add_help_option=False)
def evaluate(context: typer.Context) -> None:
    """评测：生成、评分、比较、门槛（policybot eval --help）。"""
    from eval.cli import app as evaluation
    from ui.eval_runner import connect

    connect()
    _exit(evaluation(args=list(context.args), prog_name="policybot eval", standalone_mode=False))


def main() -> None:
    """Entry point of the console script: every expected error is one clear line and a status."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        _exit(app(standalone_mode=False))
    except _USAGE as error:
        _fail(usage_line(error), 2)
    except BadInput as error:
        _fail(str(error), 2)
    except (PolicyBotError, IngestError) as error:
        _fail(str(error), 1)
    except (KeyboardInterrupt, typer.Abort):
        _fail("已中止。", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None
    except Exception as error:
        if os.environ.get("POLICYBOT_DEBUG"):
            traceback.print_exc()
        what = f"{type(error).__name__}：{str(error)[:200]}"
        _fail(f"程序出错（{what}）：设置 POLICYBOT_DEBUG=1 再运行可看到详情。", 1)


def usage_line(error: Exception) -> str:
    """What typer says about wrong usage, as one Chinese line; its help text where nothing was asked."""
    said = " ".join(str(getattr(error, "message", error)).split())
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return str(getattr(error, "message", "请写出命令，见 policybot --help。"))
    context = getattr(error, "ctx", None)
    where = getattr(context, "command_path", "policybot")
    what = f"命令的写法不对（{said}）"
    if kind == "NoSuchOption":
        what = f"没有选项“{getattr(error, 'option_name', said)}”"
    elif kind == "MissingParameter":
        what = f"缺少“{getattr(getattr(error, 'param', None), 'name', said)}”"
    elif said.startswith("No such command"):
        what = f"没有命令“{said.split(chr(39))[1] if chr(39) in said else said}”"
    return f"{what}：用法见 {where} --help。"


def _exit(code: Any) -> None:
    if isinstance(code, int) and code:
        raise SystemExit(code)


def _fail(text: str, code: int) -> None:
    print(text, file=sys.stderr)
    raise SystemExit(code)


__all__ = ["app", "main"]
