"""What lies in the landing folder in the end: one delivery after another, as cells of text.

A delivery is made only when it is asked for, so that the nation at full scale never stands in memory as text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from pipelines.simulation import days, formats, life, people, produce, reported, windows
from pipelines.simulation.days import DAY, HOUR
from pipelines.simulation.made import Made
from pipelines.simulation.orders import Orders
from pipelines.simulation.places import LANG_SON, Places, short_name
from pipelines.simulation.printing import Format
from pipelines.simulation.programme import OPERATORS

DELIVERED = days.LAST + 1  # the register and the accounts are drawn on the morning after the last day
SEALED_ABOVE = 0.1  # scale above which large CSV files come gzipped


@dataclass(frozen=True)
class Delivery:
    """One file of the landing folder: its path there, its cells (all text, headers as printed), when it was drawn."""

    path: str
    cells: pl.DataFrame
    drawn: int  # seconds since 1970, local time
    sheet: str | None = None
    has_bom: bool = False  # a CSV begins with a byte order mark


def of(made: Made) -> Iterator[Delivery]:
    """Every delivery, in the order in which they were drawn within each kind."""
    yield from _registers(made)
    yield from _accounts(made)
    yield from _reported(made)
    for operator in OPERATORS:
        yield from _listings(made, operator)
        yield from _order_lines(made, operator)
    yield from _sellers(made)


def _registers(made: Made) -> Iterator[Delivery]:
    """Lạng Sơn's register as the department keeps it, in Vietnamese, and the rest of the country in one file."""
    home = made.places.position(LANG_SON)
    for name, chosen in (
        ("lang_son.csv", pl.col("province") == home),
        ("nationwide.parquet", pl.col("province") != home),
    ):
        form = formats.plain("register", name, is_vietnamese=name.startswith("lang_son"))
        shops = made.shops.filter(chosen)
        rows = pl.concat(register_rows(made.places, part) for part in shops.iter_slices(1_000_000))
        yield Delivery(f"register/{name}", form.printed(rows), DELIVERED * DAY + 4 * HOUR)


def register_rows(places: Places, shops: pl.DataFrame) -> pl.DataFrame:
    """Shops as the register has them, in our own names."""
    household, area = shops["household"], shops["area"]
    commune = places.areas["commune_name"].gather(area)
    return shops.select(
        marketplace="marketplace",
        shop_id="shop_id",
        shop_name=people.shop_names(household, commune),
        owner_name=people.owner_names(household),
        phone=people.phones(household).set(~shops["has_phone"], None),
        household_id=_household_ids(shops).set(~shops["has_id"], None),
        opened_on=pl.col("opened").cast(pl.Date),
        closed_on=pl.col("closed").cast(pl.Date),
    ).hstack(_place(places, area))


def _household_ids(rows: pl.DataFrame) -> pl.Series:
    return pl.select("H" + rows["household"].cast(pl.String).str.zfill(8)).to_series()


def _place(places: Places, area: pl.Series) -> pl.DataFrame:
    """A place as the register has it: three tiers, since the merger two; the province without prefix."""
    return places.areas[area.cast(pl.Int64)].select(
        province=short_name(pl.col("province_name")), district="district_name", commune="commune_name"
    )


def _accounts(made: Made) -> Iterator[Delivery]:
    form = formats.plain("payment_accounts", ".csv")
    yield Delivery("payment_accounts/lang_son.csv", form.printed(account_rows(made)), DELIVERED * DAY + 4 * HOUR)


def account_rows(made: Made) -> pl.DataFrame:
    """E-payment accounts in our own names."""
    accounts = made.accounts
    return accounts.select(
        "provider",
        account_id="TK" + pl.col("account").cast(pl.String).str.zfill(7),
        household_id=_household_ids(accounts).set(~accounts["has_id"], None),
        phone=people.phones(accounts["household"]).set(~accounts["has_phone"], None),
        opened_on=pl.col("opened").cast(pl.Date),
        closed_on=pl.lit(None, pl.Date),
    ).hstack(_place(made.places, accounts["area"]))


def _reported(made: Made) -> Iterator[Delivery]:
    for name, table in reported.tables().items():
        if set(table["indicator"]) <= made.indicators:
            form = formats.plain("reported", ".csv", is_vietnamese=name.startswith("lang_son"))
            yield Delivery(f"reported/{name}.csv", form.printed(table), DELIVERED * DAY + 3 * HOUR)


def _listings(made: Made, operator: str) -> Iterator[Delivery]:
    """Everything ever listed, at the end of each year: what was taken down by then says so."""
    own = made.listings.filter(marketplace=operator)
    ends = [date(year, 12, 31) for year in range(days.PILOT.year, days.END.year)] + [days.END]
    for end in ends:
        form = formats.of_operator(operator, "listings", end)
        drawn = (days.number(end) + 1) * DAY + windows.DRAWN_AT
        yield Delivery(f"{operator}/listings_{end:%Y%m%d}{form.suffix}", form.printed(listing_rows(own, end)), drawn)


def listing_rows(listings: pl.DataFrame, end: date) -> pl.DataFrame:
    """Listings as they are known at the end of a day, in our own names."""
    known = listings.filter(pl.col("listed") <= days.number(end))
    stars, since = produce.stars_on(known["good"].to_numpy(), days.number(end))
    return known.with_columns(
        listed_on=pl.col("listed").cast(pl.Date),
        delisted_on=pl.when(pl.col("delisted") <= days.number(end)).then(pl.col("delisted").cast(pl.Date)),
        ocop_stars=stars,
        ocop_from=since,
    )


def _order_lines(made: Made, operator: str) -> Iterator[Delivery]:
    for window in windows.of_operators():
        form = formats.of_operator(operator, "order_lines", window.last)
        sealed = ".gz" if made.scale > SEALED_ABOVE and form.suffix == ".csv" else ""
        rows = known_lines(made, made.trade, window, operator, made.listings)
        path = f"{operator}/order_lines_{window.name}{form.suffix}{sealed}"
        if not rows.is_empty():
            yield Delivery(path, form.printed(rows), window.drawn)


def _sellers(made: Made) -> Iterator[Delivery]:
    """A folder per seller, a file per month with orders."""
    for marketplace, form_of in formats.SELLERS.items():
        shops = made.sellers_trade.orders.filter(marketplace=marketplace)["shop"].unique().sort()
        for window in windows.of_sellers():
            rows = known_lines(made, made.sellers_trade, window, marketplace, made.sellers_listings)
            by_form: dict[Format, list[int]] = {}
            for position, shop in enumerate(shops):
                by_form.setdefault(form_of(position, window.last), []).append(shop)
            for form, own in by_form.items():
                yield from _folders(marketplace, form, form.records(rows.filter(pl.col("shop").is_in(own))), window)


def _folders(marketplace: str, form: Format, rows: pl.DataFrame, window: windows.Window) -> Iterator[Delivery]:
    """The files of one month that have the same format; `rows` are the records to print."""
    stem = form.stem.format(days=window.name, drawn=f"{datetime.fromtimestamp(window.drawn, UTC):%Y-%m-%d-%H_%M}")
    printed = form.printed(rows).with_columns(_shop=rows["shop_id"])
    for (shop,), cells in printed.partition_by("_shop", as_dict=True, include_key=False).items():
        path = f"{marketplace}/{shop}/{stem}{form.suffix}"
        yield Delivery(path, form.described(cells), window.drawn, form.sheet, form.has_bom)


def known_lines(
    made: Made, trade: Orders, window: windows.Window, marketplace: str, listed: pl.DataFrame
) -> pl.DataFrame:
    """The order lines an export carries, as they are known when it is drawn, in our own names."""
    inside = pl.col("day").is_between(days.number(window.first), days.number(window.last))
    orders = life.as_known(trade.orders.filter(inside, marketplace=marketplace), window.drawn)
    if window.is_revision:
        orders = orders.filter(_changed(orders))
    first, last = orders["order"].min(), orders["order"].max()
    lines = trade.lines.filter(pl.col("order").is_between(first, last))
    rows = lines.join(orders, on="order", validate="m:1", maintain_order="left")
    listing = listed[rows["listing"].cast(pl.Int64)].drop("listing", "shop", "province", "marketplace", "good", "title")
    area = made.places.areas[rows["area"].cast(pl.Int64)].drop("area", "province")
    return rows.hstack(listing).hstack(area).with_columns(returned_quantity=_returned_quantity())


def _changed(orders: pl.DataFrame) -> pl.Series:
    """Which orders a revision carries: those whose stage is another one than in the export before."""
    before = windows.last_drawn(orders["day"], windows.of_operators(), before_revision=True)
    earlier = life.as_known(orders.with_columns(before), pl.col("last_drawn"))
    return orders["stage"] != earlier["stage"]


def _returned_quantity() -> pl.Expr:
    """Items given back: all of a returned order; of a partly returned one a single item, where that is a part."""
    came_back = pl.col("returned").is_not_null()
    is_part = (pl.col("line_no") == 1) & ((pl.col("quantity") > 1) | (pl.len().over("order") > 1))
    return (
        pl.when(came_back & (pl.col("stage") == "returned"))
        .then(pl.col("quantity"))
        .when(came_back & is_part)
        .then(1)
        .otherwise(0)
    )
