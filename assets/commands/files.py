"""What was delivered: `files`, `quarantine`, and the two decisions about a delivery, `withdraw` and `accept`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from assets.commands.terminal import DataOption, JsonOption, out, say, show
from conventions.catalogue import Refusal, _, language
from conventions.folder import WorkingFolder

ShaArgument = Annotated[
    str, typer.Argument(metavar="SHA", help="Các chữ số đầu của SHA-256 · First digits of the SHA-256")
]
ShopOption = Annotated[
    str | None, typer.Option("--shop", help="Thư mục cửa hàng của tệp · The shop folder it was delivered in")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Lý do · Why")]


def received(folder: WorkingFolder) -> list[dict[str, Any]]:
    """Every receipt, newest first."""
    from assets.storage.warehouse import Warehouse

    if not folder.warehouse.exists():
        return []
    return Warehouse(folder.warehouse).query("from files order by last_seen_at desc, file_name").to_dicts()


def files(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Các tệp đã nhận · Files received, with counts, status and reason."""
    rows = received(WorkingFolder.chosen(data).made())
    counts = ["records_read", "accepted", "rejected", "duplicate"]
    empty = _("No file has been delivered yet. Put files under landing/ and run “digital-shops refresh”.")
    if as_json or not rows:
        show(rows, [], as_json, empty)
        return
    said = {"loaded": _("loaded"), "refused": _("refused"), "withdrawn": _("withdrawn")}
    table = Table(box=None)
    for heading in (_("Received"), _("Read"), _("Taken"), _("Set aside"), _("Repeated"), _("Status"), _("Kind")):
        table.add_column(heading.said(), no_wrap=True)
    table.add_column(_("File").said(), overflow="fold")
    for row in rows:
        table.add_row(
            f"{row['first_seen_at']:%d/%m/%Y %H:%M}",
            *(str(row[name]) for name in counts),
            said[row["status"]].said(),
            row["kind"],
            escape(row["file_name"]),
        )
    out.print(table)
    for row in rows:
        if reason := row["reason" if language() == "vi" else "reason_en"]:
            out.print(f"{row['file_name']}: {reason}", markup=False, soft_wrap=True)


def quarantine(
    data: DataOption = None,
    file: Annotated[str, typer.Option("--file", help="Các chữ số đầu của SHA-256 · First digits of the SHA-256")] = "",
    annotated: Annotated[
        Path | None,
        typer.Option("--annotated", help="Ghi các dòng lỗi kèm lý do · Write the records with reasons (XLSX)"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Các dòng bị để riêng · Records that were set aside: row as a spreadsheet numbers it, column, value, reason."""
    from assets.deliveries import annotated as handed_back
    from assets.deliveries import descriptions
    from assets.storage.warehouse import Warehouse

    folder = WorkingFolder.chosen(data).made()
    if annotated is not None:
        count = handed_back.write(folder, file, annotated)
        say(_("{count} records with their reasons stand in {path}.", count=count, path=annotated))
        return
    found = handed_back.set_aside(Warehouse(folder.warehouse), file).to_dicts() if folder.warehouse.exists() else []
    for row in found:
        row["expected"] = handed_back.explained(row["code"], descriptions.load()[row["export"]])
    columns = ["file_name", "record_number", "column_name", "value", "expected"]
    show(found, columns, as_json, _("No record was set aside."))


def withdraw(sha: ShaArgument, reason: ReasonOption, shop: ShopOption = None, data: DataOption = None) -> None:
    """Rút một tệp đã nhận, như chưa từng đến · Take a delivery back as if it had never come."""
    name = _decide(WorkingFolder.chosen(data).made(), sha, shop, "withdrawn", reason)
    say(_("Withdrawn: {name}. Run “digital-shops refresh” to publish without it.", name=name))


def accept(sha: ShaArgument, reason: ReasonOption, shop: ShopOption = None, data: DataOption = None) -> None:
    """Nhận một tệp dù quá nhiều dòng lỗi · Take a file although too much of it is unusable."""
    name = _decide(WorkingFolder.chosen(data).made(), sha, shop, "accepted", reason)
    say(_("{name} will be taken by the next “digital-shops refresh”.", name=name))


def _decide(folder: WorkingFolder, sha: str, shop: str | None, kind: Any, reason: str) -> str:
    """Records a decision about the one delivery that is meant, and carries it out; its file name."""
    from assets.deliveries import decisions, receipts
    from assets.storage.warehouse import Warehouse
    from conventions.folder import now

    meant = [row for row in received(folder) if row["sha256"].startswith(sha) and shop in (None, row["shop_id"])]
    if len(meant) != 1:
        raise Refusal(
            _("No delivery begins with {sha}. “digital-shops files --json” lists them.", sha=sha)
            if not meant
            else _(
                "Several deliveries begin with {sha}: {names}. Name the shop with --shop.",
                sha=sha,
                names=[row["file_name"] for row in meant],
            )
        )
    decision = decisions.Decision(meant[0]["delivery"], kind, reason, now().isoformat())
    warehouse = Warehouse(folder.warehouse)
    with folder.held(), warehouse.connected() as db:
        decisions.record(folder.store, decision)
        with warehouse.transaction(db):
            if kind == "withdrawn":
                receipts.withdraw(db, decision)
            else:
                receipts.forget(db, decision.delivery)  # the next refresh reads it again from the store
    return str(meant[0]["file_name"])
