"""A delivered table, told by its header, and its records as text in one shape.

The decoded file is Parquet with `record_number` (as a spreadsheet numbers rows), `fields_found` (null where the record
fits the header) and the fields of the export's kind as text. Personal columns are never written into it; the number
and the telephone of a household become keyed hashes here.
"""

import difflib
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from conventions.accents import without_accents
from conventions.catalogue import Refusal, Sentence, _
from pipelines.rows.exports import IDENTIFIERS, PERSONAL_FIELDS, TOKENS, Export, recognise
from pipelines.rows.texts import APOSTROPHE, BLANKS, INVISIBLE, PROTECTED, UNFOLDED, plain

COLUMNS = 2_000
"""More columns than any export has (Shopee: 62); a file with more is refused."""
BEYOND_VIETNAMESE = r"[^\x{0}-\x{2FF}\x{1E80}-\x{1EFF}]"
"""Letters other than Latin and composed Vietnamese ones; those are NFC whatever stands beside them."""

FILLED_IN = [f"0{digit * 9}" for digit in "0123456789"]
"""What stands in a field that asks for a telephone where there is none."""


@dataclass(frozen=True)
class Decoded:
    """What the decoder found in one file.

    `records` are counted here, apart from the code that accepts them; `path` is the decoded Parquet file.
    """

    export: str
    records: int
    encoding: str | None = None
    path: str | None = None
    header: dict[str, str] = field(default_factory=dict)  # field -> header as printed in the file
    unknown: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for the way to the parent process."""
        return asdict(self)


@dataclass(frozen=True)
class Job:
    """One file to decode: where its bytes are, how it was named, where it was dropped, where to write."""

    source: Path
    name: str
    output: Path
    exports: Sequence[Export]
    household_key: bytes


@dataclass(frozen=True)
class Table:
    """The needed columns of one recognised table, told by its header."""

    export: Export
    header: list[str]
    positions: dict[str, int]

    def describes(self, row: Sequence[str | None]) -> bool:
        """Whether the row below the header describes the columns, as the export says such a row begins."""
        begins = self.export.description_row.items()
        return bool(begins) and all(
            (row[self.positions[name]] or "").startswith(text)
            for name, text in begins
            if len(row) > self.positions[name]
        )

    def decoded(self, **found: Any) -> Decoded:
        """What was found, with the header as printed and the headers that nobody knows."""
        return Decoded(
            export=self.export.name,
            header={name: self.header[index] for name, index in self.positions.items()},
            unknown=self.export.unknown(self.header),
            **found,
        )


def table_of(header: Sequence[str | None], exports: Sequence[Export]) -> Table:
    """The table that a header announces. Raises Refusal: unknown, needed columns missing, a mapped header twice."""
    if len(header) > COLUMNS:
        raise Refusal(_("The file has {n} columns; no export has more than {most}.", n=len(header), most=COLUMNS))
    names = [plain(text) for text in header]
    export, nearest = recognise(names, exports)
    if export is None and nearest is None:
        raise Refusal(
            _(
                "The header is not that of any known export. Expected one of: {known}. Check the first row, or add a description of it.",
                known=sorted(export.title for export in exports),
            )
        )
    if export is None:
        assert nearest is not None
        wanted = [nearest.headers[name][0] if name in nearest.headers else name for name in nearest.missing(names)]
        faults = [
            _(
                "It looks like “{title}”, but needed columns are missing: {columns}. Export it again with these columns.",
                title=nearest.title,
                columns=wanted,
            )
        ]
        faults += _meant(nearest, names)
        faults += [_repeated(nearest.repeated(names))] if nearest.repeated(names) else []
        raise Refusal(*faults)
    if repeated := export.repeated(names):
        raise Refusal(_repeated(repeated))
    return Table(export, names, export.positions(names))


def _meant(export: Export, names: Sequence[str]) -> list[Sentence]:
    """For each missing column the unknown header that comes nearest to one of its names: perhaps it was renamed."""
    unknown = {without_accents(text.lower()): text for text in export.unknown(names)}
    sentences = []
    for field_name in export.missing(names):
        accepted = export.headers.get(field_name, ())
        likely = [(wanted, near[0]) for wanted in accepted if (near := _near(wanted, unknown))]
        if likely:
            wanted, found = max(
                likely,
                key=lambda pair: difflib.SequenceMatcher(None, without_accents(pair[0].lower()), pair[1]).ratio(),
            )
            sentences.append(_("“{found}” may be meant for “{wanted}”.", found=unknown[found], wanted=wanted))
    return sentences


def _near(wanted: str, unknown: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(without_accents(wanted.lower()), list(unknown), n=1, cutoff=0.75)


def _repeated(columns: list[str]) -> Sentence:
    return _("Columns stand more than once in the header: {columns}. Keep one of each.", columns=columns)


@dataclass(frozen=True)
class Chunk:
    """Some records of a file as text.

    The frame holds `record_number`, columns named by position as `0`, `1`, …, and where a row may be misshapen
    `fields_found`, the number of its fields where it differs from the header's. In a tidy chunk every text is NFC,
    has no blanks around it, a blank one is null, and no row is wholly blank.
    """

    rows: pl.DataFrame
    is_tidy: bool = False


def write(job: Job, table: Table, chunks: Iterable[Chunk]) -> int:
    """Writes the mapped columns of a file; the number of records that are not wholly blank: such a row is no record.

    One chunk is written while the next is read.
    """
    records = 0
    with ExitStack() as open_files, ThreadPoolExecutor(1) as second:
        written: Future[None] | None = None
        writers: list[pq.ParquetWriter] = []

        def write_rows(rows: pl.DataFrame) -> None:
            arrow = rows.to_arrow(compat_level=pl.CompatLevel.oldest())
            if not writers:
                writer = pq.ParquetWriter(job.output, arrow.schema, compression="none", write_statistics=False)
                writers.append(open_files.enter_context(writer))
            writers[0].write_table(arrow)

        for chunk in chunks:
            rows = _pseudonymise(_mapped(table, chunk), job.household_key)
            records += rows.height
            if written is not None:
                written.result()
            written = second.submit(write_rows, rows)
        if written is not None:
            written.result()
    return records


def _mapped(table: Table, chunk: Chunk) -> pl.DataFrame:
    """The records of a chunk with a column for every field of the kind, null where the file has none."""
    rows = chunk.rows if chunk.is_tidy else _tidied(chunk.rows, table)
    cells = {name: pl.col(str(index)) for name, index in table.positions.items()}
    # A whole number that a program printed as a fraction has all its digits.
    fractions = [
        name for name in IDENTIFIERS if name in cells and rows.select(cells[name].str.ends_with(".0").any()).item()
    ]
    cells |= {name: cells[name].str.replace(r"^(\d{1,15})\.0$", "${1}") for name in fractions}
    found = pl.col("fields_found") if "fields_found" in rows.columns else pl.lit(None, dtype=pl.Int64)
    nothing = pl.lit(None, dtype=pl.String)
    return rows.select(
        pl.col("record_number").cast(pl.Int64),
        found.cast(pl.Int64).alias("fields_found"),
        **{name: cells.get(name, nothing) for name in table.export.kind.fields},
    )


def _tidied(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows that are not wholly blank, the mapped texts of them as NFC without blanks around, null where blank."""
    mapped = [str(index) for index in sorted(set(table.positions.values()))]
    others = [str(index) for index in range(len(table.header)) if str(index) not in mapped]
    is_other = rows.select(pl.col(mapped).str.contains(BEYOND_VIETNAMESE).any()).row(0, named=True)
    is_unfolded = rows.select(pl.col(mapped).str.contains(UNFOLDED).any()).row(0, named=True)
    tidy = rows.with_columns(_plain(name, bool(is_other[name]), bool(is_unfolded[name])) for name in mapped)
    blank = pl.all_horizontal(pl.col(mapped).is_null())
    if others and tidy.select(blank.any()).item():
        blank &= pl.all_horizontal(pl.col(others).fill_null("").str.strip_chars() == "")
    return tidy.filter(~blank)


def _plain(name: str, is_other: bool, is_unfolded: bool) -> pl.Expr:
    """The texts of a column as `texts.plain` has them, null where blank; what they need none of is left out, for it is slow."""
    text = pl.col(name).str.normalize("NFC") if is_other else pl.col(name)
    if is_unfolded:
        folded = text.str.replace_all(INVISIBLE, "").str.replace_all(BLANKS, " ").str.strip_chars()
        text = folded.str.replace(APOSTROPHE, "").str.replace(PROTECTED, "${1}")
    return text.str.strip_chars().replace("", None)


def _pseudonymise(rows: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Replaces the number and the telephone of a household by keyed hashes; nothing of them is left in clear.

    A telephone is read in national form; a text that is none, or one digit nine times over, is no telephone.
    """
    if not set(PERSONAL_FIELDS) <= set(rows.columns):
        return rows

    def token(text: str) -> str:
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]

    phone = pl.col("phone").str.replace_all(r"\D", "").str.replace(r"^(?:0084|84|0)?(\d{9})$", "0$1")
    is_phone = phone.str.contains(r"^0\d{9}$") & ~phone.is_in(FILLED_IN)
    named = rows.with_columns(
        household_token="household:" + pl.col("household_id").str.strip_chars().replace("", None),
        phone_token=pl.when(is_phone).then("phone:" + phone),
    )
    texts = pl.concat([named["household_token"], named["phone_token"]]).drop_nulls().unique()
    tokens = {text: token(text) for text in texts}
    return named.with_columns(pl.col(TOKENS).replace(tokens)).drop(PERSONAL_FIELDS)
