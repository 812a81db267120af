"""Can the figures be trusted: what came, what was set aside and why, and what the checks found?"""

import polars as pl
import streamlit as st

from views import figures, names, numbers, release
from views.figures import About, Column
from views.language import N_, _, chosen

CODES = {
    "missing": N_("a needed value is missing"),
    "field_count": N_("more or fewer fields than the header"),
    "unreadable_timestamp": N_("the time cannot be read"),
    "unreadable_date": N_("the date cannot be read"),
    "unreadable_decimal": N_("the quantity cannot be read"),
    "unreadable_dong": N_("the amount cannot be read"),
    "unreadable_number": N_("the number cannot be read"),
    "negative": N_("below zero"),
    "after_delivery": N_("later than the day on which the file came"),
    "unknown_marketplace": N_("unknown marketplace"),
    "other_marketplace": N_("of another marketplace than the folder"),
    "unknown_indicator": N_("unknown indicator"),
    "unknown_place": N_("the place cannot be told"),
    "not_in_register": N_("not in the register"),
    "no_name": N_("no place is named"),
}
STATUSES = {"loaded": N_("loaded"), "refused": N_("refused"), "withdrawn": N_("withdrawn")}
OUTCOMES = {"passed": N_("passed"), "failed": N_("failed"), "not_evaluated": N_("not evaluated")}
SEVERITIES = {"critical": N_("stops a release"), "warning": N_("warning")}


def said(code: str) -> str:
    """A code in words."""
    return _(CODES[code]) if code in CODES else code.replace("_", " ")


def text(name: str, title: str) -> Column:
    """A column of words."""
    return Column(name, title, shown=str)


def counted(name: str, title: str, unit: str) -> Column:
    """A column of whole numbers."""
    return Column(name, title, unit=unit, shown=numbers.number)


def about(measure: str, definition: str, rows: pl.DataFrame) -> About:
    """What a table of this page is."""
    return About(
        measure=measure,
        definition=definition,
        unit=_("records"),
        area=_("All deliveries"),
        day=release.newest_day(),
        n=_("{n} rows", n=numbers.number(rows.height)),
        source=_("Receipts of the deliveries"),
    )


st.title(_("Data quality"), anchor=False)
files, checks = release.table("files"), release.table("checks")
refused = files.filter(pl.col("status") == "refused")
read, accepted, rejected, duplicate = (
    files[name].sum() for name in ("records_read", "accepted", "rejected", "duplicate")
)
st.markdown(
    _(
        "**{files} files** came; {refused} of them were refused. Of {read} records {accepted} were taken, {rejected} set aside and {duplicate} repeat one of the same file.",
        files=numbers.number(files.height),
        refused=numbers.number(refused.height),
        read=numbers.number(read),
        accepted=numbers.number(accepted),
        rejected=numbers.number(rejected),
        duplicate=numbers.number(duplicate),
    )
)

st.header(_("Checks of this release"), anchor=False)
failed = checks.filter(pl.col("outcome") != "passed")
st.markdown(
    _("All {n} checks passed.", n=checks.height)
    if failed.is_empty()
    else _("{failed} of {n} checks did not pass; none of them stops a release.", failed=failed.height, n=checks.height)
)
shown = checks.sort(pl.col("outcome") == "passed", "table_name", "check_name").with_columns(
    outcome=pl.col("outcome").replace({code: _(word) for code, word in OUTCOMES.items()}),
    severity=pl.col("severity").replace({code: _(word) for code, word in SEVERITIES.items()}),
    reason=pl.col("reason").map_elements(_, return_dtype=pl.String),
)
columns = [
    text("table_name", _("Table")),
    text("outcome", _("Outcome")),
    text("severity", _("Severity")),
    text("reason", _("Why it is checked")),
    text("observed", _("Found")),
    text("check_name", _("Check")),
]
figures.behind(
    "checks",
    _("Checks of this release"),
    about=about(_("Checks"), _("What Great Expectations found before this release."), shown),
    data=shown,
    columns=columns,
    unfolded=not failed.is_empty(),
)

st.header(_("Files"), anchor=False)
reason = "reason" if chosen() == "vi" else "reason_en"
listed = files.sort("last_seen_at", descending=True).with_columns(
    status=pl.col("status").replace({code: _(word) for code, word in STATUSES.items()}),
    marketplace=pl.col("marketplace").replace(names.marketplaces()),
    received=pl.col("first_seen_at").dt.strftime("%d/%m/%Y %H:%M"),
    why=pl.col(reason),
)
columns = [
    text("file_name", _("File")),
    text("received", _("Received")),
    text("status", _("Status")),
    text("why", _("Reason")),
    *(
        counted(name, title, _("records"))
        for name, title in (
            ("records_read", _("Read")),
            ("accepted", _("Taken")),
            ("rejected", _("Set aside")),
            ("duplicate", _("Repeated")),
        )
    ),
]
figures.behind(
    "files",
    _("Files"),
    about=about(_("Files"), _("Read = taken + set aside + repeated, for every file."), listed),
    data=listed,
    columns=columns,
    unfolded=listed.height <= 20,
)

rejections = release.table("rejections")
st.header(_("Records set aside, by marketplace and reason"), anchor=False)
if rejections.is_empty():
    st.markdown(_("No record was set aside."))
else:
    by_reason = (
        rejections.group_by(pl.col("first_seen_at").dt.truncate("1mo").alias("month"), "marketplace", "code")
        .agg(pl.col("records").sum())
        .sort("month", "records", descending=True)
        .with_columns(
            month=pl.col("month").dt.strftime("%m/%Y"),
            marketplace=pl.col("marketplace").replace(names.marketplaces()).fill_null(_("registers")),
            why=pl.col("code").map_elements(said, return_dtype=pl.String),
        )
    )
    columns = [
        text("month", _("Month")),
        text("marketplace", _("Marketplace")),
        text("why", _("Reason")),
        counted("records", _("Records"), _("records")),
    ]
    figures.behind(
        "rejections",
        _("Records set aside"),
        about=about(_("Records set aside"), _("By the month in which the file came."), by_reason),
        data=by_reason,
        columns=columns,
        unfolded=True,
    )

for table, title, empty, columns in (
    (
        "unplaced",
        _("Shops without a place"),
        _("Every shop has a place."),
        [
            text("marketplace", _("Marketplace")),
            text("why", _("Reason")),
            counted("shops", _("Shops"), _("shops")),
            counted("orders_placed", _("Orders"), _("orders")),
            Column("order_value_vnd", _("Value"), unit="VND", shown=numbers.dong),
        ],
    ),
    (
        "vocabulary_gaps",
        _("Statuses that no vocabulary knows"),
        _("Every status is known."),
        [text("marketplace", _("Marketplace")), text("status", _("Status")), counted("lines", _("Lines"), _("lines"))],
    ),
    (
        "unknown_columns",
        _("Columns that no description knows"),
        _("Every column is known."),
        [text("marketplace", _("Marketplace")), text("column_name", _("Column")), text("sha256", "SHA-256")],
    ),
):
    st.header(title, anchor=False)
    found = release.table(table)
    if found.is_empty():
        st.markdown(empty)
        continue
    if "reason" in found.columns:
        found = found.with_columns(why=pl.col("reason").map_elements(said, return_dtype=pl.String))
    figures.behind(table, title, about=about(title, title, found), data=found, columns=columns, unfolded=True)
