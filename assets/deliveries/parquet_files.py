"""Parquet files: every value as its text."""

import polars as pl
import polars.selectors as cs

from assets.deliveries.tables import Chunk, Decoded, Job, table_of, write
from conventions.catalogue import Refusal, _

CHUNK_ROWS = 50_000


def read(job: Job) -> Decoded:
    """Reads a Parquet file; values of other types are read as their text."""
    try:
        frame = pl.scan_parquet(job.source, glob=False)
        header = frame.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Refusal(_("The Parquet file is cut off or damaged (its footer is missing). Export it again.")) from error
    table = table_of(header, job.exports)
    moments = cs.datetime().dt.strftime("%Y-%m-%d %H:%M:%S")
    text = (
        frame.select((cs.all() - cs.datetime()).cast(pl.String), moments)
        .select(header)
        .rename({column: str(index) for index, column in enumerate(header)})
    )
    first = text.head(1).collect()
    described = int(first.height and table.describes(list(first.row(0))))
    numbered = text.with_row_index("record_number", offset=2).slice(described)
    try:
        chunks = map(Chunk, numbered.collect_batches(chunk_size=CHUNK_ROWS, maintain_order=True))
        return table.decoded(records=write(job, table, chunks), path=str(job.output))
    except pl.exceptions.PolarsError as error:
        raise Refusal(_("The Parquet file is damaged. Export it again.")) from error
