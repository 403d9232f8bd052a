"""Question suites: `eval/questions/<suite>.jsonl`, one case a line, loaded strictly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal, get_args

from bot.types import NoticeKind
from eval.corpus import CorpusText
from eval.errors import BadCases
from eval.files import Record, read_lines
from eval.match import clause

Split = Literal["tune", "test"]
TYPES = (
    "fact", "amount", "calc", "eligibility", "procedure", "materials", "deadline", "department", "definition",
    "list", "comparison", "validity", "conflict", "multi_turn", "clarify", "unanswerable", "out_of_scope",
    "adversarial", "noisy",
)  # fmt: skip
_FIELDS: dict[str, tuple[type, ...]] = {
    "id": (str,), "type": (str,), "suite": (str,), "source": (str,), "question": (str,), "history": (list,),
    "as_of": (str, type(None)), "answerable": (bool,), "doc": (str, type(None)), "anchors": (list,),
    "must_include": (list,), "must_not_include": (list,), "calc": (dict, type(None)),
    "note": (str, type(None)),
}  # fmt: skip
_EXTRA: dict[str, tuple[type, ...]] = {"rules": (list,), "notices": (list,)}


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer must hold.

    `anchors`, `must_include`: groups of alternatives. `calc`: the amount in `unit` (yuan as a rule).
    `rules`: the calculators it is about (given, or found by their quotes). `notices`: kinds of which one must
    be shown; None where the type decides.
    """

    id: str
    type: str
    suite: str
    source: str
    question: str
    answerable: bool
    history: tuple[dict[str, str], ...] = ()
    as_of: str | None = None
    doc: str | None = None
    anchors: tuple[tuple[str, ...], ...] = ()
    must_include: tuple[tuple[str, ...], ...] = ()
    must_not_include: tuple[tuple[str, ...], ...] = ()
    calc: Decimal | None = None
    unit: str = "元"
    rules: tuple[str, ...] = ()
    notices: tuple[str, ...] | None = None
    documents: tuple[str, ...] = ()
    note: str = ""
    where: str = field(default="", compare=False)

    @property
    def split(self) -> Split:
        """`tune` or `test`, by a hash of the id alone, so that a case never changes sides."""
        return "tune" if hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0 else "test"

    @property
    def title(self) -> str:
        """The case in a list on the terminal: its question where it is there to be worked from, else what it is not for."""
        return self.question if self.split == "tune" else "（test 半的题：只看总数，不照着它改）"

    def line(self) -> Record:
        """What the bot is given: id, question, history, as_of and nothing of what is right."""
        return {"id": self.id, "question": self.question, "history": list(self.history), "as_of": self.as_of}


def load(folder: Path, suites: Sequence[str] = ()) -> tuple[Case, ...]:
    """The cases of the named suites (of all, if none is named), in the order of files and lines.

    Raises BadCases with every finding: unknown suite, broken line, wrong or missing field, duplicate id.
    """
    have = {path.stem: path for path in sorted(folder.glob("*.jsonl"))}
    if not have:
        raise BadCases([f"{folder.name}：没有任何题集（*.jsonl）。"])
    unknown = [name for name in suites if name not in have]
    if unknown:
        raise BadCases([f"没有题集“{name}”，现有：{'、'.join(have)}。" for name in unknown])
    findings: list[str] = []
    cases: list[Case] = []
    first: dict[str, str] = {}
    for path in have.values():
        for number, record in read_lines(path):
            where = f"{path.name}:{number}"
            problem = record if isinstance(record, str) else problem_of(record, path.stem)
            if problem or isinstance(record, str):
                findings.append(f"{where}：{problem}。")
                continue
            if record["id"] in first:
                findings.append(f"{where}：题号“{record['id']}”重复，已见于 {first[record['id']]}。")
            first.setdefault(record["id"], where)
            cases.append(case_of(record, where))
    if findings:
        raise BadCases(findings)
    return tuple(case for case in cases if not suites or case.suite in suites)


def problem_of(record: Record, suite: str) -> str | None:
    """What is wrong with the shape of one case, in words; None for a sound one."""
    for name, kinds in _FIELDS.items():
        if name not in record:
            return f"缺少字段“{name}”"
        if not isinstance(record[name], kinds):
            return f"字段“{name}”的类型不对"
    unknown = set(record) - set(_FIELDS) - set(_EXTRA)
    if unknown:
        return f"有未知字段“{sorted(unknown)[0]}”"
    if record["type"] not in TYPES:
        return f"未知题型“{record['type']}”"
    if record["suite"] != suite:
        return f"suite 写的是“{record['suite']}”，与文件名“{suite}”不符"
    if not record["id"].strip() or not record["question"].strip():
        return "题号和问题不能为空"
    return _shape(record) or _values(record)


def _shape(record: Record) -> str | None:
    for name in ("anchors", "must_include", "must_not_include"):
        for group in record[name]:
            if isinstance(group, str) and name == "must_not_include":
                continue
            if not isinstance(group, list) or not group or not all(_words(item) for item in group):
                return f"“{name}”应是由若干组非空文字组成的列表"
    for turn in record["history"]:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
            return "history 的每一轮应有 role（user 或 assistant）和 content"
        if not isinstance(turn.get("content"), str) or set(turn) != {"role", "content"}:
            return "history 的每一轮应有 role（user 或 assistant）和 content"
    for name in _EXTRA:
        if not isinstance(record.get(name, []), list) or not all(map(_words, record.get(name, []))):
            return f"“{name}”应是文字列表"
    return None


def _words(item: object) -> bool:
    return isinstance(item, str) and bool(item.strip())


def _values(record: Record) -> str | None:
    if record["as_of"] is not None:
        try:
            date.fromisoformat(record["as_of"])
        except ValueError:
            return f"as_of 应为 YYYY-MM-DD，现在是“{record['as_of']}”"
    if record["calc"] is not None and _amount(record["calc"]) is None:
        return "calc 应有可读作数的 value"
    if record["type"] == "multi_turn" and not record["history"]:
        return "多轮题（multi_turn）须有 history"
    if record["answerable"] and not record["anchors"]:
        return "可回答的题须有 anchors"
    for kind in record.get("notices", []):
        if kind not in get_args(NoticeKind):
            return f"未知的提示类别“{kind}”"
    return None


def _amount(calc: dict[str, Any]) -> Decimal | None:
    try:
        value = Decimal(str(calc.get("value")))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _groups(record: Record, name: str) -> tuple[tuple[str, ...], ...]:
    return tuple((group,) if isinstance(group, str) else tuple(group) for group in record[name])


def case_of(record: Record, where: str = "") -> Case:
    """The case of a record that `problem_of` found nothing wrong with."""
    calc = record["calc"]
    return Case(
        id=record["id"], type=record["type"], suite=record["suite"], source=record["source"],
        question=record["question"], answerable=record["answerable"], history=tuple(record["history"]),
        as_of=record["as_of"], doc=record["doc"], anchors=_groups(record, "anchors"),
        must_include=_groups(record, "must_include"), must_not_include=_groups(record, "must_not_include"),
        calc=_amount(calc) if calc else None, unit=str(calc.get("unit") or "元") if calc else "元",
        rules=tuple(record.get("rules", ())),
        notices=tuple(record["notices"]) if "notices" in record else None,
        note=record["note"] or "", where=where,
    )  # fmt: skip


def check_anchors(cases: Iterable[Case], text: CorpusText) -> None:
    """Raises BadCases naming each anchor that does not stand verbatim in the corpus."""
    findings = [
        f"{case.where}：题 {case.id} 的锚文不在语料中：“{words}”。"
        for case in cases
        for group in case.anchors
        for words in group
        if not text.holds(words)
    ]
    if findings:
        raise BadCases(findings)


def place(cases: Iterable[Case], text: CorpusText, quotes: Mapping[str, Sequence[str]]) -> tuple[Case, ...]:
    """The cases with the documents and rules that their anchors belong to (by the rules' quotes)."""
    held = {name: [clause(quote) for quote in parts] for name, parts in quotes.items()}
    out = []
    for case in cases:
        words = [clause(alternative) for group in case.anchors for alternative in group]
        documents = {name for alternative in words for name in text.documents_with(alternative)}
        rules = [name for name, parts in held.items() if any(w in q or q in w for w in words for q in parts)]
        out.append(replace(case, documents=tuple(sorted(documents)), rules=case.rules or tuple(rules)))
    return tuple(out)


def touched(cases: Iterable[Case], changed: Sequence[str]) -> tuple[Case, ...]:
    """The cases whose anchors stand in one of the changed clauses' texts (old or new wording)."""
    texts = [clause(text) for text in changed]
    return tuple(
        case
        for case in cases
        if any(clause(words) in text for group in case.anchors for words in group for text in texts)
    )


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample of `count` cases, chosen by a hash of `seed` and the case's id: the same on every machine."""

    count: int
    seed: str = ""

    def of(self, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """The drawn cases in their order; all of them where there are no more than `count`."""
        ranked = sorted(cases, key=lambda case: hashlib.sha256(f"{self.seed} {case.id}".encode()).digest())
        kept = {case.id for case in ranked[: self.count]}
        return tuple(case for case in cases if case.id in kept)
