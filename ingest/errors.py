"""Everything that can go wrong between a file and a published index.

Their reader is a maintainer of the corpus, so the lines are Chinese: what was wrong, where, what to do.

    IngestError
    ├── CorpusError         a corpus file is missing, unreadable or contradicts itself
    ├── UnsupportedFile     a file whose format is not read (or whose name and content disagree)
    ├── EmptyFile           a file without any text
    ├── NoTextLayer         a scanned PDF: pictures only
    ├── PasswordProtected   a file that opens only with a password
    ├── BrokenFile          a damaged file
    ├── IndexMissing        no index has been published in this data folder
    ├── IndexStale          the index was built from another state of the corpus, parser or embedding
    ├── IndexForeign        the folder holds something that this version did not make
    ├── IndexCorrupt        the published index is damaged
    ├── IndexBusy           another process is building
    ├── HomeUnusable        the data folder cannot be written (read-only, a file, no room)
    └── EmbeddingFailed     the embedding is unknown, unreachable or returned nonsense

One level only; `REBUILDABLE` groups those that a new build cures.
"""

from __future__ import annotations


class IngestError(Exception):
    """One clear line; `str(error)` is ready to be shown to a maintainer."""


class CorpusError(IngestError):
    """A corpus file is missing, unreadable or contradicts itself."""


class UnsupportedFile(IngestError):
    """A file whose format is not read."""


class EmptyFile(IngestError):
    """A file without any text."""


class NoTextLayer(IngestError):
    """A scanned PDF that holds pictures only."""


class PasswordProtected(IngestError):
    """A file that opens only with a password."""


class BrokenFile(IngestError):
    """A damaged file."""


class IndexMissing(IngestError):
    """No index has been published in this data folder."""


class IndexStale(IngestError):
    """The index was built from another state of the corpus, the parser or the embedding."""


class IndexForeign(IngestError):
    """The folder holds an index that this version did not make and must not touch."""


class IndexCorrupt(IngestError):
    """The published index is damaged."""


class IndexBusy(IngestError):
    """Another process is building the index."""


class HomeUnusable(IngestError):
    """The data folder cannot be written."""


class EmbeddingFailed(IngestError):
    """The embedding is unknown, unreachable or returned nonsense."""


REBUILDABLE = (IndexMissing, IndexStale, IndexCorrupt)
"""What a new build cures without destroying anything of value."""
