"""The commands of the calculators: `rules`, `calc`, `benefits`. They need no index."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import BadInput
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.rules.model import Rule, RuleBook
    from ingest.types import Corpus, Validity

AsOf = Annotated[str | None, typer.Option("--as-of", help="按哪一天的政策算，YYYY-MM-DD，默认今天")]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
Values = Annotated[list[str] | None, typer.Argument(help="名称=值，例如 degree=硕士 months=24")]
Audience = Annotated[str | None, typer.Option(help="只看一类对象：person、employer 或 institution")]


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add the commands to the application; `today` is the day when --as-of is not given."""

    @app.command()
    def rules(as_json: AsJson = False, as_of: AsOf = None) -> None:
        """列出全部计算规则：编号、名称、对象、文件和条款、逐字依据、要填的内容、适用期限。"""
        _list(_day(as_of, today), as_json)

    @app.command()
    def calc(
        rule_id: Annotated[str, typer.Argument(help="规则编号，见 policybot rules")],
        values: Values = None,
        as_of: AsOf = None,
        as_json: AsJson = False,
    ) -> None:
        """按一条规则计算。"""
        _calculate(rule_id, pairs(values or []), _day(as_of, today), as_json)

    @app.command()
    def benefits(
        values: Values = None,
        audience: Audience = None,
        as_of: AsOf = None,
        as_json: AsJson = False,
    ) -> None:
        """按一个人（或单位）的情况，逐条看能领什么。"""
        _benefits(pairs(values or []), audience, _day(as_of, today), as_json)


def _list(day: date, as_json: bool) -> None:
    from bot.rules.describe import describe
    from ui import show

    book, corpus = _book()
    names = corpus.documents
    told = [describe(r, _valid(corpus, r, day), names.get(r.document_id)) for r in book.rules.values()]
    print(_json(told) if as_json else show.rules_text(told))


def _calculate(rule_id: str, given: Mapping[str, str], day: date, as_json: bool) -> None:
    from bot.rules.calc import calculate
    from bot.rules.inputs import read_given
    from ui import show

    book, corpus = _book()
    rule = book.rules.get(rule_id)
    if rule is None:
        raise BadInput(f"没有编号为“{rule_id[:60]}”的规则：用 policybot rules 查看全部编号。")
    found = calculate(book, rule, read_given(rule, given), day, _valid(corpus, rule, day))
    print(_json(found.to_dict()) if as_json else show.calculation_text(found, rule))


def _benefits(given: Mapping[str, str], audience: str | None, day: date, as_json: bool) -> None:
    from bot.benefits import benefits
    from bot.rules.inputs import read_facts
    from ui import show

    book, corpus = _book()
    known = sorted({name for rule in book.rules.values() for name in rule.audience})
    if audience is not None and audience not in known:
        raise BadInput(f"--audience 应为 {'、'.join(known)} 之一，现在是“{audience}”。")
    report = benefits(book, read_facts(book, given), day, lambda rule: _valid(corpus, rule, day), audience)
    print(_json(report.to_dict()) if as_json else show.benefits_text(report))


def _day(text: str | None, today: Callable[[], date]) -> date:
    from ui.batch import day_of

    return day_of(text, today())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _book() -> tuple[RuleBook, Corpus]:
    """Rules and corpus as their files say, without the index. Raises NotReady, CorpusError."""
    from bot.rules.load import load_rules
    from ingest.corpus import load_corpus

    settings = load_settings()
    return load_rules(settings.rules), load_corpus(settings.corpus)


def _valid(corpus: Corpus, rule: Rule, day: date) -> Validity:
    from ingest.validity import validity

    return validity(corpus, rule.document_id, rule.clause.article, day, rule.clause.quote)


def pairs(values: list[str]) -> Mapping[str, str]:
    """`name=value` arguments as a mapping. Raises BadInput for one without an equals sign, or given twice."""
    found: dict[str, str] = {}
    for value in values:
        name, sign, text = value.replace("＝", "=", 1).partition("=")
        if not sign or not name.strip():
            raise BadInput(f"“{value[:60]}”应写成 名称=值，例如 degree=硕士。")
        if name.strip() in found:
            raise BadInput(f"“{name.strip()}”写了两次，请只留一个。")
        found[name.strip()] = text.strip()
    return found
