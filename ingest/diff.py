"""What changed between two states of a corpus, and who relies on what changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from ingest.types import Article, Corpus


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """The articles of one document that differ, and how many do not."""

    document_id: str
    title: str
    added: tuple[Article, ...] = ()
    changed: tuple[tuple[Article, Article], ...] = ()
    """Pairs of the old and the new wording at one locator."""
    removed: tuple[Article, ...] = ()
    unchanged: int = 0

    @property
    def touched(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.changed or self.removed)

    def line(self) -> str:
        """One line for a maintainer."""
        counts = f"新增 {len(self.added)}，修改 {len(self.changed)}，不变 {self.unchanged}"
        return f"{self.document_id}：{counts}，删除 {len(self.removed)}"


def diff(old: Corpus | None, new: Corpus) -> tuple[DocumentChange, ...]:
    """Per document, in the order of the new corpus, then documents that are gone.

    An article is unchanged where its document holds the same text as before (its number may have moved),
    changed where the text at one locator differs.
    """
    before: dict[str, list[Article]] = defaultdict(list)
    after: dict[str, list[Article]] = defaultdict(list)
    for article in old.articles if old else ():
        before[article.document_id].append(article)
    for article in new.articles:
        after[article.document_id].append(article)
    titles = {**(old.documents if old else {}), **new.documents}
    order = list(dict.fromkeys([*new.documents, *after, *before]))
    named = {name: titles[name].title if name in titles else name for name in order}
    return tuple(_document(name, named[name], before[name], after[name]) for name in order)


def _document(name: str, title: str, before: list[Article], after: list[Article]) -> DocumentChange:
    same = Counter(article.text for article in before) & Counter(article.text for article in after)
    unchanged = sum(same.values())
    old, new = _beyond(before, same), _beyond(after, same)
    places: dict[str, list[Article]] = defaultdict(list)
    for article in old:
        places[article.locator].append(article)
    added, changed = [], []
    for article in new:
        if places[article.locator]:
            changed.append((places[article.locator].pop(0), article))
        else:
            added.append(article)
    gone = {article.id for left in places.values() for article in left}
    removed = tuple(article for article in old if article.id in gone)
    return DocumentChange(name, title, tuple(added), tuple(changed), removed, unchanged)


def _beyond(articles: list[Article], same: Counter[str]) -> list[Article]:
    """The articles that are left when each text in `same` is taken out as often as it counts."""
    left, rest = Counter(same), []
    for article in articles:
        if left[article.text] > 0:
            left[article.text] -= 1
        else:
            rest.append(article)
    return rest
