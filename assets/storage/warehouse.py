"""The DuckDB file of a working folder: the only place that opens it, and what stands in it.

One process writes *or* several read, so only a refresh opens it; connections are closed at once. Row tables stay
inside and are handed on as relations; marts are files (`assets.storage.mart_files`), of which it holds views.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from conventions import method
from conventions.catalogue import Refusal, _
from pipelines.facts.revenue import DECILES
from pipelines.rows import judging, merging, numbers, outcomes, schema, staging

SETTINGS: dict[str, Any] = {
    "memory_limit": os.environ.get("DIGITAL_SHOPS_MEMORY", "550MB"),
    "threads": os.cpu_count() or 2,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_file_cache": False,  # a mart's file is replaced under its name
}
"""One set for every connection of a process: DuckDB refuses a second one with other settings."""


TABLES = (
    # One row per distinct content, marketplace and shop folder: the receipt.
    """files (
        delivery bigint, sha256 varchar, marketplace varchar, shop_id varchar, file_name varchar, kind varchar,
        export varchar, contract varchar, encoding varchar, bytes bigint, exported_at timestamp,
        first_seen_at timestamp, last_seen_at timestamp, records_read bigint, accepted bigint, rejected bigint,
        duplicate bigint, status varchar, reason varchar, reason_en varchar, unknown_columns varchar[])""",
    # One row per record that was set aside and per fault in it.
    """quarantined_records (
        delivery bigint, record_number integer, field varchar, column_name varchar, value varchar, code varchar)""",
    # One row per delivery and column with values that could not be read and are not needed.
    "unreadable_values (delivery bigint, field varchar, column_name varchar, records bigint)",
    # Days of shops whose orders changed and whose facts are to be counted again.
    "stale_days (marketplace varchar, shop_id varchar, order_date date)",
    # One row per distinct address text that was ever delivered, with what it was resolved to (status null: not yet).
    """places (
        province varchar, district varchar, commune varchar, code_63 varchar, code_34 varchar, district_code_63 varchar,
        commune_code_63 varchar, commune_code_34 varchar, status varchar, reason varchar, commune_reason varchar,
        gazetteer varchar)""",
    # One row per number or telephone of a household, as a keyed hash, that stands beside another: whose it is.
    "household_links (known_by varchar, household varchar)",
    # One row per order day, marketplace and shop.
    """daily_shop_orders (
        order_date date, marketplace varchar, shop_id varchar, orders_placed bigint, orders_completed bigint,
        orders_cancelled bigint, orders_returned bigint, order_value_vnd bigint, completed_value_vnd bigint)""",
    # One row per month, marketplace and shop.
    """monthly_shop_orders (
        month date, marketplace varchar, shop_id varchar, first_order_date date, last_completed_date date,
        completed_value_vnd bigint)""",
    # One row per order day, marketplace, frame and province of the shop.
    """daily_province_orders (
        order_date date, marketplace varchar, frame varchar, province_code varchar, orders_placed bigint,
        orders_completed bigint, orders_cancelled bigint, orders_returned bigint, order_value_vnd bigint,
        completed_value_vnd bigint)""",
    # One row per day, marketplace, frame, province and stock.
    """stock_changes (
        change_date date, marketplace varchar, frame varchar, province_code varchar, indicator varchar, change bigint)""",
    # One row per day, frame, marketplace set, area and distinct count.
    """distinct_changes (
        change_date date, frame varchar, marketplace_set varchar, area_code varchar, indicator varchar, change bigint)""",
    # One row per as-of day, marketplace, frame and province.
    """selling_shops (
        as_of_date date, marketplace varchar, frame varchar, province_code varchar, value bigint)""",
    # One row per month, frame, province and commune.
    """commune_shop_changes (
        month date, frame varchar, province_code varchar, commune_code varchar, change bigint)""",
    # One row per level, frame, area and month end: all shops, sellers, revenue, inequality.
    """shop_areas (
        level varchar, frame varchar, area_code varchar, as_of_date date, shops bigint, sellers bigint, revenue double,
        revenue_log double, areas bigint, theil double, theil_between double, theil_within double, zeros bigint)""",
    # One row per month end, frame and area: sums over shops in order of revenue.
    f"""shop_spread (
        as_of_date date, frame varchar, area_code varchar, weighted double, top double,
        {", ".join(f"decile_{n} double" for n in DECILES)})""",
    # One row per table of facts, and per day of those that are counted day by day: what it was counted from.
    "made_from (table_name varchar, day date, state varchar)",
    # One row per distinct title, variation and unit of order lines ("" where absent): what it is and weighs, by which rules.
    """produce_items (
        product_name varchar, variation_name varchar, unit varchar, product_code varchar, form varchar, rule varchar,
        kg_per_item double, litres_per_item double, pack_reading varchar, rules varchar)""",
    # One row per order day, marketplace, shop, product, form and province of the buyer.
    """daily_product_sales (
        order_date date, marketplace varchar, shop_id varchar, product_code varchar, form varchar,
        destination_code_63 varchar, destination_code_34 varchar, orders_placed bigint, orders bigint,
        orders_cancelled bigint, orders_returned bigint, orders_weighed bigint, quantity_kg double, value_vnd double,
        weighed_value_vnd double, ocop_value_vnd double)""",
    # One row per completed line of produce whose weight is known.
    """product_prices (
        order_date date, marketplace varchar, shop_id varchar, product_code varchar, form varchar,
        price_vnd_per_kg double)""",
    # One row per completed order with its product and form whose completion is dated.
    """completion_days (
        order_date date, marketplace varchar, shop_id varchar, product_code varchar, form varchar,
        days_to_completion double)""",
    # Days whose product sales were counted again since the cells of their months and weeks were.
    "stale_product_sales (order_date date)",
    # One row per shop that sold produce: whose it was and where, when the cells were last counted.
    """product_sellers (
        marketplace varchar, shop_id varchar, household varchar, code_63 varchar, code_34 varchar,
        district_code_63 varchar)""",
    # One row per period, product, form, level, frame, area and marketplace: all that is counted of produce.
    """produce_cells (
        period_type varchar, period_start date, product_code varchar, form varchar, level varchar, frame varchar,
        area_code varchar, marketplace varchar, orders_placed bigint, orders bigint, orders_cancelled bigint,
        orders_returned bigint, orders_weighed bigint, quantity_kg double, value_vnd double, weighed_value_vnd double,
        ocop_value_vnd double, rest_value_vnd double, local_value_vnd double, placed_value_vnd double, sellers bigint,
        ocop_sellers bigint, rest_sellers bigint, kg_of_two double, value_of_two double, ocop_of_two double,
        rest_of_two double, price_vnd_per_kg_low double, price_vnd_per_kg_median double, price_vnd_per_kg_high double,
        days_to_completion_median double)""",
    # One row per month, product, form, frame, province of the shop and province of the buyer.
    """produce_destination_cells (
        period_type varchar, period_start date, product_code varchar, form varchar, frame varchar, area_code varchar,
        destination_code varchar, orders bigint, quantity_kg double, value_vnd double, weighed_value_vnd double,
        sellers bigint, kg_of_two double, value_of_two double)""",
    # One row per OCOP certificate of a listing by which product sales were last counted.
    """product_certificates (
        marketplace varchar, shop_id varchar, listing_id varchar, valid_from date, valid_before date)""",
    # One row: the rules and places by which product sales were last counted.
    "product_sales_version (version varchar)",
    # One row: whether the deliveries in this warehouse are simulated.
    "origin (is_simulated boolean)",
    # One row per check and table: what the checks of the run under way found.
    "checks (table_name varchar, check_name varchar, severity varchar, outcome varchar, observed varchar, reason varchar)",
)

_PLACE = """left join places place on place.province is not distinct from {0}.province
    and place.district is not distinct from {0}.district and place.commune is not distinct from {0}.commune"""

# A shop without an opening day was there when the first file that names it was exported.
_KNOWN_ON = """left join (select {1}, cast(min(exported_at) as date) as known_on from {0}
    join (select delivery, exported_at from files) file using (delivery) where opened_on is null group by all) using ({1})"""

# The household of a row: that of its number, else of its telephone, as rows beside it link them.
_HOUSEHOLD = "left join household_links link on link.known_by = coalesce({0}.household_token, {0}.phone_token)"
_NAMED = "coalesce(link.household, {0}.household_token, {0}.phone_token) as household"
_BARE = "exclude (is_current, unreadable, faults, opened_on, household_token, phone_token)"

# One of 29 February is valid to the end of a February.
_UNTIL = f"(ocop_from + interval {method.OCOP_MONTHS} month)"

VIEWS = (
    # One row per row of the register and of the accounts: what tells its household.
    """household_records as select 'register' as kind, marketplace, household_token, phone_token
        from delivered_shops where is_current
        union all select 'payment_accounts', provider, household_token, phone_token
        from delivered_payment_accounts where is_current""",
    f"""shops as select shop.* {_BARE}, {_NAMED.format("shop")}, coalesce(opened_on, known_on) as opened_on, code_63, code_34, district_code_63, commune_code_63, commune_code_34,
        place.reason as place_reason
        from delivered_shops shop {_PLACE.format("shop")} {_HOUSEHOLD.format("shop")} {_KNOWN_ON.format("delivered_shops", "marketplace, shop_id")}
        where is_current""",
    "listings as select * exclude (is_current, unreadable, faults) from delivered_listings where is_current",
    # Every certificate that was ever delivered: a listing shows its newest only, and orders and month ends are older.
    f"""ocop_certificates as select distinct marketplace, shop_id, listing_id, ocop_from as valid_from,
        cast({_UNTIL} as date) + cast(day(ocop_from) > day({_UNTIL}) as integer) as valid_before
        from delivered_listings where ocop_stars >= {method.OCOP_STARS} and ocop_from is not null""",
    f"""payment_accounts as select account.* {_BARE}, {_NAMED.format("account")},
        coalesce(opened_on, known_on) as opened_on, code_63, code_34, district_code_63, commune_code_63,
        commune_code_34, place.reason as place_reason
        from delivered_payment_accounts account {_PLACE.format("account")} {_HOUSEHOLD.format("account")}
        {_KNOWN_ON.format("delivered_payment_accounts", "provider, account_id")} where is_current""",
    "reported_values as select * exclude (is_current, unreadable, faults) from delivered_reported_values where is_current",
    *outcomes.VIEWS,
)


NOTHING_DELIVERED = _("No file has been delivered yet. Put files under landing/ and run “digital-shops refresh”.")


class Warehouse:
    """The warehouse of one working folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open: duckdb.DuckDBPyConnection | None = None

    @contextmanager
    def connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """An open connection with every table in place, closed again at the end; one of its own while it is held."""
        db = self._connect() if self._open is None else self._open.cursor()
        try:
            yield db
        finally:
            db.close()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps the file open between connections: a refresh connects fifty times, and opening costs more than asking."""
        self._open = self._connect()
        try:
            yield
        finally:
            self._open.close()
            self._open = None

    @contextmanager
    def transaction(self, db: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """All or nothing."""
        db.execute("begin transaction")
        try:
            yield
        except BaseException:
            db.execute("rollback")
            raise
        db.execute("commit")

    def load(self, table: str) -> pl.LazyFrame:
        """A table or view as a lazy frame. Raises duckdb.CatalogException where there is none."""
        return self.query(f"from {table}").lazy()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """The rows of a query as a frame; the file is only read, unless it is held.

        Raises Refusal where there is none yet, or where other code laid it out.
        """
        db = self._read() if self._open is None else self._open.cursor()
        try:
            return rows(db, sql, parameters)
        finally:
            db.close()

    def _read(self) -> duckdb.DuckDBPyConnection:
        """Opens the file to read it, and changes nothing: whatever other code laid out waits for a refresh."""
        if not self.path.exists():
            raise Refusal(NOTHING_DELIVERED)
        db = duckdb.connect(str(self.path), read_only=True, config=self._settings())
        if not _is_laid_out(db):
            db.close()
            raise Refusal(_("The warehouse was laid out by another version; the next refresh builds it again."))
        return db

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """Opens the file with every table in place; one laid out by other code is built again from the store."""
        db = duckdb.connect(str(self.path), config=self._settings())
        is_empty = db.execute("select 1 from duckdb_tables() limit 1").fetchone() is None
        if not is_empty and not _is_laid_out(db):
            db.close()
            self.path.unlink()
            Path(f"{self.path}.wal").unlink(missing_ok=True)
            return self._connect()
        for statement in _statements():
            db.execute(statement)
        if is_empty:
            db.execute("create table layout as select ? as version", [_layout()])
        return db

    def _settings(self) -> dict[str, Any]:
        return {**SETTINGS, "temp_directory": f"{self.path}.tmp"}


def _is_laid_out(db: duckdb.DuckDBPyConnection) -> bool:
    """Whether this code laid out what stands in the file."""
    has_note = db.execute("select 1 from duckdb_tables() where table_name = 'layout'").fetchone()
    return has_note is not None and db.execute("select version from layout").fetchone() == (_layout(),)


def _statements() -> list[str]:
    """What puts every table and view in place."""
    tables = [f"create table if not exists {table}" for table in TABLES]
    return [*tables, *schema.create_tables(), *(f"create or replace view {view}" for view in VIEWS)]


def _layout() -> str:
    """What tables and columns this code expects and how it types and tells apart what stands in them, as a hash."""
    modules = (schema, numbers, staging, judging, merging)
    code = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules]
    return hashlib.sha256("".join((*TABLES, *code)).encode()).hexdigest()[:16]


def rows(db: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
    """The rows of a query on an open connection as a frame."""
    return db.sql(sql, params=list(parameters)).pl() if parameters else db.sql(sql).pl()
