"""What can be wrong with the files of an evaluation."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import BadInput

SHOWN = 20


class BadCases(BadInput):
    """Question or answer files that cannot be used; each finding names its file and line (exit status 2)."""

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        more = [f"……另有 {len(findings) - SHOWN} 处。"] if len(findings) > SHOWN else []
        super().__init__("\n".join([*findings[:SHOWN], *more]))
