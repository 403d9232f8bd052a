"""Proposed entries against the entries that people confirmed, and on the forms of new documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.corpus import load_corpus
from ingest.duplicates import duplicates, shingles
from ingest.propose import propose
from ingest.readers import Text
from ingest.types import Corpus

FOLDER = Path(__file__).parents[3] / "corpus"

NOTICE = """\
测试市人民政府办公室文件

测政办发〔2024〕15号

测试市人民政府办公室
关于印发测试市青年安居办法（试行）的通知

各县（市、区）人民政府：

根据《上级条例》（省政发〔2020〕3号），制定本办法。

第一条 博士每月补贴1500元。

第二条 本办法自印发之日起施行，有效期2年。

测试市人民政府办公室
测试市住房局
{date}

附件1
申请表
2019年1月1日
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(FOLDER)


def text_of(words: str) -> Text:
    return Text("new.txt", "txt", words, 24)


@pytest.mark.parametrize(
    "printed, issued, last",
    [
        ("2024年2月29日", "2024-02-29", "2026-02-28"),
        ("2024 年 11 月 3 日", "2024-11-03", "2026-11-02"),
        ("二〇二四年十二月三十一日", "2024-12-31", "2026-12-30"),
        ("二○二四年十月二十日", "2024-10-20", "2026-10-19"),
    ],
)
def test_a_notice_in_the_usual_form(printed: str, issued: str, last: str) -> None:
    found = propose(text_of(NOTICE.format(date=printed)))
    assert found.entry() == {
        "id": f"cssqnajbfsxd-{issued[:4]}",
        "title": "测试市人民政府办公室关于印发测试市青年安居办法（试行）的通知",
        "kind": "通知",
        "begins": ["测试市人民政府办公室文件"],
        "number": "测政办发〔2024〕15号",
        "issuers": ["测试市人民政府办公室", "测试市住房局"],
        "issued_on": date.fromisoformat(issued),
        "validity_quote": "第二条 本办法自印发之日起施行，有效期2年",
        "validity_words": "第二条 本办法自印发之日起施行，有效期2年。",
        "effective_to": date.fromisoformat(last),
    }


def test_what_is_not_there_is_not_invented() -> None:
    words = "见《上级条例》（省政发〔2020〕3号）的规定。\n补贴1000元，2021年3月5日起发放。\n2021年13月32日"
    found = propose(text_of(words))
    assert (found.number, found.issued_on, found.issuers, found.validity) == (None, None, (), ())
    assert found.title.confidence < 0.5 and found.kind.confidence < 0.5


def test_ids_are_free_and_plain() -> None:
    first = propose(text_of("青年安居办法\n第一条 补贴。"))
    second = propose(text_of("青年安居办法\n第一条 补贴。"), frozenset({first.id}))
    assert (first.id, second.id) == ("qnajbf", "qnajbf-2")
    assert propose(text_of("Housing\nOne.")).id == "document"


def test_proposals_agree_with_the_confirmed_catalogue(corpus: Corpus) -> None:
    wrong = []
    for document in corpus.documents.values():
        if document.parent or document.kind == "政策摘编":
            continue
        lines = (FOLDER / document.file).read_text(encoding="utf-8").split("\n")
        found = propose(text_of("\n".join(lines[document.start_line - 1 : document.end_line])))
        number = found.number.value if found.number else None
        issued = date.fromisoformat(found.issued_on.value) if found.issued_on else None
        if (number, issued) != (document.number, document.issued_on):
            wrong.append((document.id, number, issued))
        assert set(found.issuers) <= set(document.issuers), document.id
    assert wrong == []


def test_an_exact_copy_a_near_copy_and_another_text(corpus: Corpus) -> None:
    source = [a for a in corpus.articles if a.document_id == "sci-leaders-2019"]
    whole = "\n".join(article.text for article in source)
    found = duplicates(whole, corpus)[0]
    assert (found.document_id, found.same) == ("sci-leaders-2019", True)
    assert {f"第{n}条" for n in "一二三四五六七八九十"} <= set(found.locators)
    edited = whole.replace("项目", "课题").replace("5年", "三年")
    near = duplicates(edited, corpus)[0]
    assert near.document_id == "sci-leaders-2019" and 0.5 < near.share < 0.97
    part = duplicates("\n".join(article.text for article in source[:6]), corpus)[0]
    assert part.document_id == "sci-leaders-2019" and part.same
    assert duplicates("关于火星移民的补充说明，宇航员每次飞行可以带两件行李和一只猫。", corpus) == ()
    assert duplicates("！！", corpus) == ()


def test_shingles_ignore_spaces_width_and_marks() -> None:
    assert shingles("补贴 标准：每人每月 １０００ 元整。") == shingles("補貼標準每人每月1000元整")
