"""Public tables of produce from release to release, attacked together: what one tells, the next must not undo."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from attack import LAST_DAY, MEASURES, Attack, cells, near, trades, truth
from conftest import Place
from deliveries import csv_of, order_line, register_csv, shop
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.produce import disclosure, revisions
from pipelines.produce.cells import CELL
from pipelines.produce.revisions import Told
from pipelines.produce.tables import Areas, Tables, release_tables
from quality.contracts import ProduceDestinationsPublic, ProduceSalesPublic

AREAS = Areas(
    pl.DataFrame({"district_code_63": [f"18{d}" for d in range(4)], "province_code": ["20"] * 4}),
    pl.DataFrame({"old_code": [f"{code:02}" for code in range(64)], "new_code": [f"{code:02}" for code in range(64)]}),
)
NOVEMBER, DECEMBER = date(2024, 12, 20), date(2025, 1, 20)
"""Newest days with which November and December are closed."""
NOTHING = Told(
    ProduceSalesPublic.create_empty(),
    ProduceDestinationsPublic.create_empty(),
    ProduceSalesPublic.create_empty().lazy().with_columns(release=pl.lit("")),
    ProduceDestinationsPublic.create_empty().lazy().with_columns(release=pl.lit("")),
)


def told(*releases: Tables) -> Told:
    """What the releases told, the newest last."""
    sales, places = (
        [getattr(release, table).lazy().with_columns(release=pl.lit(str(n))) for n, release in enumerate(releases)]
        for table in ("sales_public", "destinations_public")
    )
    newest = releases[-1]
    return Told(newest.sales_public, newest.destinations_public, pl.concat(sales), pl.concat(places))


def counted(known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells of the sales and of the destinations of some trades of a province."""
    grids = [
        cells(known, "month", []).with_columns(
            area_code=pl.lit("20"), period_type=pl.lit("month"), level=pl.lit("province")
        ),
        cells(known.rename({"district": "area_code"}), "month", ["area_code"]).with_columns(
            period_type=pl.lit("month"), level=pl.lit("district")
        ),
        cells(known, "week", []).with_columns(
            area_code=pl.lit("20"), period_type=pl.lit("week"), level=pl.lit("province")
        ),
    ]
    sold = pl.concat(grids, how="diagonal").with_columns(
        marketplace=pl.lit("all"), weighed_value_vnd="value_vnd", price_vnd_per_kg_median=pl.lit(1.0),
        ocop_value_vnd=pl.lit(0.0), rest_value_vnd="value_vnd", ocop_sellers=pl.lit(0), rest_sellers="sellers",
        ocop_of_two=pl.lit(0.0), rest_of_two="value_of_two",
    )  # fmt: skip
    sent = cells(known, "month", ["destination_code"]).with_columns(
        area_code=pl.lit("20"), weighed_value_vnd="value_vnd"
    )
    return sold, sent


def released(rows: pl.DataFrame, newest: date, before: Told = NOTHING) -> Tables:
    """The tables of a release that knows some trades of a province."""
    return release_tables(*counted(rows.filter(pl.col("order_date") <= newest)), AREAS, newest, before)


def read(attack: Attack, release: Tables, last: date, name: str) -> Attack:
    """The attacker reads a release."""
    places = release.destinations_public.rename({"month": "period_start"})
    return attack.reads(release.sales_public, places, last, name)


def whole(release: Tables, measure: str, name: str) -> dict[Any, float]:
    """What the figures of a release are."""
    return truth(release.sales, release.destinations.rename({"month": "period_start"}), measure, name)


def both(first: Tables, second: Tables) -> list[object]:
    """Hidden figures that two releases together bound within 10 %, but for those that the first told itself."""
    wrong: list[object] = []
    for measure in MEASURES:
        attack = read(read(Attack(measure), first, date(2024, 11, 30), "earlier"), second, LAST_DAY, "later")
        true = whole(first, measure, "earlier") | whole(second, measure, "later")
        shown_then = {("later", *what[1:]) for what in true if what[0] == "earlier" and what not in attack.hidden}
        wrong += [(measure, what) for what in near(attack.bounds(), true) if what not in shown_then]
    return wrong


def late(rows: pl.DataFrame, seed: int, share: float) -> pl.DataFrame:
    """The trades without a share of them, which are delivered late; some sellers deliver nothing in time."""
    random = np.random.default_rng(seed)
    tardy = random.choice(50, 3)
    in_time = pl.Series(random.random(rows.height) > share)
    return rows.filter(in_time, ~pl.col("seller").is_in(tardy) | pl.Series(random.random(rows.height) > 5 * share))


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 10_000), rows=st.integers(200, 2500), sellers=st.integers(6, 50), skew=st.floats(1.2, 4),
    share=st.floats(0.0, 0.05),
)  # fmt: skip
def test_two_releases_together_bound_no_hidden_figure_within_ten_percent(
    seed: int, rows: int, sellers: int, skew: float, share: float
) -> None:
    every = trades(seed, rows=rows, sellers=sellers, skew=skew)
    first = released(late(every, seed, share), NOVEMBER)
    assert not both(first, released(every, DECEMBER, told(first)))


def test_the_attack_finds_what_a_release_gives_away_that_knows_of_none_before() -> None:
    found = []
    for seed in range(6):
        every = trades(seed, rows=900, sellers=25, skew=1.6)
        found += both(released(late(every, seed, 0.02), NOVEMBER), released(every, DECEMBER))
    assert found


def test_what_was_told_stands_until_a_further_month_is_closed() -> None:
    every = trades(22, rows=900, sellers=25, skew=1.6)
    first = released(late(every, 1, 0.05), NOVEMBER)
    next_night = released(every, NOVEMBER, told(first))
    assert next_night.sales_public.sort(CELL).equals(first.sales_public.sort(CELL))
    assert next_night.destinations_public.height == first.destinations_public.height
    assert next_night.sales["orders"].sum() > first.sales["orders"].sum(), "for the house nothing waits"
    month_later = released(every, DECEMBER, told(first, next_night))
    november = {"period_start": date(2024, 11, 1), "level": "province", "period_type": "month"}
    revised, stood = (
        table.filter(**november)["orders"].item() for table in (month_later.sales_public, first.sales_public)
    )
    assert revised > stood


def test_a_product_of_which_nothing_was_told_is_told_as_soon_as_it_is_safe() -> None:
    every = trades(22, rows=900, sellers=25, skew=1.6)
    first = released(every.filter(pl.col("seller") < 4), NOVEMBER)
    assert first.sales_public["is_confidential"].all()
    assert not released(every, NOVEMBER, told(first)).sales_public["is_confidential"].all()


def test_whatever_the_public_tables_hide_is_confidential_in_the_whole_ones() -> None:
    every = trades(22, rows=900, sellers=25, skew=1.6)
    first = released(late(every, 1, 0.05), NOVEMBER)
    for release in (first, released(every, NOVEMBER, told(first)), released(every, DECEMBER, told(first))):
        hidden = release.sales_public.filter("is_confidential").join(release.sales, on=CELL, suffix="_whole")
        assert hidden["is_confidential_whole"].all()
        safe = release.sales.filter(~pl.col("is_confidential"), pl.col("frame") == "63")
        assert safe.height > 10
        assert released(every, DECEMBER).sales.filter(~pl.col("is_confidential")).height > 10


CELL_OF_MAY = {"product_code": "na", "form": "fresh", "frame": "63", "marketplace": "all"}
FAMILY_OF_MAY = pl.DataFrame({"product_code": ["na"], "form": ["fresh"], "frame": ["63"], "province_code": ["20"]})


def shown(*cells: tuple[str, str, str, date, bool], release: str = "1") -> pl.LazyFrame:
    """Public cells: period type, level, area, start and whether it is hidden."""
    rows = [
        CELL_OF_MAY | {"period_type": kind, "level": level, "area_code": area, "period_start": start,
                       "is_confidential": is_hidden, "release": release}
        for kind, level, area, start, is_hidden in cells
    ]  # fmt: skip
    return pl.LazyFrame(rows)


def kept_hidden(*releases: pl.LazyFrame) -> set[tuple[str, date]]:
    """Area and start of what must stay hidden after some releases."""
    every = Told(NOTHING.sales, NOTHING.destinations, pl.concat(releases), NOTHING.every_destinations)
    before = revisions.hidden_before(every, AREAS.districts, FAMILY_OF_MAY)
    return set(before.sales.select("area_code", "period_start").iter_rows())


MAY, APRIL, WEEK = date(2024, 5, 1), date(2024, 4, 1), date(2024, 4, 29)


def test_a_part_stays_hidden_once_the_total_of_its_month_was_told() -> None:
    with_total = shown(("month", "province", "20", MAY, False), ("month", "district", "180", MAY, True))
    whole_hidden = shown(("month", "province", "20", MAY, True), ("month", "district", "180", MAY, True), release="2")
    assert kept_hidden(with_total) == {("180", MAY)}
    assert kept_hidden(whole_hidden) == set(), "nothing was told of the month"
    assert kept_hidden(with_total, whole_hidden) == {("180", MAY)}, "a later release does not make it forgotten"


def test_a_week_stays_hidden_if_one_of_its_two_months_was_told() -> None:
    week = ("week", "province", "20", WEEK, True)
    assert kept_hidden(shown(week, ("month", "province", "20", APRIL, False))) == {("20", WEEK)}
    assert kept_hidden(shown(week, ("month", "province", "20", MAY, False))) == {("20", WEEK)}
    assert kept_hidden(shown(week, ("month", "province", "20", MAY, True))) == set()


def test_a_marketplaces_part_and_the_back_cast_sum_of_a_hidden_cell_are_confidential() -> None:
    sold, sent = counted(trades(3, rows=500, sellers=20, skew=1.6))
    provinces = sold.filter(level="province")
    every = [sold, sold.with_columns(marketplace=pl.lit("voso")), provinces.with_columns(frame=pl.lit("34"))]
    tables = release_tables(
        pl.concat(every), pl.concat([sent, sent.with_columns(frame=pl.lit("34"))]), AREAS, NOVEMBER, NOTHING
    )
    safe = sold.filter(~disclosure.is_unsafe()).select(revisions.SALES_KEYS)
    for table, keys, of_public in (
        (tables.sales, revisions.SALES_KEYS, tables.sales_public.join(safe, on=revisions.SALES_KEYS, how="semi")),
        (tables.destinations, ("month", "product_code", "form", "frame", "origin_code", "destination_code"),
         tables.destinations_public),
    ):  # fmt: skip
        hidden = of_public.filter("is_confidential").select(keys)
        in_34 = hidden.with_columns(frame=pl.lit("34"))
        assert not hidden.is_empty()
        assert table.join(hidden, on=keys)["is_confidential"].all()
        assert table.join(in_34, on=keys)["is_confidential"].all()


def test_a_late_order_reaches_the_public_with_the_next_month_only(place: Place) -> None:
    def lines(first: date, days: int, *shops: str) -> str:
        return csv_of([
            order_line(f"{day}{shop_id}", f"{day} 10:00", 60_000, shop_id=shop_id, unit_price_vnd=60_000,
                       product_name="Na Chi Lăng túi 1kg", buyer_province="Hà Nội")
            for day in (first + timedelta(days=n) for n in range(days))
            for shop_id in shops
        ])  # fmt: skip

    def of_may() -> tuple[int, int]:
        """Orders of May that the public and the house read."""
        asked = {"period_start": date(2025, 5, 1), "period_type": "month", "level": "province", "frame": "63"}
        public = place.release("produce_sales_public").filter(**asked)
        return public["orders"].item(), place.release("produce_sales").filter(**asked, marketplace="all")[
            "orders"
        ].item()

    shops = [f"v{n}" for n in range(8)]
    place.deliver("register/shops.csv", register_csv(*(shop(name, marketplace="voso", phone="") for name in shops)))
    nights = {"voso/1.csv": (date(2025, 4, 1), 115, shops[:7]), "voso/late.csv": (date(2025, 5, 5), 20, shops[7:]),
              "voso/2.csv": (date(2025, 7, 25), 30, shops[:7])}  # fmt: skip
    found = []
    for name, (first, days, sellers) in nights.items():
        place.deliver(name, lines(first, days, *sellers))
        assert place.refresh().is_success
        found.append(of_may())
    assert found == [(217, 217), (217, 237), (237, 237)]
