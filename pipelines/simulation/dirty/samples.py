"""A clean sample of every format: twenty records of the simulation, and what each of them is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from pipelines.simulation import days, deliveries, formats, lazada, life, reported, shopee, tiktok_shop
from pipelines.simulation.days import DAY
from pipelines.simulation.dirty.contracts import KEY
from pipelines.simulation.dirty.sheets import Cell, Line, Sheet
from pipelines.simulation.made import Made
from pipelines.simulation.printing import Format
from pipelines.simulation.programme import OPERATORS
from pipelines.simulation.windows import Window

RECORDS = 20
TRANSLATED = ("shopee_unaccented", "shopee_english")  # other headers over the columns of another format
SINCE = date(2025, 1, 1)
MARKS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Sample:
    """Records of one format: printed cells, and beside each what it is accepted as."""

    format: str
    kind: str
    folder: str
    form: Format
    cells: pl.DataFrame
    values: list[dict[str, str | None]]

    def sheet(self, number: int) -> Sheet:
        """A clean sheet of these records, whose keys are those of no other number."""
        lines = [Line(list(row), dict(known)) for row, known in zip(self.cells.iter_rows(), self.values, strict=True)]
        if self.form.description:
            described: list[Cell] = [self.form.description.get(header, "") for header in self.cells.columns]
            lines.insert(0, Line(described, is_record=False))
        sheet = Sheet(
            self.format, self.kind, self.folder, dict(self.form.names), self.cells.columns, lines, self.form.suffix,
            title=self.form.sheet or "Sheet1", encoding="utf-8-sig" if self.form.has_bom else "utf-8",
        )  # fmt: skip
        for line in sheet.records:
            _stamp(sheet, line, number)
        return sheet


def _stamp(sheet: Sheet, line: Line, number: int) -> None:
    """Makes the key of a record the file's own, so that no file is about the records of another."""
    name = KEY[sheet.kind]
    mark = "".join(MARKS[number // 36**place % 36] for place in (2, 1, 0))
    text = str(line.cells[sheet.at(name)])
    start = {"order_lines": 6, "reported": len(text)}.get(sheet.kind, 2)
    stamped = text[:start] + mark + text[start + 3 :]
    sheet.put(line, name, stamped)
    line.values[name] = stamped.strip()


def of(made: Made) -> list[Sample]:
    """A sample of every format that the simulation writes."""
    forms: Mapping[str, tuple[str, Format]] = {
        "shopee": ("shopee", shopee.form(0, SINCE)),
        "shopee_unaccented": ("shopee", shopee.form(1, SINCE)),
        "shopee_english": ("shopee", shopee.form(2, SINCE)),
        "tiktok_shop_xlsx": ("tiktok_shop", tiktok_shop.form(0, SINCE)),
        "tiktok_shop_csv": ("tiktok_shop", tiktok_shop.form(1, SINCE)),
        "lazada_csv": ("lazada", lazada.form(0)),
        "lazada_xlsx": ("lazada", lazada.form(1)),
        "tiki": ("tiki", formats.of_folder("tiki")),
        "sendo": ("sendo", formats.of_folder("sendo")),
        "voso_orders": ("voso", formats.of_operator("voso", "order_lines", days.END)),
        "postmart_orders": ("postmart", formats.of_operator("postmart", "order_lines", days.END)),
        "order_lines": ("postmart", formats.of_operator("postmart", "order_lines", SINCE.replace(year=2021))),
    }
    makers: list[Callable[[Made], Sample]] = [partial(_orders, name, *of) for name, of in forms.items()]
    makers += [
        partial(_listings, "voso_listings", "voso", formats.of_operator("voso", "listings", days.END)),
        partial(_listings, "postmart_listings", "postmart", formats.of_operator("postmart", "listings", days.END)),
        partial(_listings, "listings", "postmart", formats.of_operator("postmart", "listings", SINCE.replace(year=2021))),
        _register, _accounts, _reported,
    ]  # fmt: skip
    return [make(made) for make in makers]


def _sample(name: str, kind: str, folder: str, form: Format, records: pl.DataFrame, values: pl.DataFrame) -> Sample:
    known = values.select(pl.all().cast(pl.String)).to_dicts()
    assert len(known) == RECORDS, f"the simulation is too small for a sample of {name}"
    return Sample(name, kind, folder, form, form.printed(records), known)


def _orders(name: str, marketplace: str, form: Format, made: Made) -> Sample:
    """Orders of one piece, most of them completed, and last one order of two lines."""
    rows = _order_rows(made, marketplace)
    if marketplace not in OPERATORS:
        shop = rows["shop"].value_counts(sort=True)["shop"][0]
        rows = rows.filter(shop=shop)
    folder = marketplace if marketplace in OPERATORS else f"{marketplace}/{rows['shop_id'][0]}"
    lines = pl.len().over("order")
    pieces = pl.col("quantity").sum().over("order")
    pair = rows.filter(lines == 2).sort(pieces, "order", "line_no").head(2)
    records = form.records(pair)
    single = rows.filter((lines == 1) & (pl.col("quantity") == 1))
    is_done = pl.col("stage").cast(pl.String).is_in(["delivered", "received", "completed"])
    done, other = single.filter(is_done), single.filter(~is_done).unique("stage", maintain_order=True)
    own = pl.concat([done.head(RECORDS - records.height - other.height), other])
    records = pl.concat(
        [form.records(own.with_columns(item=pl.lit(0, pl.Int64))), records.with_columns(item=_item(records))],
        how="diagonal",
    )
    to_the_minute = form.names["ordered_at"] in ("createTime",) or marketplace == "shopee"
    seconds = pl.col("ordered") // 60 * 60 if to_the_minute else pl.col("ordered")
    values = records.select(
        order_id=pl.lit(None, pl.String),
        ordered_at=pl.from_epoch(seconds).dt.to_string("%Y-%m-%d %H:%M:%S"),
        state=life.state(pl.col("stage")),
        quantity=pl.lit(1) if form.is_per_item else pl.col("quantity"),
        order_value_vnd="order_value_vnd",
        product_name="product_name",
    )
    return _sample(name, "order_lines", folder, form, records, values)


def _item(records: pl.DataFrame) -> pl.Expr:
    return pl.col("item") if "item" in records.columns else pl.lit(0, pl.Int64)


def _order_rows(made: Made, marketplace: str) -> pl.DataFrame:
    """Order lines as the newest export has them, without orders of which a part came back."""
    ours = (made.trade, made.listings) if marketplace in OPERATORS else (made.sellers_trade, made.sellers_listings)
    window = Window(SINCE, days.END, (days.LAST + 1) * DAY, "dirty")
    rows = deliveries.known_lines(made, ours[0], window, marketplace, ours[1])
    return rows.filter(pl.col("outcome") != life.PARTLY_RETURNED)


def _listings(name: str, operator: str, form: Format, made: Made) -> Sample:
    rows = deliveries.listing_rows(made.listings.filter(marketplace=operator), days.END).head(RECORDS)
    columns = ("marketplace", "shop_id", "listing_id", "product_name", "price_vnd", "listed_on")
    return _sample(name, "listings", operator, form, rows, rows.select(columns))


def _register(made: Made) -> Sample:
    shops = made.shops.filter(province=made.places.position(deliveries.LANG_SON), marketplace="voso").head(RECORDS)
    rows = deliveries.register_rows(made.places, shops)
    values = rows.select("marketplace", "shop_id", "province", "district", "commune", "opened_on")
    return _sample("register", "register", "register", formats.plain("register", ".csv"), rows, values)


def _accounts(made: Made) -> Sample:
    rows = deliveries.account_rows(made).head(RECORDS)
    values = rows.select("provider", "account_id", "province", "district", "commune", "opened_on")
    form = formats.plain("payment_accounts", ".csv")
    return _sample("payment_accounts", "payment_accounts", "payment_accounts", form, rows, values)


def _reported(_made: Made) -> Sample:
    rows = reported.tables()["dti_2022"].head(RECORDS)
    values = rows.select("indicator", "place", "as_of", "value", "rank", "source_title")
    return _sample("reported", "reported", "reported", formats.plain("reported", ".csv"), rows, values)
