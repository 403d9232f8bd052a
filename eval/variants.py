"""The same questions written otherwise: whatever does not change what is asked may not change whether the answer is right.

Each variant rewrites the question and the person's earlier turns; what a right answer holds stays as it is. A question that
a variant leaves as it was is not asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cn2an
import zhconv

from eval.corpus import CorpusText
from eval.files import Record
from eval.questions import Case
from eval.score import Row, score

Rewrite = Callable[[str], str]
_COUNT = re.compile(
    r"(?<![\d.,〔（(-])\d{1,4}(?:\.\d{1,2})?(?=[万亿](?!\d)|[个名人口位家套岁月天](?![\d份])|元|块|%)"
    r"|(?<![\d.〔（(-])\d{1,2}(?=年(?![\d份]))"
)
_MARK = re.compile(r"(?<!\d)[，。？！、；,?!;](?!\d)")
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@dataclass(frozen=True)
class Variant:
    """One way to write a question otherwise: its name for the command, what it is in words, and the rewriting."""

    name: str
    label: str
    rewrite: Rewrite

    def of(self, case: Case) -> Case:
        """The case as it would be asked in this writing."""
        history = tuple(
            {**turn, "content": self.rewrite(turn["content"])} if turn["role"] == "user" else turn for turn in case.history
        )
        return replace(case, question=self.rewrite(case.question), history=history)


@dataclass(frozen=True)
class Steadiness:
    """How one variant fared: the questions that it changed, right as they stand and right as rewritten."""

    variant: Variant
    before: tuple[Row, ...]
    after: tuple[Row, ...]

    @property
    def lost(self) -> tuple[Row, ...]:
        """The questions, as rewritten, that were right as they stand and no longer are."""
        return tuple(new for old, new in zip(self.before, self.after, strict=True) if old.right and not new.right)

    @property
    def gained(self) -> int:
        """How many are right in this writing alone."""
        return sum(new.right and not old.right for old, new in zip(self.before, self.after, strict=True))


def in_characters(text: str) -> str:
    """A text with its counts and amounts in Chinese numerals (2个人 → 两个人); dates and numbers of documents stay."""

    def written(match: re.Match[str]) -> str:
        if text[match.end()] == "%":
            return f"百分之{cn2an.an2cn(match[0])}\0"
        return "两" if match[0] == "2" and text[match.end()] not in "岁月" else str(cn2an.an2cn(match[0]))

    return _COUNT.sub(written, text).replace("\0%", "")


VARIANTS: tuple[Variant, ...] = (
    Variant("greeting", "前面加问候", lambda text: f"您好，麻烦问一下，{text}"),
    Variant("thanks", "后面加道谢", lambda text: f"{text} 谢谢了！"),
    Variant("numerals", "数字写成汉字", in_characters),
    Variant("wide", "全角字符", lambda text: text.translate(_WIDE)),
    Variant("traditional", "繁体字", lambda text: str(zhconv.convert(text, "zh-hant"))),
    Variant("unmarked", "标点换成空格", lambda text: _MARK.sub(" ", text).strip()),
    Variant("lines", "分成几行发", lambda text: re.sub(r"(?<=[，。；])(?!$)", "\n", text)),
)


def varied(cases: Sequence[Case], chosen: Sequence[Variant]) -> Iterator[tuple[Variant, list[Case]]]:
    """Each variant with the cases that it changes."""
    for variant in chosen:
        rewritten = (variant.of(case) for case in cases)
        yield variant, [new for old, new in zip(cases, rewritten, strict=True) if new.line() != old.line()]


def steadiness(
    cases: Sequence[Case],
    chosen: Sequence[Variant],
    answers: Callable[[Iterable[Case]], list[Record]],
    text: CorpusText,
) -> Iterator[Steadiness]:
    """What each variant does to the cases. `answers` asks the assistant; the cases as they stand are asked once."""
    as_written = {row.case.id: row for row in score(cases, answers(cases), text).rows}
    for variant, changed in varied(cases, chosen):
        rows = score(changed, answers(changed), text).rows
        yield Steadiness(variant, tuple(as_written[row.case.id] for row in rows), rows)


def lines(found: Iterable[Steadiness], most: int = 10) -> Iterator[str]:
    """The result in words, as it comes: a line a variant, then the questions to work from that it turned wrong."""
    for item in found:
        right, still = sum(row.right for row in item.before), sum(row.right for row in item.after)
        asked = len(item.before)
        yield (
            f"{item.variant.name}（{item.variant.label}）：改了 {asked} 题，原样答对 {right}，改写后答对 {still}"
            f"（变错 {len(item.lost)}，变对 {item.gained}）"
        )
        shown = [row for row in item.lost if row.case.split == "tune"][:most]
        yield from (f"  变错  {row.case.id}  {row.case.question[:60]} —— {'；'.join(row.reasons[:2])[:100]}" for row in shown)
