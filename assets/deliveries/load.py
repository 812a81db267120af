"""Decoded files into conformed tables, each batch in one transaction with the receipts of its files."""

import base64
import hashlib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from assets import reference
from assets.deliveries import descriptions
from assets.deliveries.decisions import Decision
from assets.deliveries.store import Sighting
from assets.deliveries.tables import Decoded
from assets.messages import _
from assets.places import gazetteer
from pipelines import conform, places
from pipelines.conform import TABLES
from pipelines.exports import KINDS, Export

REFUSED_ABOVE = 0.10
"""A file of which more than this share of records is unusable is refused whole (as 18F and GOV.UK intake forms do)."""


@dataclass(frozen=True)
class Delivery:
    """One content in one folder, and every name under which it came there."""

    sha256: str
    marketplace: str | None
    shop_id: str | None
    size: int
    sightings: tuple[Sighting, ...]

    @property
    def id(self) -> str:
        """The key of the receipt: twelve letters (72 bits) of a hash of content and folder.

        It stands on every row, and DuckDB keeps a text of twelve bytes in the row itself.
        """
        told = f"{self.sha256}/{self.marketplace or ''}/{self.shop_id or ''}"
        return base64.urlsafe_b64encode(hashlib.sha256(told.encode()).digest()[:9]).decode()

    @property
    def exported_at(self) -> str:
        """The earliest modification time ever seen for these bytes in this folder."""
        return min(sighting.modified_at for sighting in self.sightings)

    @property
    def file_name(self) -> str:
        """The name of the earliest copy; the first in order where several are as old."""
        return min(self.sightings, key=lambda s: (s.modified_at, s.name)).name

    @property
    def first_seen_at(self) -> str:
        """When it was first seen."""
        return min(sighting.first_seen_at for sighting in self.sightings)

    @property
    def last_seen_at(self) -> str:
        """When it was last seen."""
        return max(sighting.last_seen_at for sighting in self.sightings)


@dataclass(frozen=True)
class Read:
    """A delivery whose file was decoded."""

    delivery: Delivery
    path: Path  # of the stored bytes
    decoded: Decoded


def receipt(
    db: duckdb.DuckDBPyConnection, delivery: Delivery, status: str, export: Export | None, **found: object
) -> None:
    """Writes the receipt of a delivery; counts and reason as found, zero and empty otherwise."""
    reasons = found.pop("reasons", ())
    assert isinstance(reasons, (tuple, list))
    values = {
        "delivery": delivery.id,
        "sha256": delivery.sha256,
        "marketplace": delivery.marketplace,
        "shop_id": delivery.shop_id,
        "file_name": delivery.file_name,
        "kind": export.kind.name if export else None,
        "export": export.name if export else None,
        "contract": export.fingerprint if export else descriptions.fingerprint(),
        "bytes": delivery.size,
        "exported_at": delivery.exported_at,
        "first_seen_at": delivery.first_seen_at,
        "last_seen_at": delivery.last_seen_at,
        "records_read": 0,
        "accepted": 0,
        "rejected": 0,
        "duplicate": 0,
        "status": status,
        "reason": " ".join(reason.said("vi") for reason in reasons) or None,
        "reason_en": " ".join(reason.said("en") for reason in reasons) or None,
        **found,
    }
    db.execute("delete from files where delivery = ?", [delivery.id])
    marks = ", ".join("?" for _value in values)
    db.execute(f"insert into files ({', '.join(values)}) values ({marks})", list(values.values()))


def seen_again(db: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Notes that a known delivery came again.

    An earlier export time than was known merges as if it had been known from the start.
    """
    known = db.execute("select kind, exported_at, status from files where delivery = ?", [delivery.id]).fetchone()
    assert known is not None
    db.execute(
        "update files set file_name = ?, exported_at = ?::timestamp, last_seen_at = ?::timestamp, "
        "first_seen_at = ?::timestamp where delivery = ?",
        [delivery.file_name, delivery.exported_at, delivery.last_seen_at, delivery.first_seen_at, delivery.id],
    )
    kind, exported_at, status = known
    if status == "loaded" and datetime.fromisoformat(delivery.exported_at) < exported_at:
        reelect(db, kind, f"select * from delivered_{TABLES[kind]} where delivery = {conform.literal(delivery.id)}")


def reelect(db: duckdb.DuckDBPyConnection, kind: str, touched: str) -> None:
    """Decides anew what is current among the orders or keys of the rows `touched`, and which days that makes stale."""
    of = KINDS[kind]
    key = ", ".join(conform.affected_key(of))
    db.execute(f"create or replace temp table affected as select distinct {key} from ({touched})")
    for statement in conform.elect(of):
        db.execute(statement)
    if kind == "order_lines":
        db.execute(
            "insert into stale_days select distinct marketplace, shop_id, ordered_at::date from delivered_order_lines "
            "where (marketplace, shop_id, order_id) in (from affected)"
        )


def forget(db: duckdb.DuckDBPyConnection, delivery: str) -> None:
    """Takes all that a delivery brought out of the tables, as if it had never come; its receipt goes too."""
    kind = (db.execute("select kind from files where delivery = ?", [delivery]).fetchone() or (None,))[0]
    if kind is not None:
        of, table = KINDS[kind], f"delivered_{TABLES[kind]}"
        brought = f"select * from {table} where delivery = {conform.literal(delivery)}"
        key = ", ".join(conform.affected_key(of))
        if kind == "order_lines":
            db.execute(
                f"insert into stale_days select distinct marketplace, shop_id, ordered_at::date from ({brought})"
            )
        db.execute(f"create or replace temp table forgotten as select distinct {key} from ({brought})")
        db.execute(f"delete from {table} where delivery = ?", [delivery])
        reelect(db, kind, "from forgotten")
    for table in ("quarantined_records", "unreadable_values", "files"):
        db.execute(f"delete from {table} where delivery = ?", [delivery])


def withdraw(db: duckdb.DuckDBPyConnection, decision: Decision) -> None:
    """Takes a delivery back as if it had never come; its receipt stays, with the reason."""
    db.execute("create or replace temp table withdrawn as from files where delivery = ?", [decision.delivery])
    forget(db, decision.delivery)
    db.execute("update withdrawn set status = 'withdrawn', reason = ?, reason_en = ?", [decision.reason] * 2)
    db.execute("insert into files from withdrawn")


def load(db: duckdb.DuckDBPyConnection, batch: Sequence[Read], accepted: Set[str] = frozenset()) -> None:
    """Conforms a batch of files of one export, within the caller's transaction.

    `accepted`: deliveries that an operator takes although more of them is unusable than is allowed.
    Raises AssertionError if a file's records are not accounted for: read = accepted + rejected + duplicate.
    """
    export = descriptions.load()[batch[0].decoded.export]
    marketplaces = descriptions.marketplaces()
    ids = [read.delivery.id for read in batch]
    for (known,) in db.execute("select delivery from files where list_contains(?, delivery)", [ids]).fetchall():
        forget(db, known)
    _stage(db, export, batch, marketplaces)
    if export.kind.name == "order_lines":
        _judge_orders(db, export, batch)
    if export.kind.name == "reported":
        _judge_reported(db)
    db.execute(f"create or replace temp table repeated as {conform.duplicates(export.kind)}")
    if export.kind.name == "order_lines":
        _conclude_orders(db, export)
    counts = {row["delivery"]: row for row in _counts(db).iter_rows(named=True)}
    refused = []
    for read in batch:
        count = counts.get(read.delivery.id, {"records": 0, "rejected": 0, "duplicate": 0})
        if count["records"] != read.decoded.records:
            raise AssertionError(
                f"{read.delivery.file_name}: {read.decoded.records} records were counted, {count['records']} were read"
            )
        is_refused = count["rejected"] > REFUSED_ABOVE * count["records"] and read.delivery.id not in accepted
        if is_refused:
            refused.append(read.delivery.id)
        _receipt_of(db, export, read, count, is_refused)
    _set_aside(db, export, batch)
    _keep(db, export, refused, is_one=len(batch) == 1)


def _source(batch: Sequence[Read], number: str = "0") -> str:
    """The text of a batch with the folder of each file: decoded Parquet files, or one clean CSV read in place.

    `number`: the record number of a CSV read in place; by default it is told later by the record's place in the table.
    """
    direct = batch[0].decoded.direct
    if direct is None:
        paths = ", ".join(conform.literal(str(r.decoded.path)) for r in batch if r.decoded.records)
        return (
            "(select text.* exclude (filename), folder.* exclude (filename) "
            f"from read_parquet([{paths}], filename = true) text join folders folder using (filename))"
        )
    export = descriptions.load()[batch[0].decoded.export]
    fields = ", ".join(
        f"c{direct['positions'][name]} as {name}" if name in direct["positions"] else f"null::varchar as {name}"
        for name in export.kind.fields
    )
    columns = ", ".join(f"'c{index}': 'varchar'" for index in range(direct["columns"]))
    csv = (
        f"read_csv({conform.literal(str(batch[0].path))}, columns = {{{columns}}}, header = true, auto_detect = false, "
        f"delim = {conform.literal(direct['delimiter'])}, quote = '\"', escape = '\"', strict_mode = true)"
    )
    numbered = f"select {number} as record_number, null::bigint as fields_found, {fields} from {csv}"
    return f"(select text.*, folder.* exclude (filename) from ({numbered}) text, folders folder)"


def _stage(db: duckdb.DuckDBPyConnection, export: Export, batch: Sequence[Read], marketplaces: set[str]) -> None:
    """Makes `folders` and `staged`, the typed records of the batch with their faults."""
    db.execute(f"drop {'view' if _is_view(db) else 'table'} if exists staged")
    db.execute(
        "create or replace temp table folders (filename varchar, delivery varchar, folder_marketplace varchar, "
        "folder_shop_id varchar, arrived_at timestamp)"
    )
    db.executemany(
        "insert into folders values (?, ?, ?, ?, ?)",
        [
            [str(r.decoded.path), r.delivery.id, r.delivery.marketplace, r.delivery.shop_id, r.delivery.first_seen_at]
            for r in batch
        ],
    )
    if not any(read.decoded.records for read in batch):
        empty = ", ".join(f"null::{of} as {name}" for name, of in conform.stored_fields(export.kind).items())
        db.execute(
            "create or replace temp table staged as select null::varchar as delivery, null::integer as record_number, "
            f"{empty}, 0 as unreadable, null::{conform.FAULTS} as faults where false"
        )
        return
    present = {field for read in batch for field in read.decoded.header}
    query = conform.staged(export, _source(batch), marketplaces, present)
    if batch[0].decoded.direct is None:
        db.execute(f"create or replace temp table staged as {query}")
        return
    # Rows keep the order of the file, so their place tells the record; numbering them while reading costs a core.
    db.execute(f"create or replace temp table typed as {query}")
    first = db.execute("select coalesce(min(rowid), 0) from typed").fetchall()[0][0]
    numbered = f"cast(rowid - {first} + 2 as integer) as record_number, * exclude (record_number)"
    db.execute(f"create temp view staged as select {numbered} from typed")


def _is_view(db: duckdb.DuckDBPyConnection) -> bool:
    return db.execute("select 1 from duckdb_views() where view_name = 'staged' and temporary").fetchone() is not None


def _settle(db: duckdb.DuckDBPyConnection) -> None:
    """Makes `staged` a table that can be updated, where it is a view over records numbered by their place."""
    if _is_view(db):
        db.execute("create or replace temp table numbered as from staged")
        db.execute("drop view staged")
        db.execute("create temp table staged as from numbered")


def _judge_orders(db: duckdb.DuckDBPyConnection, export: Export, batch: Sequence[Read]) -> None:
    """Amounts that no line of an order has, and numbers for lines that only their content tells apart."""
    lacking = "select 1 from staged where order_value_vnd is null or order_value_vnd < 0 limit 1"
    if export.order_amount == "column" and db.execute(lacking).fetchone():
        _settle(db)
        source = _source(batch, "row_number() over () + 1")
        amount = conform.text_of("order_value_vnd", export.absent)
        raw = f"select delivery, record_number, {amount} as order_value_vnd from {source}"
        for statement in conform.judge_orders(raw):
            db.execute(statement)
    if export.line_key != ("line_no",):
        db.execute(conform.NUMBER_REPEATS)


def _conclude_orders(db: duckdb.DuckDBPyConnection, export: Export) -> None:
    """What an order's lines say together: its amount, whether all of it came back, its state."""
    concluded = {
        conform.SUM_LINES: export.order_amount == "sum_of_lines",
        conform.MARK_RETURNED: "returned_quantity" in export.headers,
        conform.STATE_OF_LINES: export.status_of == "line",
    }
    for statement, is_needed in concluded.items():
        if is_needed:
            _settle(db)
            db.execute(statement)


def _judge_reported(db: duckdb.DuckDBPyConnection) -> None:
    """A reported figure needs a registered indicator and a place that resolves in its frame."""
    named = db.sql(
        "select distinct indicator, frame, place from staged where indicator is not null and place is not null"
    ).pl()
    resolved = places.resolve(named, gazetteer(), province="place")
    code = pl.when(pl.col("frame") == "63").then("code_63").when(pl.col("frame") == "34").then("code_34")
    judged = resolved.select(
        "indicator",
        "frame",
        "place",
        bad_indicator=~pl.col("indicator").is_in(reference.table("indicators")["indicator"].to_list()),
        bad_place=code.is_null(),
    )
    db.register("judged", judged.to_arrow())
    for field, code_of_fault in (("indicator", "unknown_indicator"), ("place", "unknown_place")):
        db.execute(
            f"""
            update staged set faults = list_concat(coalesce(staged.faults, []),
                [{{'field': '{field}', 'value': staged.{field}, 'code': '{code_of_fault}'}}])
            from judged where bad_{field} and staged.indicator = judged.indicator and staged.place = judged.place
                and staged.frame is not distinct from judged.frame
            """
        )
    db.unregister("judged")


def _counts(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Records, rejected and duplicate per delivery, as the warehouse has staged them."""
    return db.sql(
        "select delivery, count(*) as records, count(faults) as rejected, coalesce(any_value(twice), 0) as duplicate "
        "from staged left join (select delivery, count(*) as twice from repeated group by all) using (delivery) group by all"
    ).pl()


def _receipt_of(
    db: duckdb.DuckDBPyConnection, export: Export, read: Read, count: dict[str, int], is_refused: bool
) -> None:
    records, duplicate = count["records"], count["duplicate"]
    rejected = records - duplicate if is_refused else count["rejected"]
    reasons = []
    if is_refused:
        reasons = [
            _(
                "{bad} of {records} records cannot be used, more than {most} %. Mend them and deliver the file again; “digital-shops quarantine --file {sha}” lists them.",
                bad=count["rejected"],
                records=records,
                most=round(REFUSED_ABOVE * 100),
                sha=read.delivery.sha256[:12],
            )
        ]
    receipt(
        db,
        read.delivery,
        "refused" if is_refused else "loaded",
        export,
        encoding=read.decoded.encoding,
        records_read=records,
        accepted=records - duplicate - rejected,
        rejected=rejected,
        duplicate=duplicate,
        unknown_columns=read.decoded.unknown,
        reasons=reasons,
    )


def _set_aside(db: duckdb.DuckDBPyConnection, export: Export, batch: Sequence[Read]) -> None:
    """Appends the faults of the batch's records, and counts the values that could not be read and are not needed."""
    headers = [(read.delivery.id, field, text) for read in batch for field, text in read.decoded.header.items()]
    db.register("headers", pl.DataFrame(headers, schema=["delivery", "field", "column_name"], orient="row").to_arrow())
    db.execute(
        """
        insert into quarantined_records
        select bad.delivery, record_number, fault.field, coalesce(column_name, fault.field), fault.value, fault.code
        from (select delivery, record_number, unnest(faults) as fault from staged where faults is not null) bad
        left join headers on headers.delivery = bad.delivery and headers.field = bad.fault.field
        """
    )
    unread = db.execute("select bit_or(unreadable) from staged").fetchall()[0][0] or 0
    for bit, field in enumerate(export.kind.fields):
        if not unread & (1 << bit):
            continue
        db.execute(
            "insert into unreadable_values select staged.delivery, field, any_value(column_name), count(*) "
            "from staged join headers on headers.delivery = staged.delivery and field = ? "
            "where unreadable & ? > 0 group by all",
            [field, 1 << bit],
        )
    db.unregister("headers")


def _keep(db: duckdb.DuckDBPyConnection, export: Export, refused: Sequence[str], is_one: bool) -> None:
    """Appends the accepted records of the batch and elects what is current where another delivery has the same key."""
    kind = export.kind
    table = f"delivered_{TABLES[kind.name]}"
    columns = ", ".join(("delivery", "record_number", *conform.stored_fields(kind)))
    refusals = ", ".join(conform.literal(delivery) for delivery in refused) or "''"
    repeats = "" if db.execute("select 1 from repeated limit 1").fetchone() is None else conform.NOT_REPEATED
    accepted = f"select {columns}, true as is_current from staged where faults is null and delivery not in ({refusals}) {repeats}"
    was_empty = db.execute(f"select 1 from {table} limit 1").fetchone() is None
    if kind.name == "order_lines":
        db.execute(f"create or replace temp table heads as {conform.heads(accepted)}")
        record = "record_number" if is_one else "(delivery, record_number)"  # a struct costs twice a number
        marked = f"select *, {record} in (select {record} from heads) as is_order_head from ({accepted})"
        db.execute(f"insert into {table} by name {marked}")
        db.execute(f"insert into stale_days select distinct marketplace, shop_id, ordered_at::date from ({accepted})")
    else:
        db.execute(f"insert into {table} by name {accepted}")
    if not was_empty or db.execute(f"select count(distinct delivery) > 1 from ({accepted})").fetchone() == (True,):
        key = ", ".join(conform.affected_key(kind))
        shared = (
            f"select {key} from {table} where ({key}) in (select ({key}) from ({accepted})) "
            "group by all having count(distinct delivery) > 1"
        )
        reelect(db, kind.name, shared)
    _note_places(db, kind.name, accepted)


def _note_places(db: duckdb.DuckDBPyConnection, kind: str, accepted: str) -> None:
    """Notes address texts that were never seen before; they are resolved after the intake."""
    prefix = {"order_lines": "buyer_", "register": "", "payment_accounts": ""}.get(kind)
    if prefix is None:
        return
    address = ", ".join(f"{prefix}{part} as {part}" for part in ("province", "district", "commune"))
    db.execute(
        f"""
        insert into places (province, district, commune)
        select distinct {address} from ({accepted})
        except select province, district, commune from places
        """
    )
