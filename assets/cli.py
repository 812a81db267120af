"""The command line: parses, calls, prints. A command that needs no Dagster does not import it."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from conventions.catalogue import Refusal, _, language
from conventions.folder import PROJECT, WorkingFolder

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Thống kê cửa hàng số · Digital shop statistics",
)

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Thư mục làm việc · The working folder (DIGITAL_SHOPS_DATA, else data/)")
]
JsonOption = Annotated[bool, typer.Option("--json", help="In ra JSON · Print JSON")]

out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else 160)  # a file or a pipe has no width
err = Console(stderr=True, soft_wrap=True)
debugging = False


def main() -> None:
    """Runs the command line; every expected failure is one sentence on standard error."""
    try:
        app(standalone_mode=True)
    except Refusal as refusal:
        _explain(refusal)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if debugging:
            raise
        err.print(
            _(
                "Something failed: {error}. Run it again with --debug for details.",
                error=f"{type(error).__name__}: {error}",
            ).said(),
            markup=False,
        )
        sys.exit(1)


def _explain(refusal: Refusal) -> None:
    for sentence in refusal.sentences:
        err.print(sentence.said(), markup=False, highlight=False)


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="In cả dấu vết lỗi · Show tracebacks")] = False,
) -> None:
    global debugging
    debugging = debug


@app.command()
def refresh(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Nạp tệp mới, tính lại và công bố · Take new files, compute and publish."""
    folder = WorkingFolder.chosen(data).made()
    with err.status(_("Starting the refresh").said()) as status:
        from assets import refresh as job  # Dagster takes a second to import

        try:
            outcome = job.run(folder, status.update, debug=debugging)
        except Refusal as refusal:
            _explain(refusal)
            raise typer.Exit(1) from refusal
    _report(folder, outcome, as_json)
    raise typer.Exit(0 if outcome.is_success else 1)


@app.command()
def simulate(
    to: Annotated[Path, typer.Option("--to", help="Thư mục làm việc mới · A new working folder")],
    scale: Annotated[float, typer.Option(help="1 = cả nước · 1 = the whole country")] = 0.05,
    seed: Annotated[int, typer.Option(help="Số hạt giống · Seed")] = 1,
    dirty: Annotated[
        bool,
        typer.Option("--dirty", help="Thêm tệp lỗi và kết quả mong đợi · Add messy files and what is expected of them"),
    ] = False,
) -> None:
    """Viết các tệp mô phỏng · Write simulated deliveries into a folder of their own."""
    from assets.commands import demonstration

    with err.status(_("Making simulated deliveries").said()) as status:
        try:
            demonstration.write(to.expanduser().absolute(), scale=scale, seed=seed, progress=status.update, dirty=dirty)
        except FileExistsError as error:
            raise Refusal(
                _("{folder} holds other deliveries. Name a folder that does not exist yet.", folder=to)
            ) from error
        except ValueError as error:
            raise Refusal(_("The scale must lie between 0.001 and 1.")) from error
    out.print(
        _(
            "Simulated deliveries stand in {folder}. Refresh them with “digital-shops refresh --data {folder}”.",
            folder=to,
        ).said()
    )


def _report(folder: WorkingFolder, outcome: Any, as_json: bool) -> None:
    """Prints how a refresh ended: JSON on standard output, or sentences."""
    from assets.storage import releases

    night, newest = outcome.night, releases.newest(folder)
    files = [row for row in _files(folder) if row["delivery"] in {*night.intake.new, *night.intake.seen_again}]
    for sentence in night.intake.skipped:
        err.print(sentence.said(), markup=False, highlight=False)
    for name in night.intake.waiting:
        err.print(
            _("{name} is still being written; it waits for the next refresh.", name=name).said(),
            markup=False,
            highlight=False,
        )
    for row in files:
        if row["status"] == "refused":
            reason = row["reason"] if language() == "vi" else row["reason_en"]
            err.print(
                _("Refused: {name}: {reason}", name=row["file_name"], reason=reason).said(),
                markup=False,
                highlight=False,
            )
    if outcome.failure:
        err.print(outcome.failure.said(), markup=False, highlight=False)
    if as_json:
        found = {
            "outcome": "not_published"
            if not outcome.is_success
            else ("published" if outcome.changed else "nothing_changed"),
            "release": newest.name if newest else None,
            "files": files,
            "waiting": night.intake.waiting,
            "row_counts": newest.manifest.get("row_counts", {}) if newest else {},
            "checks": _checks(folder),
        }
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    if not outcome.is_success:
        return
    if not outcome.changed:
        out.print(_("Nothing changed. The newest release is {name}.", name=newest.name if newest else "-").said())
        return
    new = [row for row in files if row["delivery"] in night.intake.new]
    warned = [check for check in _checks(folder) if check["outcome"] != "passed"]
    out.print(
        _(
            "Published {name}: {files} new files, {accepted} records taken, {rejected} set aside, {warned} warnings.",
            name=night.release,
            files=len(new),
            accepted=sum(row["accepted"] for row in new),
            rejected=sum(row["rejected"] for row in new),
            warned=len(warned),
        ).said()
    )
    for check in warned:
        out.print(f"  {check['table_name']} · {check['check_name']}: {check['reason']}", markup=False, highlight=False)


def _files(folder: WorkingFolder) -> list[dict[str, Any]]:
    """Every receipt, newest first."""
    from assets.storage.warehouse import Warehouse

    if not folder.warehouse.exists():
        return []
    return Warehouse(folder.warehouse).query("from files order by last_seen_at desc, file_name").to_dicts()


def _checks(folder: WorkingFolder) -> list[dict[str, Any]]:
    """What the checks of the newest run found."""
    from assets.storage.warehouse import Warehouse

    if not folder.warehouse.exists():
        return []
    return (
        Warehouse(folder.warehouse).query("from checks order by outcome, severity, table_name, check_name").to_dicts()
    )


def _print(rows: list[dict[str, Any]], columns: list[str], as_json: bool, empty: str) -> None:
    """Prints rows as a table, as JSON, or says that there are none."""
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        return
    if not rows:
        out.print(empty)
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*("" if row[column] is None else str(row[column]) for column in columns))
    out.print(table)


@app.command()
def files(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Các tệp đã nhận · Files received, with counts, status and reason."""
    rows = _files(WorkingFolder.chosen(data).made())
    counts = ["records_read", "accepted", "rejected", "duplicate"]
    empty = _("No file has been delivered yet. Put files under landing/ and run “digital-shops refresh”.").said()
    if as_json or not rows:
        _print(rows, [], as_json, empty)
        return
    said = {"loaded": _("loaded"), "refused": _("refused"), "withdrawn": _("withdrawn")}
    table = Table(box=None)
    for heading in (_("Received"), _("Read"), _("Taken"), _("Set aside"), _("Repeated"), _("Status"), _("Kind")):
        table.add_column(heading.said(), no_wrap=True)
    table.add_column(_("File").said(), overflow="fold")
    for row in rows:
        received = f"{row['first_seen_at']:%d/%m/%Y %H:%M}"
        table.add_row(
            received,
            *(str(row[name]) for name in counts),
            said[row["status"]].said(),
            row["kind"],
            escape(row["file_name"]),
        )
    out.print(table)
    for row in rows:
        if reason := row["reason" if language() == "vi" else "reason_en"]:
            out.print(f"{row['file_name']}: {reason}", markup=False, soft_wrap=True)


@app.command()
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
        out.print(
            _("{count} records with their reasons stand in {path}.", count=count, path=annotated).said(), markup=False
        )
        return
    found = handed_back.set_aside(Warehouse(folder.warehouse), file).to_dicts() if folder.warehouse.exists() else []
    for row in found:
        row["expected"] = handed_back.explained(row["code"], descriptions.load()[row["export"]])
    columns = ["file_name", "record_number", "column_name", "value", "expected"]
    _print(found, columns, as_json, _("No record was set aside.").said())


places_app = typer.Typer(no_args_is_help=True, help="Địa danh · Places")
app.add_typer(places_app, name="places")

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Tệp CSV · A CSV file")]
ColumnOption = Annotated[str, typer.Option("--column", help="Tên cột · The column")]
OutputOption = Annotated[Path, typer.Option("--output", help="Tệp CSV kết quả · The CSV to write")]


@places_app.command("resolve")
def resolve_places(file: FileArgument, column: ColumnOption, output: OutputOption) -> None:
    """Tra mã tỉnh trong hai hệ 63 và 34 · Resolve province names to codes in both frames."""
    from assets.commands import lists
    from assets.places import gazetteer
    from conventions import reasons
    from pipelines.places import resolving

    brought = lists.read(file, column)
    resolved = resolving.resolve(brought.asked, gazetteer(), province="asked").select(resolving.PROVINCE_COLUMNS)
    said = {code: _(text).said() for code, text in reasons.PLACES.items()}
    brought.write(output, resolved.with_columns(pl.col("reason").replace(said)))
    counts = dict(resolved["status"].value_counts().iter_rows())
    out.print(
        _(
            "{n} rows: {resolved} resolved, {ambiguous} ambiguous, {unknown} unknown. Written to {path}.",
            n=resolved.height,
            resolved=counts.get("resolved", 0),
            ambiguous=counts.get("ambiguous", 0),
            unknown=counts.get("unknown", 0),
            path=output,
        ).said(),
        markup=False,
    )


produce_app = typer.Typer(no_args_is_help=True, help="Nông sản · Produce")
app.add_typer(produce_app, name="produce")


@produce_app.command("match")
def match_produce(file: FileArgument, column: ColumnOption, output: OutputOption) -> None:
    """Nhận ra nông sản và khối lượng trong tên sản phẩm · Tell produce and weight from product titles."""
    from assets import produce
    from assets.commands import lists

    brought = lists.read(file, column)
    matched = produce.match(brought.asked, "asked").select("product_code", "form", "kg_per_item", "rule")
    brought.write(output, matched)
    known = matched["product_code"].count()
    out.print(
        _("{n} rows: {known} are produce. Written to {path}.", n=matched.height, known=known, path=output).said(),
        markup=False,
    )


ShaArgument = Annotated[
    str, typer.Argument(metavar="SHA", help="Các chữ số đầu của SHA-256 · First digits of the SHA-256")
]
ShopOption = Annotated[
    str | None, typer.Option("--shop", help="Thư mục cửa hàng của tệp · The shop folder it was delivered in")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Lý do · Why")]


@app.command()
def withdraw(sha: ShaArgument, reason: ReasonOption, shop: ShopOption = None, data: DataOption = None) -> None:
    """Rút một tệp đã nhận, như chưa từng đến · Take a delivery back as if it had never come."""
    name = _decide(WorkingFolder.chosen(data).made(), sha, shop, "withdrawn", reason)
    out.print(
        _("Withdrawn: {name}. Run “digital-shops refresh” to publish without it.", name=name).said(), markup=False
    )


@app.command()
def accept(sha: ShaArgument, reason: ReasonOption, shop: ShopOption = None, data: DataOption = None) -> None:
    """Nhận một tệp dù quá nhiều dòng lỗi · Take a file although too much of it is unusable."""
    name = _decide(WorkingFolder.chosen(data).made(), sha, shop, "accepted", reason)
    out.print(_("{name} will be taken by the next “digital-shops refresh”.", name=name).said(), markup=False)


def _decide(folder: WorkingFolder, sha: str, shop: str | None, kind: Any, reason: str) -> str:
    """Records a decision about the one delivery that is meant, and carries it out; its file name."""
    from assets.deliveries import decisions, receipts
    from assets.storage.warehouse import Warehouse
    from conventions.folder import now

    meant = [row for row in _files(folder) if row["sha256"].startswith(sha) and shop in (None, row["shop_id"])]
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


@app.command(name="releases")
def list_releases(
    known_on: Annotated[
        str | None,
        typer.Option("--known-on", metavar="DAY", help="Như đã biết ngày (2026-11-01) · As known on a day"),
    ] = None,
    table: Annotated[
        str | None, typer.Option("--table", help="Bảng cần lấy · A table to hand out (with --output)")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Tệp kết quả .csv, .parquet, .xlsx · The file to write")
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Các bản công bố; bảng số liệu như đã biết một ngày · Releases that are kept, and tables as known on a day."""
    from assets.storage import releases, vintages

    if (table is None) != (output is None):
        raise Refusal(_("--table and --output go together: which table, and the file to write it to."))
    folder = WorkingFolder.chosen(data).made()
    current = releases.newest(folder)
    found = releases.all_of(folder)
    if known_on:
        found = [_known_on(folder, known_on)]
    elif table and current:
        found = [current]
    if table and output and found:
        with err.status(_("Writing {path}", path=output).said()):
            n = vintages.hand_out(folder, found[0].name, table, output)
        err.print(_("{n} rows of {table} stand in {path}.", n=n, table=table, path=output).said(), markup=False)
    rows = [
        {
            "release": release.name,
            "is_current": current is not None and release.name == current.name,
            "newest_day": release.manifest.get("newest_day"),
            "reason": release.manifest.get("reason"),
        }
        for release in found
    ]
    _print(
        rows,
        ["release", "is_current", "newest_day", "reason"],
        as_json,
        _("There is no release yet. Run “digital-shops refresh”.").said(),
    )


def _known_on(folder: WorkingFolder, text: str) -> Any:
    """The release on show on a day. Raises Refusal: no such day, or none is kept from that early."""
    from assets.storage import releases, vintages

    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(_("“{day}” is no day. Write it as 2026-11-01.", day=text)) from error
    if release := vintages.on_show(folder, day):
        return release
    kept = releases.all_of(folder)
    if not kept:
        raise Refusal(_("There is no release yet. Run “digital-shops refresh”."))
    raise Refusal(
        _(
            "No release is kept from {day} or before; the earliest is {name}. Kept are the last {nights} nights and every month's last release.",
            day=day,
            name=kept[-1].name,
            nights=releases.NIGHTS_KEPT,
        )
    )


@app.command()
def rollback(
    release_id: Annotated[str, typer.Argument(metavar="RELEASE_ID")],
    reason: Annotated[str, typer.Option("--reason", help="Lý do · Why")],
    data: DataOption = None,
) -> None:
    """Công bố lại một bản trước · Publish an earlier release again, with a reason."""
    from assets.storage import releases

    folder = WorkingFolder.chosen(data).made()
    with folder.held():
        name = releases.rollback(folder, release_id, reason)
    out.print(_("Published {name}, which is {old} again.", name=name, old=release_id).said())


@app.command()
def explain(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="Bảng đã công bố · A published table")],
    where: Annotated[str, typer.Option("--where", help="Điều kiện SQL · Which rows, as an SQL condition")],
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Các dòng trong tệp đứng sau một con số · The delivered records behind a published figure."""
    from assets.commands import explain as behind
    from assets.storage.warehouse import Warehouse

    folder = WorkingFolder.chosen(data).made()
    figures = behind.figures(folder, table, where)
    explained = list(behind.records(Warehouse(folder.warehouse), table, figures))
    if as_json:
        told = [
            {"figure": figure, "records": found.to_dicts()}
            for figure, found in zip(figures.to_dicts(), explained, strict=True)
        ]
        print(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    for figure, found in zip(figures.to_dicts(), explained, strict=True):
        out.print(", ".join(f"{name} = {value}" for name, value in figure.items() if value is not None), markup=False)
        nothing = _("No delivered record stands behind this figure.").said()
        _print(found.to_dicts(), behind.COLUMNS, False, nothing)


@app.command(name="app")
def open_app(data: DataOption = None, port: Annotated[int, typer.Option(help="Cổng · Port")] = 8501) -> None:
    """Mở ứng dụng · Open the app on localhost."""
    folder = WorkingFolder.chosen(data).made()
    environment = {**os.environ, "DIGITAL_SHOPS_DATA": str(folder.path)}
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), "--server.port", str(port)]
    raise typer.Exit(subprocess.call(command, cwd=PROJECT, env=environment))


@app.command()
def serve(data: DataOption = None, port: Annotated[int, typer.Option(help="Cổng · Port")] = 3000) -> None:
    """Chạy lịch hằng đêm và giao diện Dagster · Run the nightly schedule and Dagster's page on localhost."""
    folder = WorkingFolder.chosen(data).made()
    from assets import refresh as job

    job.instance(folder).dispose()
    environment = {**os.environ, "DIGITAL_SHOPS_DATA": str(folder.path), "DAGSTER_HOME": str(folder.orchestrator)}
    command = [sys.executable, "-m", "dagster", "dev", "-m", "assets.definitions", "-h", "127.0.0.1", "-p", str(port)]
    raise typer.Exit(subprocess.call(command, cwd=PROJECT, env=environment))


if __name__ == "__main__":
    main()
