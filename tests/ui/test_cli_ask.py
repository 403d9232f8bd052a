"""`policybot ask`, `ask --batch`, `doctor` and `serve` through the console script, on the real corpus."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from console_script import ROOT, refused, run

from ingest.clean import squash
from ingest.corpus import load_corpus

DEV = ROOT / "eval" / "questions" / "dev.jsonl"


def batch(home: Path, lines: bytes, folder: Path) -> list[dict[str, Any]]:
    """The answers to the lines of a file."""
    (folder / "in.jsonl").write_bytes(lines)
    files = ("--batch", str(folder / "in.jsonl"), "--out", str(folder / "out.jsonl"))
    done = run("ask", *files, "--as-of", "2023-06-30", home=home)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["in.jsonl", "out.jsonl"], "nothing half-written"
    written = (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert f"已写出 {len(written)} 条回答" in done.stderr
    return [json.loads(line) for line in written]


@pytest.fixture(scope="module")
def dev(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The answers to the whole example set, in one batch."""
    return batch(built_home, DEV.read_bytes(), tmp_path_factory.mktemp("dev"))


def test_every_example_question_is_answered_in_order_without_an_error(dev: list[dict[str, Any]]) -> None:
    asked = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    assert len(asked) == 88
    assert [found["id"] for found in dev] == [line["id"] for line in asked]
    assert [found["question"] for found in dev] == [line["question"] for line in asked]
    assert [found["id"] for found in dev if found["status"] == "error"] == []


def test_every_quote_is_verbatim_and_names_its_place(dev: list[dict[str, Any]]) -> None:
    corpus = load_corpus(ROOT / "corpus")
    whole = {squash(document.title): document.id for document in corpus.documents.values()}
    texts = {
        name: squash("".join(article.text for article in corpus.articles_of(name)))
        for name in corpus.documents
    }
    citations = [(found["id"], citation) for found in dev for citation in found["citations"]]
    assert len(citations) > 88
    for ident, citation in citations:
        document = whole[squash(citation["document_title"])]
        assert squash(citation["quote"]) in texts[document], (ident, citation["locator"])
        assert citation["locator"]
        source = citation["source"]
        lines = (ROOT / "corpus" / source["file"]).read_text(encoding="utf-8").splitlines()
        assert 1 <= source["start_line"] <= source["end_line"] <= len(lines), ident


def test_a_bad_line_is_an_answer_of_status_error(built_home: Path, tmp_path: Path) -> None:
    good = '{"id": "last", "question": "租房有补贴吗"}'.encode()
    lines = [
        b'\xef\xbb\xbf{"id": "bad-utf8", "question": "\xff\xfe"}',
        b"not json",
        b"",
        b'["a list"]',
        b'{"id": "no-question"}',
        '{"id": "day", "question": "租房", "as_of": "2023-13-01"}'.encode(),
        '{"id": "role", "question": "租房", "history": [{"role": "system", "content": "x"}]}'.encode(),
        b'{"id": "half", "question": "\\ud83d"}',
        b'{"id": "deep", "question": ' + b"[" * 100_000 + b"}",
        b'{"id": "number", "question": ' + b"9" * 5_000 + b"}",
        b'{"id": "empty", "question": ""}',
        json.dumps({"id": "long", "question": "租" * 34_000}).encode(),
        b'{"id": 7, "question": 7}',
        good,
    ]
    found = batch(built_home, b"\n".join(lines), tmp_path)
    assert [answer["id"] for answer in found] == [
        "bad-utf8", None, None, "no-question", "day", "role", "half", None, None, "empty", "long",
        "7", "last",
    ]  # fmt: skip
    assert [answer["status"] for answer in found[:-1]] == ["error"] * 12
    assert found[-1]["status"] != "error"
    assert found[0]["answer"] == "第1行不是 UTF-8 文字：请把文件另存为 UTF-8 后重试。"
    assert found[1]["answer"].startswith("第2行不是合法的 JSON")
    assert found[4]["answer"].startswith("第6行：日期应写成 YYYY-MM-DD"), "blank lines count as lines"
    assert "问题太长" in found[10]["answer"]


def test_the_day_on_the_command_line_is_for_lines_without_one(built_home: Path, tmp_path: Path) -> None:
    lines = '{"question": "租房有补贴吗"}\n{"question": "租房有补贴吗", "as_of": "2022-01-01"}'
    found = batch(built_home, lines.encode(), tmp_path)
    assert [answer["as_of"] for answer in found] == ["2023-06-30", "2022-01-01"]


@pytest.mark.parametrize(
    ("content", "out", "says"),
    [
        (b"", "out.jsonl", "是空的"),
        (b"\n  \n", "out.jsonl", "是空的"),
        (None, "out.jsonl", "没有这个文件或文件夹"),
        (b"{}", "in.jsonl", "同一个文件"),
        (b"{}", ".", "它是一个文件夹"),
        (b"{}", "in.jsonl/out.jsonl", "路径中有一段不是文件夹"),
        (b"{}", None, "需要同时用 --out"),
    ],
)  # fmt: skip
def test_a_batch_that_cannot_be_read_or_written(
    tmp_path: Path, content: bytes | None, out: str | None, says: str
) -> None:
    if content is not None:
        (tmp_path / "in.jsonl").write_bytes(content)
    target = ["--out", str(tmp_path / out)] if out else []
    done = run("ask", "--batch", str(tmp_path / "in.jsonl"), *target, home=tmp_path / "home")
    assert says in refused(done, 2)
    assert [path.name for path in tmp_path.iterdir()] == (["in.jsonl"] if content is not None else [])


def test_one_question_for_a_reader_and_as_json(built_home: Path) -> None:
    asked = ("ask", "评上石家庄工匠给发多少钱？", "--as-of", "2023-06-30")
    found = json.loads(run(*asked, "--json", home=built_home).stdout)
    assert found["status"] == "answered"
    assert found["calculations"][0]["amount"]["value"] == "20000"
    shown = run(*asked, home=built_home).stdout
    assert "2万元" in shown
    assert "第九条（有效；compendium-2023-06.txt 第" in shown


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), home=tmp_path / "home")
    assert f"端口 {port} 已被占用" in refused(done, 2)
    assert not (tmp_path / "home").exists()


def test_serving_from_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder", encoding="utf-8")
    done = run("serve", "--port", "0", home=tmp_path / "home")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "请检查" in done.stderr.strip().splitlines()[-1]


def test_doctor_finds_nothing_wrong(built_home: Path) -> None:
    done = run("doctor", home=built_home)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line.partition("：")[0] for line in lines] == [
        f"✓ {name}" for name in ("语料", "规则", "向量", "索引", "数据文件夹", "对话记录", "模型", "页面")
    ]


def test_doctor_says_what_to_do_about_each_finding(built_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    (home / "index" / "current").unlink()
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "craftsman-rules.yaml").write_text("document: craftsman-rules\nruless: []\n", encoding="utf-8")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
    done = run(
        "doctor", home=home, POLICYBOT_RULES=str(rules), OPENAI_BASE_URL=nobody, OPENAI_API_KEY="x",
        POLICYBOT_MODEL="some-model",
    )  # fmt: skip
    assert done.returncode == 1
    found = {line[2:].partition("：")[0]: line for line in done.stdout.splitlines() if line.startswith("✗")}
    assert set(found) == {"规则", "索引", "模型"}
    assert "python -m bot.rules.check" in found["规则"]
    assert "请运行 policybot ingest" in found["索引"]
    assert "连不上接口：请核对 OPENAI_BASE_URL" in found["模型"]
    assert "Traceback" not in done.stderr


def test_evaluation_has_its_own_commands(tmp_path: Path) -> None:
    done = run("eval", "--help", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {"generate", "score", "gate"} <= set(done.stdout.split())
    assert refused(run("eval", "nothing", home=tmp_path), 2).startswith("没有命令“nothing”")
