"""`refresh`: the nightly job by hand, and how it ended."""

from typing import Any

import typer

from assets.commands import terminal
from assets.commands.files import received
from assets.commands.terminal import DataOption, JsonOption, err, explain_refusal, out, print_json, say, warn
from conventions.catalogue import Refusal, _, language
from conventions.folder import WorkingFolder


def refresh(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Nạp tệp mới, tính lại và công bố · Take new files, compute and publish."""
    folder = WorkingFolder.chosen(data).made()
    with err.status(_("Starting the refresh").said()) as status:
        from assets import refresh as job  # Dagster takes a second to import

        try:
            outcome = job.run(folder, status.update, debug=terminal.debugging)
        except Refusal as refusal:
            explain_refusal(refusal)
            raise typer.Exit(1) from refusal
    _report(folder, outcome, as_json)
    raise typer.Exit(0 if outcome.is_success else 1)


def _report(folder: WorkingFolder, outcome: Any, as_json: bool) -> None:
    """Prints how a refresh ended: JSON on standard output, or sentences."""
    from assets.storage import releases

    night, newest = outcome.night, releases.newest(folder)
    files = [row for row in received(folder) if row["delivery"] in {*night.intake.new, *night.intake.seen_again}]
    warn(*night.intake.skipped)
    for name in night.intake.waiting:
        warn(_("{name} is still being written; it waits for the next refresh.", name=name))
    for row in files:
        if row["status"] == "refused":
            reason = row["reason"] if language() == "vi" else row["reason_en"]
            warn(_("Refused: {name}: {reason}", name=row["file_name"], reason=reason))
    if outcome.failure:
        warn(outcome.failure)
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
        print_json(found)
        return
    if not outcome.is_success:
        return
    if not outcome.changed:
        say(_("Nothing changed. The newest release is {name}.", name=newest.name if newest else "-"))
        return
    new = [row for row in files if row["delivery"] in night.intake.new]
    warned = [check for check in _checks(folder) if check["outcome"] != "passed"]
    say(
        _(
            "Published {name}: {files} new files, {accepted} records taken, {rejected} set aside, {warned} warnings.",
            name=night.release,
            files=len(new),
            accepted=sum(row["accepted"] for row in new),
            rejected=sum(row["rejected"] for row in new),
            warned=len(warned),
        )
    )
    for check in warned:
        out.print(f"  {check['table_name']} · {check['check_name']}: {check['reason']}", markup=False, highlight=False)


def _checks(folder: WorkingFolder) -> list[dict[str, Any]]:
    """What the checks of the newest run found."""
    from assets.storage.warehouse import Warehouse

    if not folder.warehouse.exists():
        return []
    return (
        Warehouse(folder.warehouse).query("from checks order by outcome, severity, table_name, check_name").to_dicts()
    )
