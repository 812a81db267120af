"""Receipts: what became of a delivery, and how it is taken back or learnt to be older than was known."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import duckdb

from assets.deliveries import descriptions
from assets.deliveries.decisions import Decision
from assets.deliveries.store import Sighting
from pipelines.rows import merging
from pipelines.rows.exports import KINDS, Export
from pipelines.rows.schema import TABLES


@dataclass(frozen=True)
class Delivery:
    """One content in one folder, and every name under which it came there."""

    sha256: str
    marketplace: str | None
    shop_id: str | None
    size: int
    sightings: tuple[Sighting, ...]

    @property
    def id(self) -> int:
        """The key of the receipt: 63 bits of a hash of content and folder. It stands on every row, so it is a number."""
        told = f"{self.sha256}/{self.marketplace or ''}/{self.shop_id or ''}"
        return int.from_bytes(hashlib.sha256(told.encode()).digest()[:8]) >> 1

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
        reelect(db, kind, f"select * from delivered_{TABLES[kind]} where delivery = {delivery.id}")


def reelect(db: duckdb.DuckDBPyConnection, kind: str, touched: str) -> None:
    """Decides anew what is current among the orders or keys of the rows `touched`, and which days that makes stale."""
    of = KINDS[kind]
    key = ", ".join(merging.affected_key(of))
    db.execute(f"create or replace temp table affected as select distinct {key} from ({touched})")
    for statement in merging.choose_latest(of):
        db.execute(statement)
    if kind == "order_lines":
        db.execute(
            "insert into stale_days select distinct marketplace, shop_id, ordered_at::date from delivered_order_lines "
            "where (marketplace, shop_id, order_id) in (from affected)"
        )


def forget(db: duckdb.DuckDBPyConnection, delivery: int) -> None:
    """Takes all that a delivery brought out of the tables, as if it had never come; its receipt goes too."""
    kind = (db.execute("select kind from files where delivery = ?", [delivery]).fetchone() or (None,))[0]
    if kind is not None:
        of, table = KINDS[kind], f"delivered_{TABLES[kind]}"
        brought = f"select * from {table} where delivery = {delivery}"
        key = ", ".join(merging.affected_key(of))
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
