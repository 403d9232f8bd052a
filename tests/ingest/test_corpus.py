"""The compendium as a whole: every anchor in one passage of its document, every trap of the scan handled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from parsing import CORPUS, corpus_of, write_wordings

from ingest.clean import contains, squash
from ingest.corpus import load_corpus
from ingest.errors import CorpusError
from ingest.types import Corpus, Passage

QUESTIONS = [
    json.loads(line) for line in (Path(__file__).parent / "anchors.jsonl").read_text("utf-8").splitlines()
]
SOURCE = (CORPUS / "compendium-2023-06.txt").read_text("utf-8")


def titles(corpus: Corpus, passage: Passage) -> str:
    """The titles of a passage's document and of those it is attached to."""
    document = corpus.documents[passage.document_id]
    out = squash(document.title)
    while document.parent is not None:
        document = corpus.documents[document.parent]
        out += "／" + squash(document.title)
    return out


@pytest.mark.parametrize("question", QUESTIONS, ids=[q["id"] for q in QUESTIONS])
def test_every_anchor_stands_whole_in_one_passage(corpus: Corpus, question: dict) -> None:
    named = False
    for group in question["anchors"]:
        for anchor in group:
            hits = [p for p in corpus.passages if contains(p.text, anchor)]
            assert hits or anchor not in SOURCE, anchor
            named = named or any(squash(question["doc"]) in titles(corpus, p) for p in hits)
        assert any(contains(p.text, anchor) for anchor in group for p in corpus.passages)
    assert named, question["doc"]


def test_the_documents_of_the_compendium(corpus: Corpus) -> None:
    assert len(corpus.documents) == 45
    assert len(corpus.children_of("two-industries-2021")) == 13
    assert corpus.documents["retain-talent-2022"].number == "石政办发〔2022〕6号"
    assert corpus.documents["collective-bargaining-2023"].number == "石人社字〔2023〕58号"
    assert corpus.documents["rental-housing-access"].parent == "rental-housing-2021"


@pytest.mark.parametrize(
    ("document", "locator", "words"),
    [
        ("craftsman-rules", "第九条", "给予每人2万元一次性奖励"),
        ("craftsman-rules", "第十四条", "自印发之日起施行"),
        ("talent-card-b", "人才绿卡（B卡）·可享受的服务项目（5）", "硕士10万元、学士 5 万元的一次性购房补贴"),
        ("talent-card-b", "可享受的服务项目（3）", "贷款额度最高为80万元"),
        ("retain-talent-2022", "一、3", "学士1万元、硕士3万元"),
        ("retain-talent-2022", "二、8", "每人每年给予日常经费资助 5 万元"),
        ("retain-talent-2022", "四、末段3", "有效期2年"),
        ("rules42-testing", "第十一条", "奖励投资总额的 70%，最高给予 500 万元奖励"),
        ("rules42-biopharma", "第十三条（一）", "给予2000 万元奖励，年销售额达 10 亿元以上"),
        ("rules42-major-construction", "第五条", "按照国家和省支持资金总额的 30% 予以配套支持"),
        ("rules42-preferential", "第十一条", "以软件产品开发及相关信息技术服务为主营业务"),
        ("rules42-preferential", "附件1五、4", "计算机软件著作权"),
        ("rental-housing-access", "二、（一）4", "毕业未满 5 年"),
        ("income-plan-2022", "（二）6", "最高不超过500万元的创业担保贷款"),
        ("sci-leaders-2019", "第三十二条", "有效期5年"),
    ],
)
def test_clauses_are_found_where_a_civil_servant_looks(
    corpus: Corpus, document: str, locator: str, words: str
) -> None:
    assert any(contains(article.text, words) for article in corpus.by_locator(document, locator))


def test_words_doubled_at_page_breaks_stand_once(corpus: Corpus) -> None:
    assert {d.text for d in corpus.dropped if d.reason == "重字"} == {
        "的党中央",
        "用",
        "保障局",
        "石",
        "新",
        "《河北省河",
    }
    whole = squash("".join(a.text for a in corpus.articles))
    assert "积极向用人单位推荐" in whole
    assert "报送石家庄市市场监督管理局" in whole
    assert "经市市场监管局认定" in whole


def test_lost_text_is_marked_and_never_bridged(corpus: Corpus) -> None:
    assert [a.id for a in corpus.articles if a.gap_after] == [
        "talent-city-2021:二、5",
        "sci-leaders-2019:第二十九条",
        "income-plan-2022:二、",
        "income-plan-2022:（二）6",
        "income-plan-2022:（四）12",
    ]
    assert not any("对经" in p.text and "10万元-20万元" in p.text for p in corpus.passages)
    assert len(corpus.by_locator("income-plan-2022", "（二）6")) == 2
    assert not corpus.by_locator("sci-leaders-2019", "第三十条")


def test_what_is_no_policy_is_not_in_the_index(corpus: Corpus) -> None:
    for words in ("请输入关键字搜索", "版权所有", "冀公网安备", "石政办〔2022〕6号"):
        assert not any(words in squash(p.text) for p in corpus.passages), words


def test_forms_and_model_contracts_are_named(corpus: Corpus) -> None:
    kinds = {d: {a.kind for a in corpus.articles_of(d)} for d in corpus.documents}
    assert kinds["bargaining-contract-1"] == kinds["bargaining-contract-2"] == {"model"}
    assert kinds["high-skill-bases-form-2"] == kinds["skill-recognition-form-1"] == {"form"}
    assert "form" in kinds["rules42-high-end-talent"]
    assert not any("※" in p.text and p.kind == "clause" for p in corpus.passages)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"begins": ["没有这一行"]}, "找不到开头"),
        ({"kind": None}, "缺少“kind”"),
        ({"colour": "red"}, "没有“colour”这个键"),
        ({"issued_on": "2021年"}, "不是日期"),
        ({"parent": "nobody"}, "上级文件“nobody”不在它之前"),
    ],
)
def test_a_wrong_catalogue_says_what_and_where(tmp_path: Path, change: dict, words: str) -> None:
    with pytest.raises(CorpusError, match=words):
        corpus_of(tmp_path, "办法\n第一条 规定。\n", **change)


def test_text_before_the_first_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="在第一个文件之前还有文字“封面”"):
        corpus_of(tmp_path, "封面\n办法\n第一条 规定。\n", begins=["办法"], title="办法")


def test_equal_keys_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "catalogue.yaml").write_text("files: []\nfiles: []\n", "utf-8")
    with pytest.raises(CorpusError, match="第2行：键“files”重复"):
        load_corpus(tmp_path)
    with pytest.raises(CorpusError, match="打不开"):
        load_corpus(tmp_path / "nowhere")


def test_gb18030_is_read(tmp_path: Path) -> None:
    corpus_of(tmp_path, "办法\n第一条 规定。\n")
    (tmp_path / "text.txt").write_bytes("办法\n第一条 规定。\n".encode("gb18030"))
    assert load_corpus(tmp_path).articles[-1].text == "第一条 规定。"


def test_wordings_are_read_beside_the_text(tmp_path: Path) -> None:
    passage = corpus_of(tmp_path, "办法\n第一条 规定。\n").passages[-1]
    entries = [{"at": "第一条", "holds": "规 定", "asks": [words]} for words in ("怎么规定的", "有规定吗")]
    write_wordings(tmp_path, "doc", entries)
    assert load_corpus(tmp_path).wordings == {passage.id: ("怎么规定的", "有规定吗")}
    write_wordings(tmp_path, "doc", [{"at": "第一条", "asks": ["怎么规定的"]}])
    with pytest.raises(CorpusError, match=r"wordings/a\.yaml 第1条：缺少“holds”"):
        load_corpus(tmp_path)
