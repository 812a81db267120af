"""The records that were set aside, handed back as a workbook with the reason beside each."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from assets.deliveries import descriptions, store
from assets.deliveries.decoder import Decoder
from assets.storage.warehouse import Warehouse
from conventions.catalogue import Refusal, Sentence, _
from conventions.folder import WorkingFolder
from conventions.spreadsheets import harmless
from pipelines.rows.exports import Export

STYLES = {"vi": "1.234.567,5", "en": "1,234,567.5", "row": "1.234,5 (vi) / 1,234.5 (en)"}


def expected(code: str, export: Export) -> Sentence:
    """What was expected where a record was set aside, by the code of its fault."""
    times = [
        style.replace("%Y", "2025").replace("%m", "10").replace("%d", "31") for style in export.timestamp_formats[:2]
    ]
    times = [style.replace("%H", "09").replace("%M", "49").replace("%S", "00").replace("%b", "Oct") for style in times]
    known = {
        "missing": _("A value is needed here."),
        "field_count": _("The record has more or fewer fields than the header."),
        "unreadable_timestamp": _("A time such as {examples} was expected.", examples=times),
        "unreadable_date": _("A date such as 2025-10-31 was expected."),
        "unreadable_decimal": _("A number such as {example} was expected.", example=STYLES[export.number_format]),
        "unreadable_dong": _("An amount in dong such as {example} was expected.", example=STYLES[export.number_format]),
        "unreadable_number": _("A number in the style that the row names was expected."),
        "negative": _("A number of at least zero was expected."),
        "after_delivery": _("The order time lies after the day on which the file came."),
        "unknown_marketplace": _(
            "A marketplace code was expected: {known}.", known=sorted(descriptions.marketplaces())
        ),
        "other_marketplace": _("The record belongs to another marketplace than the folder says."),
        "unknown_indicator": _("A code of data/reference/indicators.csv was expected."),
        "unknown_place": _("The name of one province in the frame that the row names was expected."),
    }
    return known.get(code, _("The value cannot be used."))


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
    reasons: dict[int, list[str]] = {}
    for row in faults.iter_rows(named=True):
        reasons.setdefault(row["record_number"], []).append(
            f"{row['column_name']}: {expected(row['code'], export).said()}"
        )
    with tempfile.TemporaryDirectory() as work, Decoder() as decoder:
        path = store.path_of(folder.store, faults["sha256"][0])
        decoded = decoder.decode(path, faults["file_name"][0], Path(work) / "records.parquet", [export.name])
        records = pl.read_parquet(str(decoded.path)).filter(pl.col("record_number").is_in(list(reasons)))
    _write_workbook(records, decoded.header, reasons, output)
    return records.height


def _write_workbook(
    records: pl.DataFrame, header: Mapping[str, str], reasons: Mapping[int, list[str]], output: Path
) -> None:
    shown: dict[str, Any] = {"Dòng": records["record_number"]}
    shown |= {text: records[field] for field, text in header.items() if field in records.columns}
    shown["Lý do"] = pl.Series(["; ".join(reasons[number]) for number in records["record_number"]])
    harmless(pl.DataFrame(shown)).write_excel(output, worksheet="records", autofit=True)
