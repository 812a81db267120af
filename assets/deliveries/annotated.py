"""The records that were set aside, handed back as a workbook with the reason beside each."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from assets.deliveries import descriptions, store
from assets.deliveries.decoder import Decoder
from assets.storage.warehouse import Warehouse
from conventions import reasons
from conventions.catalogue import Refusal, Sentence, _
from conventions.folder import WorkingFolder
from conventions.spreadsheets import harmless
from pipelines.rows.exports import Export

EXAMPLE = datetime(2025, 10, 31, 9, 49)
STYLES = {"vi": "1.234.567,5", "en": "1,234,567.5", "row": "1.234,5 (vi) / 1,234.5 (en)"}


def explained(code: str, export: Export) -> str:
    """Why a record was set aside, by the code of its fault, and what was expected in files of its export."""
    times = [EXAMPLE.strftime(style) for style in export.timestamp_formats[:2]]
    known = {
        "times": times,
        "number": STYLES[export.number_format],
        "dong": STYLES[export.number_format].removesuffix(",5").removesuffix(".5"),
        "marketplaces": sorted(descriptions.marketplaces()),
    }
    sentences = [Sentence(reasons.sentence(code))]
    if code in reasons.EXPECTED:
        sentences.append(Sentence(reasons.EXPECTED[code], known))
    return " ".join(sentence.said() for sentence in sentences)


def set_aside(warehouse: Warehouse, sha: str) -> pl.DataFrame:
    """Faults of every delivery whose hash begins so: one row per record and fault, in the order of the file."""
    return warehouse.query(
        "select file_name, sha256, export, delivery, record_number, column_name, value, code from quarantined_records "
        "join files using (delivery) where starts_with(sha256, ?) order by file_name, record_number",
        [sha],
    )


def write(folder: WorkingFolder, sha: str, output: Path) -> int:
    """Writes the records set aside of one delivery as a workbook with an added column “Lý do”; their number.

    Personal columns are not in it: the row number says which record it is. Raises Refusal if there is nothing.
    """
    warehouse = Warehouse(folder.warehouse)
    faults = set_aside(warehouse, sha)
    if faults["delivery"].n_unique() != 1:
        raise Refusal(_("Name one file that has records set aside; “digital-shops quarantine” lists them."))
    export = descriptions.load()[faults["export"][0]]
    why: dict[int, list[str]] = {}
    for row in faults.iter_rows(named=True):
        why.setdefault(row["record_number"], []).append(f"{row['column_name']}: {explained(row['code'], export)}")
    with tempfile.TemporaryDirectory() as work, Decoder() as decoder:
        path = store.path_of(folder.store, faults["sha256"][0])
        decoded = decoder.decode(path, faults["file_name"][0], Path(work) / "records.parquet", [export.name])
        records = pl.read_parquet(str(decoded.path)).filter(pl.col("record_number").is_in(list(why)))
    _write_workbook(records, decoded.header, why, output)
    return records.height


def _write_workbook(
    records: pl.DataFrame, header: Mapping[str, str], why: Mapping[int, list[str]], output: Path
) -> None:
    shown: dict[str, Any] = {"Dòng": records["record_number"]}
    shown |= {text: records[field] for field, text in header.items() if field in records.columns}
    shown["Lý do"] = pl.Series(["; ".join(why[number]) for number in records["record_number"]])
    harmless(pl.DataFrame(shown)).write_excel(output, worksheet="records", autofit=True)
