"""Regular CSV in UTF-8, block by block at the speed of Polars.

A block is read this way only where nothing in it could be understood in two ways: every record has the header's number
of fields, every quotation mark opens or closes a field or is doubled inside one, every record ends with a line end. All
else is left to the strict reader of `csv_files`, which reads the same records, slower, or says what is wrong.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from assets.deliveries.tables import Chunk

BLOCK_BYTES = 2**24
RECORD_BYTES = 2**20
"""Longer records are the strict reader's, which refuses fields of that length."""
UNTIDY = (*(bytes([mark]) for mark in (*range(0x0A), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)), b"  ")
"""Blanks beside single spaces and line ends in ASCII, and marks that are invisible."""
LATIN_1, GREEK, VIETNAMESE = 0xC2, 0xCC, 0xE1
"""First bytes in UTF-8: of the blanks and signs of Latin-1; of combining marks and all behind; of Vietnamese letters."""
VIETNAMESE_SECOND = np.frombuffer(b"\xba\xbb", np.uint8)
"""Second bytes of U+1E80 to U+1EFF."""


class Irregular(Exception):
    """The file is not a regular CSV, or may not be."""


def chunks(path: Path, delimiter: str, width: int, skipped: int) -> Iterator[Chunk]:
    """Numbered text frames of the records behind the first `skipped`. Raises Irregular."""
    if width < 2:
        raise Irregular
    number, rest = 1, b""
    with path.open("rb") as file:
        start = file.read(3)
        file.seek(3 if start == b"\xef\xbb\xbf" else 0)
        while read := file.read(BLOCK_BYTES):
            block = rest + read
            ends = _record_ends(block)
            last = int(ends[-1]) + 1 if len(ends) else 0
            block, rest = block[:last], block[last:]
            if len(rest) > RECORD_BYTES:
                raise Irregular
            if len(ends):
                yield from _chunk(block, ends, delimiter, width, number, skipped)
            number += len(ends)
        if rest:
            block = rest + b"\n"
            yield from _chunk(block, _record_ends(block), delimiter, width, number, skipped)


def _record_ends(block: bytes) -> NDArray[np.int64]:
    """The line ends of a block that stand outside of quotation marks; a block begins with a record."""
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == ord("\n"))
    return ends[_is_outside(block, ends)] if b'"' in block else ends


def _is_outside(block: bytes, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    quotes = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == ord('"'))
    return np.searchsorted(quotes, places) % 2 == 0


def _chunk(
    block: bytes, ends: NDArray[np.int64], delimiter: str, width: int, number: int, skipped: int
) -> Iterator[Chunk]:
    """The frame of a block of whole records, of which the first has this number; nothing if all are skipped."""
    _check(block, ends, delimiter, width)
    first = max(skipped - number + 1, 0)
    if first >= len(ends):
        return
    start = int(ends[first - 1]) + 1 if first else 0
    if block.startswith(b"\xef\xbb\xbf", start):
        raise Irregular  # Polars would take it for the mark at the beginning of a file
    try:
        rows = pl.read_csv(
            block[start:],
            separator=delimiter,
            has_header=False,
            schema={str(index): pl.String for index in range(width)},
        )
    except (pl.exceptions.PolarsError, OSError) as error:  # OSError: a block that begins as an archive does
        raise Irregular from error
    if rows.height != len(ends) - first:
        raise Irregular
    yield Chunk(rows.with_row_index("record_number", number + first), _is_tidy(block, ends, rows, delimiter))


def _is_tidy(block: bytes, ends: NDArray[np.int64], rows: pl.DataFrame, delimiter: str) -> bool:
    """Whether every text is NFC without blanks around it, a blank one is null and no row is wholly blank.

    Told quickly, and false where it would take time to tell.
    """
    if any(mark in block for mark in UNTIDY if mark != delimiter.encode()) or not _is_plainly_nfc(block):
        return False
    if b'"' in block and (b'""' in block or delimiter == "\t" or block.count(b"\n") != len(ends)):
        return False
    if (b"'" in block or b"=" in block) and any(rows.select(pl.all().str.contains("^['=]").any()).row(0)):
        return False
    padded = pl.all().str.starts_with(" ") | pl.all().str.ends_with(" ")
    return not any(rows.select(padded.any()).row(0)) and rows["0"].null_count() == 0


def _is_plainly_nfc(block: bytes) -> bool:
    """Whether no letter is beyond Latin and Vietnamese ones: these are NFC, and none is a blank."""
    letters = np.frombuffer(block, dtype=np.uint8)
    if bytes([LATIN_1]) in block or ((letters >= GREEK) & (letters != VIETNAMESE)).any():
        return False
    seconds = letters[np.flatnonzero(letters == VIETNAMESE) + 1]  # a block ends with a line end
    return bool(np.isin(seconds, VIETNAMESE_SECOND).all())


def _check(block: bytes, ends: NDArray[np.int64], delimiter: str, width: int) -> None:
    """Raises Irregular unless every mark of the block has but one reading."""
    letters = np.frombuffer(block, dtype=np.uint8)
    if not len(ends) or ends[-1] != len(block) - 1 or int(np.diff(ends, prepend=-1).max()) > RECORD_BYTES:
        raise Irregular
    if b"\0" in block or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
        raise Irregular
    marks = letters == ord(delimiter)
    count = np.count_nonzero(marks)
    if b'"' in block:
        quotes = np.flatnonzero(letters == ord('"'))
        border = np.frombuffer(b'"\r\n' + delimiter.encode(), np.uint8)
        before = letters[quotes[::2][quotes[::2] > 0] - 1]
        after = letters[quotes[1::2] + 1]  # a block ends with a line end, so something always stands behind
        if not (np.isin(before, border).all() and np.isin(after, border).all()):
            raise Irregular
        count = np.count_nonzero(_is_outside(block, np.flatnonzero(marks)))
    if count != (width - 1) * len(ends):
        raise Irregular
