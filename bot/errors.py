"""What can go wrong, as one small tree.

    PolicyBotError
    ├── BadInput          the caller's question, facts or file are not usable (exit 2, HTTP 4xx)
    └── NotReady          index, corpus or rules are missing or unusable (exit 1, HTTP 503)

Each carries one line in Chinese: what was wrong, where, and what to do. No path, no secret, no stack trace.
"""

from __future__ import annotations


class PolicyBotError(Exception):
    """An error whose text may be shown to the person as it is."""


class BadInput(PolicyBotError):
    """The question, a fact or a file given by the caller cannot be used."""


class NotReady(PolicyBotError):
    """Corpus, index or rules are missing or damaged."""
