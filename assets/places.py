"""Addresses that were never seen before, resolved once and kept with what the gazetteer said."""

import hashlib
from functools import cache
from pathlib import Path

from assets.storage import reference
from assets.storage.warehouse import Warehouse, rows
from pipelines.places import addresses, names, resolving
from pipelines.places import gazetteer as units


@cache
def gazetteer() -> units.Gazetteer:
    """The gazetteer of data/reference/."""
    return units.Gazetteer.from_tables(reference.tables(*units.TABLES))


@cache
def gazetteer_version() -> str:
    """What decides how an address is read, as a hash: addresses are resolved anew when it changes."""
    tables = [reference.REFERENCE / f"{name}.csv" for name in units.TABLES]
    code = [Path(str(module.__file__)) for module in (units, names, addresses, resolving)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in (*tables, *code))).hexdigest()[:16]


def resolve_new(warehouse: Warehouse) -> None:
    """Fills in `places` for addresses that this gazetteer has not resolved yet."""
    with warehouse.connected() as db:
        new = rows(
            db,
            "select province, district, commune from places where gazetteer is distinct from ?",
            [gazetteer_version()],
        )
        if new.is_empty():
            return
        resolved = resolving.resolve(new, gazetteer(), province="province", district="district", commune="commune")
        columns = [column for column in resolving.ADDED_COLUMNS if not column.startswith("name_")]
        db.register("resolved", resolved.select("province", "district", "commune", *columns).to_arrow())
        with warehouse.transaction(db):
            db.execute("delete from places where gazetteer is distinct from ?", [gazetteer_version()])
            db.execute(f"insert into places by name select *, '{gazetteer_version()}' as gazetteer from resolved")
