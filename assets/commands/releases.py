"""What was published: `releases`, `rollback` and `explain`."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from assets.commands.terminal import DataOption, JsonOption, err, out, print_json, say, show, warn
from conventions.catalogue import Refusal, _
from conventions.folder import WorkingFolder


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
        warn(_("{n} rows of {table} stand in {path}.", n=n, table=table, path=output))
    rows = [
        {
            "release": release.name,
            "is_current": current is not None and release.name == current.name,
            "newest_day": release.manifest.get("newest_day"),
            "reason": release.manifest.get("reason"),
        }
        for release in found
    ]
    show(
        rows,
        ["release", "is_current", "newest_day", "reason"],
        as_json,
        _("There is no release yet. Run “digital-shops refresh”."),
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
    say(_("Published {name}, which is {old} again.", name=name, old=release_id))


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
        print_json(told)
        return
    for figure, found in zip(figures.to_dicts(), explained, strict=True):
        out.print(", ".join(f"{name} = {value}" for name, value in figure.items() if value is not None), markup=False)
        nothing = _("No delivered record stands behind this figure.")
        show(found.to_dicts(), behind.COLUMNS, False, nothing)
