"""One refresh's intake: drain what holds still in the landing folder into the store and the warehouse."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import duckdb

from assets.deliveries import decisions, descriptions, load, receipts, store, watch
from assets.deliveries.decoder import Decoder
from assets.deliveries.load import Read
from assets.deliveries.receipts import Delivery
from assets.storage.warehouse import Warehouse
from conventions.catalogue import Refusal, Sentence, _
from conventions.folder import WorkingFolder, now

WORK = "incoming."
"""How the folder of work in progress begins in the store; what a run that was cut off has left is removed."""
BATCH_RECORDS = 300_000
BATCH_FILES = 200
"""Small files share a transaction; these bound what one holds."""


@dataclass
class Intake:
    """What one intake did: new deliveries, known ones seen again, files that still change, things never opened."""

    new: list[int] = field(default_factory=list)
    seen_again: list[int] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    skipped: list[Sentence] = field(default_factory=list)


@dataclass
class Workbench:
    """Where one intake works: the store, a folder in it for copies and what is decoded of them, and the decoder."""

    store: Path
    folder: Path
    decoder: Decoder
    copies: dict[str, Path] = field(default_factory=dict)  # SHA-256 of what came and is not in the store -> its copy
    ahead: int | None = None  # the delivery that the decoder was sent before its turn

    def source(self, delivery: Delivery) -> Path:
        """Where the bytes of a delivery are read."""
        return self.copies.get(delivery.sha256) or store.path_of(self.store, delivery.sha256)

    def decoded(self, delivery: Delivery) -> Path:
        """Where what is decoded of a delivery is written."""
        return self.folder / f"{delivery.id}.parquet"


def drain(folder: WorkingFolder, warehouse: Warehouse, decoder: Decoder, say: Callable[[str], None]) -> Intake:
    """Takes every stable file of the landing folder, and whatever the store holds that the warehouse does not know.

    A file leaves landing when its bytes are in the store and its receipt in the warehouse; a kill at any point is
    made good by the next run, which finds the file in landing or its bytes in the store.
    """
    for left in folder.store.glob(f"{WORK}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    first = watch.look(folder.landing)
    intake = Intake()
    if first.files:
        decoder.started()
    with tempfile.TemporaryDirectory(dir=folder.store, prefix=WORK) as work, warehouse.connected() as db:
        workbench = Workbench(folder.store, Path(work), decoder)
        kept = _keep(folder, first, intake, workbench, say)
        _load_unknown(folder, warehouse, db, kept, intake, workbench, say)
    for file in first.files.values():
        if file.path in kept and watch.holds_still(file):
            file.path.unlink()
    return intake


def _keep(
    folder: WorkingFolder, first: watch.Look, intake: Intake, workbench: Workbench, say: Callable[[str], None]
) -> dict[Path, str]:
    """Brings what holds still in landing into the store: path -> SHA-256."""
    sizes = store.sizes(folder.store) if first.files else set()
    copies = {}
    for number, file in enumerate(first.files.values(), start=1):
        say(_("Keeping file {number} of {n}: {name}", number=number, n=len(first.files), name=file.name).said())
        incoming = workbench.folder / str(number)
        copies[file.name] = incoming, store.copy(file, incoming, folder.store, sizes)
    workbench.copies = {sha256: incoming for incoming, sha256 in copies.values() if sha256 and incoming.exists()}
    _send_ahead(first, {name: sha256 for name, (_incoming, sha256) in copies.items() if sha256}, workbench)
    known = {name for name, (_incoming, sha256) in copies.items() if sha256 and sha256 not in workbench.copies}
    seen = watch.look_again(folder.landing, first, known)
    seen_at, kept = now(), {}
    intake.waiting, intake.skipped = seen.waiting, seen.skipped
    for file in seen.stable:
        incoming, sha256 = copies[file.name]
        if sha256 is None:
            intake.skipped.append(_("{name} cannot be opened. Give the refresh the right to read it.", name=file.name))
            continue
        store.keep(file, incoming, sha256, folder.store, seen_at)
        kept[file.path] = sha256
    return kept


def _send_ahead(first: watch.Look, sha256: Mapping[str, str], workbench: Workbench) -> None:
    """Sends the decoder a file that is new, so that it works while the second look is waited for.

    If the file does not hold still, what was decoded of it is never asked for.
    """
    for name, content in sha256.items():
        if not store.path_of(workbench.store, content).exists():
            seen = store.Sighting.of(first.files[name], now())
            delivery = Delivery(content, seen.marketplace, seen.shop_id, 0, (seen,))
            with contextlib.suppress(Refusal):  # it lies in the wrong folder, which is said in its turn
                exports = _exports(delivery)
                workbench.ahead = delivery.id
                workbench.decoder.send(
                    workbench.source(delivery), delivery.file_name, workbench.decoded(delivery), exports
                )
                return


def _load_unknown(
    folder: WorkingFolder,
    warehouse: Warehouse,
    db: duckdb.DuckDBPyConnection,
    kept: dict[Path, str],
    intake: Intake,
    workbench: Workbench,
    say: Callable[[str], None],
) -> None:
    """Loads what the store holds and the warehouse does not know, and notes what came again."""
    with warehouse.transaction(db):
        load.remove_unfinished(db)
    _forget_what_is_read_otherwise(warehouse, db)
    decided = decisions.made(folder.store)
    _withdraw(warehouse, db, decided)
    listed = db.execute("select delivery, status, records_read > 0 from files").fetchall()
    known = {delivery: (status, is_readable) for delivery, status, is_readable in listed}
    here, new, again = set(kept.values()), [], []
    for delivery in _deliveries(folder.store, store.contents(folder.store)):
        status, is_readable = known.get(delivery.id, (None, False))
        is_here = delivery.sha256 in here
        is_accepted = delivery.id in decided and decided[delivery.id].kind == "accepted"
        # A refused one may lie better this time, or was accepted since.
        if status is None or (status == "refused" and (is_here or (is_accepted and is_readable))):
            new.append(delivery)
        elif is_here:
            again.append(delivery)
    with warehouse.transaction(db):
        for delivery in again:
            receipts.seen_again(db, delivery)
    if new:
        new.sort(key=lambda delivery: delivery.id != workbench.ahead)  # what was sent ahead is answered first
        _take(warehouse, db, new, decided, workbench, say)
        _withdraw(warehouse, db, decided)
        db.execute("checkpoint")
    intake.new = [delivery.id for delivery in new]
    intake.seen_again = [delivery.id for delivery in again]


def _withdraw(warehouse: Warehouse, db: duckdb.DuckDBPyConnection, decided: Mapping[int, decisions.Decision]) -> None:
    """Takes back what was decided to be withdrawn and still counts."""
    counts = "select delivery from files where status <> 'withdrawn'"
    for (delivery,) in db.execute(counts).fetchall():
        if delivery in decided and decided[delivery].kind == "withdrawn":
            with warehouse.transaction(db):
                receipts.withdraw(db, decided[delivery])


def _forget_what_is_read_otherwise(warehouse: Warehouse, db: duckdb.DuckDBPyConnection) -> None:
    """Forgets deliveries whose description has changed since, so that they are read again from the store."""
    contracts = [export.fingerprint for export in descriptions.load().values()] + [descriptions.fingerprint()]
    stale = db.execute("select delivery from files where not list_contains(?, contract)", [contracts]).fetchall()
    for (delivery,) in stale:
        with warehouse.transaction(db):
            receipts.forget(db, delivery)


def _deliveries(kept: Path, contents: Iterable[str]) -> Iterator[Delivery]:
    """Every marketplace and shop folder into which these contents came, in an order of its own."""
    for sha256 in sorted(contents):
        path = store.path_of(kept, sha256)
        place = lambda s: (s.marketplace or "", s.shop_id or "")  # noqa: E731
        for _place, sightings in groupby(sorted(store.sightings(kept, sha256), key=place), key=place):
            seen = tuple(sightings)
            yield Delivery(sha256, seen[0].marketplace, seen[0].shop_id, path.stat().st_size, seen)


def _take(
    warehouse: Warehouse,
    db: duckdb.DuckDBPyConnection,
    unknown: list[Delivery],
    decided: Mapping[int, decisions.Decision],
    workbench: Workbench,
    say: Callable[[str], None],
) -> None:
    """Decodes and loads deliveries that have no receipt yet, or whose receipt refuses them, batch by batch."""
    accepted = {delivery for delivery, decision in decided.items() if decision.kind == "accepted"}
    batches: dict[str, list[Read]] = {}
    for number, delivery in enumerate(unknown, start=1):
        say(_("Reading file {number} of {n}: {name}", number=number, n=len(unknown), name=delivery.file_name).said())
        try:
            read = _read(workbench, delivery)
        except Refusal as refusal:
            with warehouse.transaction(db):
                receipts.forget(db, delivery.id)
                receipts.receipt(db, delivery, "refused", None, reasons=refusal.sentences)
            continue
        batch = batches.setdefault(read.decoded.export, [])
        batch.append(read)
        if len(batch) >= BATCH_FILES or sum(r.decoded.records for r in batch) >= BATCH_RECORDS:
            _load(warehouse, db, batches.pop(read.decoded.export), accepted)
    for batch in batches.values():
        _load(warehouse, db, batch, accepted)


def _load(warehouse: Warehouse, db: duckdb.DuckDBPyConnection, batch: list[Read], accepted: Set[int]) -> None:
    """Loads a batch: its rows, then what they mean together with the receipts of the files."""
    with warehouse.transaction(db):
        load.append(db, batch)
    with warehouse.transaction(db):
        load.judge(db, batch, accepted)
    for read in batch:
        if read.decoded.path:
            Path(read.decoded.path).unlink(missing_ok=True)


def _read(workbench: Workbench, delivery: Delivery) -> Read:
    """Decodes a delivery. Raises Refusal: in the wrong folder, or whatever the decoder refuses."""
    exports = _exports(delivery)
    decoded = workbench.decoder.decode(
        workbench.source(delivery), delivery.file_name, workbench.decoded(delivery), exports
    )
    export = descriptions.load()[decoded.export]
    if export.shop_from == "folder" and not delivery.shop_id:
        raise Refusal(
            _(
                "This export names no shop. Put it into landing/{marketplace}/<shop_id>/, so that the folder says whose it is.",
                marketplace=delivery.marketplace,
            )
        )
    if export.shop_from == "column" and delivery.shop_id:
        raise Refusal(
            _(
                "This export names its shops itself. Put it into landing/{marketplace}/, not into the folder of one shop.",
                marketplace=delivery.marketplace,
            )
        )
    return Read(delivery, decoded)


def _exports(delivery: Delivery) -> list[str]:
    """The exports that may lie in the folders into which a delivery came. Raises Refusal: none may."""
    placed = [sighting for sighting in delivery.sightings if sighting.folder]
    if not placed:
        raise Refusal(
            _(
                "The file lies at the top of landing/. Put it into the folder of its kind: register/, payment_accounts/, reported/ or <marketplace>/[<shop_id>/]."
            )
        )
    if all(sighting.is_deeper for sighting in placed):
        raise Refusal(
            _(
                "The file lies too deep in landing/. A seller's export belongs into <marketplace>/<shop_id>/, all others one level up."
            )
        )
    if delivery.marketplace and delivery.marketplace not in descriptions.marketplaces():
        raise Refusal(
            _(
                "No marketplace is called “{folder}”. Known are: {known}.",
                folder=delivery.marketplace,
                known=sorted(descriptions.marketplaces()),
            )
        )
    folders = {sighting.folder for sighting in placed if not sighting.is_deeper}
    return [
        export.name for folder in sorted(folders) for export in descriptions.accepted_in(folder, delivery.marketplace)
    ]
