"""Can the figures be trusted: what came, what was set aside and why, and what the checks found?"""

import polars as pl
import streamlit as st

from views import address, vintages
from views.figures import figure
from views.figures.figure import Column, count_column, text_column
from views.quality import receipts
from views.words import numbers
from views.words.language import _

st.title(_("Data quality"), anchor=False)
files, checks, rejections = receipts.files(), receipts.checks(), receipts.rejections()
sums = {name: numbers.number(files[name].sum()) for name in ("records_read", "accepted", "rejected", "duplicate")}
st.markdown(
    _(
        "**{files} files** came; {refused} of them were refused. Of {records_read} records {accepted} were taken, {rejected} set aside and {duplicate} repeat one of the same file.",
        files=numbers.number(files.height),
        refused=numbers.number(files["is_refused"].sum()),
        **sums,
    )
)

st.header(_("Checks of this release"), anchor=False)
failed = checks.height - checks["is_passed"].sum()
st.markdown(
    _("All {n} checks passed.", n=checks.height)
    if not failed
    else _("{failed} of {n} checks did not pass; none of them stops a release.", failed=failed, n=checks.height)
)
figure.details(
    "checks",
    _("Checks of this release"),
    about=receipts.about(_("Checks"), _("What Great Expectations found before this release."), checks),
    data=checks,
    columns=[
        text_column("table_name", _("Table")),
        text_column("outcome", _("Outcome")),
        text_column("severity", _("Severity")),
        text_column("reason", _("Why it is checked")),
        text_column("observed", _("Found")),
        text_column("check_name", _("Check")),
    ],
    unfolded=bool(failed),
)

vintages.of_release(address.chosen())

st.header(_("Files"), anchor=False)
records = _("records")
figure.details(
    "files",
    _("Files"),
    about=receipts.about(_("Files"), _("Read = taken + set aside + repeated, for every file."), files),
    data=files,
    columns=[
        text_column("file_name", _("File")),
        text_column("received", _("Received")),
        text_column("status", _("Status")),
        text_column("why", _("Reason")),
        count_column("records_read", _("Read"), records),
        count_column("accepted", _("Taken"), records),
        count_column("rejected", _("Set aside"), records),
        count_column("duplicate", _("Repeated"), records),
    ],
    unfolded=files.height <= 20,
    strong="is_refused",
)

marketplace, why = text_column("marketplace", _("Marketplace")), text_column("why", _("Reason"))
value = Column("order_value_vnd", _("Value"), unit="VND", shown=numbers.dong)
orders, shops = count_column("orders_placed", _("Orders"), _("orders")), count_column("shops", _("Shops"), _("shops"))
tables: tuple[tuple[str, str, str, pl.DataFrame | None, list[Column]], ...] = (
    (
        "rejections",
        _("Records set aside"),
        _("No record was set aside."),
        rejections,
        [text_column("month", _("Month")), marketplace, why, count_column("records", _("Records"), records)],
    ),
    (
        "unplaced",
        _("Shops without a place"),
        _("Every shop has a place."),
        receipts.gaps("unplaced"),
        [marketplace, why, shops, orders, value],
    ),
    (
        "household_conflicts",
        _("Households that are not certain"),
        _("Every shop and account names its household."),
        receipts.gaps("household_conflicts"),
        [marketplace, why, count_column("records", _("Records"), records)],
    ),
    (
        "vocabulary_gaps",
        _("Statuses that no vocabulary knows"),
        _("Every status is known."),
        receipts.gaps("vocabulary_gaps"),
        [marketplace, text_column("status", _("Status")), count_column("lines", _("Lines"), _("lines"))],
    ),
    (
        "unknown_columns",
        _("Columns that no description knows"),
        _("Every column is known."),
        receipts.gaps("unknown_columns"),
        [marketplace, text_column("column_name", _("Column")), text_column("sha256", "SHA-256")],
    ),
)
for name, title, empty, found, columns in tables:
    if found is None:  # nothing is said of what a release of older code did not publish
        continue
    st.header(title, anchor=False)
    if found.is_empty():
        st.markdown(empty)
    else:
        figure.details(
            name, title, about=receipts.about(title, title, found), data=found, columns=columns, unfolded=True
        )
