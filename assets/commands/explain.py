"""What stands behind a published figure: the delivered records that it counts, each with its file and its row there.

A figure is a sum or a count over rows of the warehouse; here the same rows are listed instead. Figures that are made of
other figures (growth, ratios, concentration) are explained by those.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl

from assets.storage import releases, vintages
from assets.storage.warehouse import Warehouse
from conventions import method
from conventions.catalogue import Refusal, _
from conventions.folder import WorkingFolder
from pipelines import calendar
from quality.contracts import PUBLISHED

ROWS = 20
"""More figures than a person reads at once; ask for fewer."""

COLUMNS = ["file_name", "record_number", "marketplace", "shop_id", "what", "day", "state", "amount"]

ORDERS = """
    select file_name, sha256, record_number, one.marketplace, one.shop_id, order_id as what, order_date as day, state,
        order_value_vnd as amount
    from orders one join (select delivery, file_name, sha256 from files) file using (delivery)
        left join (select marketplace, shop_id, code_63, code_34, commune_code_63, commune_code_34 from shops) place
            using (marketplace, shop_id)
"""
STATES = {
    "orders_placed": "true",
    "orders_completed": "state = 'completed'",
    "orders_cancelled": "state = 'cancelled'",
    "orders_returned": "state = 'returned'",
    "revenue_vnd": "state = 'completed'",
}
"""Flow indicator -> which orders it counts or sums."""

STOCKS = {
    "registered_shops": """
        select file_name, sha256, record_number, one.marketplace, one.shop_id, null as what, opened_on as day,
            null as state, null as amount
        from shops one join (select delivery, file_name, sha256 from files) file using (delivery)""",
    "payment_accounts": """
        select file_name, sha256, record_number, provider as marketplace, account_id as shop_id, null as what,
            opened_on as day, null as state, null as amount
        from payment_accounts one join (select delivery, file_name, sha256 from files) file using (delivery)""",
    "listed_products": """
        select file_name, sha256, one.record_number, one.marketplace, one.shop_id, listing_id as what, listed_on as day,
            null as state, price_vnd as amount
        from (select * from listings) one join (select delivery, file_name, sha256 from files) file using (delivery)
            join (select marketplace, shop_id, code_63, code_34 from shops) place using (marketplace, shop_id)""",
}
SPAN = {"listed_products": ("listed_on", "delisted_on")}
"""The days between which a thing is counted, where they are not called `opened_on` and `closed_on`."""

REPORTED = """
    select file_name, sha256, record_number, null as marketplace, null as shop_id, place as what, as_of as day,
        value_kind as state, value as amount
    from reported_values one join (select delivery, file_name, sha256 from files) file using (delivery)
"""


def figures(folder: WorkingFolder, table: str, where: str) -> pl.DataFrame:
    """The published rows that are asked about. Raises Refusal: no such table, no such row, or too many."""
    if table not in PUBLISHED:
        raise Refusal(
            _("No published table is called “{table}”. There are: {known}.", table=table, known=list(PUBLISHED))
        )
    release = releases.newest(folder)
    if release is None:
        raise Refusal(_("There is no release yet. Run “digital-shops refresh”."))
    published = vintages.read(folder, release.name, table)
    with duckdb.connect(config={"enable_external_access": False}) as db:
        db.register("published", published.to_arrow())
        try:
            found = db.sql(f"from published where {where}").pl()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise Refusal(
                _("The condition cannot be read ({reason}). Example: --where \"marketplace = 'voso'\"", reason=reason)
            ) from error
    if found.is_empty():
        raise Refusal(_("No row of {table} meets the condition.", table=table))
    if found.height > ROWS:
        raise Refusal(
            _("{n} rows of {table} meet the condition; ask for {most} at most.", n=found.height, table=table, most=ROWS)
        )
    return found


def records(warehouse: Warehouse, table: str, figures: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """For each figure the records behind it (`COLUMNS` and `sha256`). Raises Refusal where it is made of other figures."""
    for figure in figures.iter_rows(named=True):
        query, given = _query(table, figure)
        yield warehouse.query(f"from ({query}) order by file_name, record_number", given)


def _query(table: str, figure: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The SQL that lists the records behind a figure, and its parameters."""
    if table == "daily_orders":
        frame = figure["frame"]
        same = f"order_date = ? and one.marketplace = ? and code_{frame} is not distinct from ? and commune_code_{frame} is not distinct from ?"
        return f"{ORDERS} where {same}", [
            figure[name] for name in ("order_date", "marketplace", "province_code", "commune_code")
        ]
    if table == "province_rankings" and figure["basis"] == "reported":
        same = "one.indicator = ? and one.frame = ? and one.as_of = ? and one.source_title = ?"
        return f"{REPORTED} where {same}", [
            figure[name] for name in ("indicator", "frame", "as_of_date", "source_title")
        ]
    if table == "province_rankings" and figure["indicator"] in STATES:
        first, last = _window(figure["period"], figure["as_of_date"])
        counted = f"order_date between ? and ? and {STATES[figure['indicator']]}"
        return f"{ORDERS} where {counted} and {_area(figure)}", [first, last]
    if table == "province_rankings" and figure["indicator"] in STOCKS:
        begun, ended = SPAN.get(figure["indicator"], ("opened_on", "closed_on"))
        counted = f"{begun} <= ? and ({ended} is null or greatest({begun}, {ended}) > ?)"
        return f"{STOCKS[figure['indicator']]} where {counted} and {_area(figure)}", [figure["as_of_date"]] * 2
    raise Refusal(
        _(
            "This figure is made of other figures, not of records. Ask for those: daily_orders, or in province_rankings {known}.",
            known=sorted([*STATES, *STOCKS]),
        )
    )


def _area(figure: Mapping[str, Any]) -> str:
    """The province of the figure and the marketplaces that it sums."""
    if figure["marketplaces"] is None:
        return "false"  # a province without a value
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in figure["marketplaces"].split(","))
    shop = "provider" if figure["indicator"] == "payment_accounts" else "one.marketplace"
    return f"code_{figure['frame']} = '{figure['province_code']}' and {shop} in ({listed})"


def _window(period: str, last: date) -> tuple[date, date]:
    """First and last day of a period to a day."""
    starts = {
        "month": last.replace(day=1),
        "year_to_date": last.replace(month=1, day=1),
        "trailing_12_months": pl.select(calendar.months_before(pl.lit(last), 12)).item() + timedelta(days=1),
        "since_launch": method.LAUNCH,
    }
    return starts[period], last
