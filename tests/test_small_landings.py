"""Small landings of which every figure was counted by hand: what comes out of the whole job."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from conftest import Place, night_of

from conventions.reasons import FIGURES

LANDINGS = Path(__file__).parent / "golden" / "landings"
FIRST_EXPORT = 1_760_000_000

Release = Callable[[str], pl.DataFrame]


def deliver(place: Place, landing: str) -> None:
    """Drops the files of a landing, one exported a day after the other."""
    for day, path in enumerate(sorted((LANDINGS / landing).rglob("*.csv"))):
        name = path.relative_to(LANDINGS / landing).as_posix()
        place.deliver(name, path.read_text(), FIRST_EXPORT + 86_400 * day)


@pytest.fixture(scope="session")
def release_of(decoder: object, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Release]:
    """The tables that a landing is published as; each landing is refreshed once."""

    @cache
    def made(landing: str) -> Release:
        place = Place(tmp_path_factory.mktemp(landing) / "data")
        deliver(place, landing)
        night_of(place)
        return place.release

    return made


def test_shops_whose_commune_is_not_known_are_shops_also_where_nothing_sold(
    release_of: Callable[[str], Release],
) -> None:
    country = release_of("corrected_register")("concentration").filter(frame="34", area_code="VN")
    row = country.row(by_predicate=pl.col("as_of_date") == date(2022, 12, 31), named=True)
    assert (row["shops"], row["shops_without_revenue"], row["areas"]) == (10, 8, 5)
    assert row["gini"] == pytest.approx(0.8043, abs=5e-5)
    assert row["theil"] == pytest.approx(1.610, abs=5e-4)
    row = release_of("certificates")("concentration").row(
        by_predicate=(pl.col("area_code") == "VN")
        & (pl.col("frame") == "34")
        & (pl.col("as_of_date") == date(2024, 6, 30)),
        named=True,
    )
    assert (row["shops"], row["gini"]) == (5, pytest.approx(0.8))
    curve = release_of("certificates")("lorenz_curves").filter(
        frame="34", area_code="VN", as_of_date=date(2024, 6, 30), shops_share=0.8
    )
    assert curve["revenue_share"].item() == 0


def test_a_province_with_one_marketplace_leans_to_it_as_the_country_does_not(
    release_of: Callable[[str], Release],
) -> None:
    table = release_of("certificates")("marketplace_structure").filter(
        frame="34", indicator="revenue_vnd", marketplace="postmart", as_of_date=date(2024, 7, 5)
    )
    quotients = dict(table.select("area_code", "location_quotient").iter_rows())
    assert quotients["VN"] == 1
    assert quotients["01"] == pytest.approx(1_910_000 / 1_200_000)


def test_two_test_orders_of_one_dong_stop_nothing(release_of: Callable[[str], Release]) -> None:
    table = release_of("test_orders")("concentration").filter(frame="34", area_code="01")
    assert table["revenue_vnd"].to_list() == [2]
    assert table["gini"].to_list() == [0.0]


def test_a_shop_that_no_register_names_sells_for_the_country(release_of: Callable[[str], Release]) -> None:
    growth = release_of("corrected_register")("growth_since_launch").filter(
        level="country", indicator="selling_shops", as_of_date=date(2023, 3, 31), frame="34", baseline_kind="own_count"
    )
    assert growth["value"].to_list() == [1]
    tables = [release_of("corrected_register")(name) for name in ("concentration", "marketplace_structure")]
    of_country = [table.filter(frame="34", area_code="VN", as_of_date=date(2023, 3, 31)) for table in tables]
    sold = of_country[1].filter(indicator="revenue_vnd")["value"].sum()
    assert of_country[0]["revenue_vnd"].to_list() == [sold] == [240_000]


def test_a_renewed_certificate_does_not_erase_the_one_before(release_of: Callable[[str], Release]) -> None:
    ranks = release_of("certificates")("province_rankings").filter(
        frame="63", indicator="ocop_products", province_code="20"
    )
    counted = dict(ranks.select("as_of_date", "value").iter_rows())
    days = [date(2022, 1, 31), date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 30)]
    assert [counted[day] for day in days] == [1, 1, 0, 1]
    sold = release_of("certificates")("produce_sales").filter(
        frame="63", period_type="month", level="province", area_code="20", marketplace="all", product_code="na"
    )
    by_month = dict(sold.select("period_start", "ocop_value_vnd").iter_rows())
    months = [date(2021, 4, 1), date(2021, 5, 1), date(2024, 4, 1), date(2024, 5, 1), date(2024, 7, 1)]
    assert [by_month[month] for month in months] == [0, 100_000, 100_000, 0, 100_000]


def test_a_last_week_is_compared_with_the_last_weeks_of_earlier_years_one_by_one(
    release_of: Callable[[str], Release],
) -> None:
    weeks = release_of("certificates")("produce_seasons").filter(
        frame="63", area_code="20", period_type="week", product_code="na", period_start=date(2021, 12, 27)
    )
    band = ("mean_kg_earlier_years", "low_kg_earlier_years", "high_kg_earlier_years")
    assert weeks.select(band).rows() == [(5.0, 5.0, 5.0)]


def test_a_province_of_the_34_is_not_ranked_by_a_part_of_it_while_the_63_lasted(
    release_of: Callable[[str], Release],
) -> None:
    ranks = release_of("merged_provinces")("province_rankings").filter(
        frame="34", indicator="registered_shops", province_code="24"
    )
    june, july = (ranks.filter(as_of_date=day).row(0, named=True) for day in (date(2025, 6, 30), date(2025, 7, 15)))
    assert (june["value"], june["rank"], june["reason"]) == (None, None, FIGURES["part_missing"])
    assert (july["value"], july["rank"] is None, july["reason"]) == (1, False, None)
    whole = release_of("merged_provinces")("province_rankings").filter(
        frame="34", indicator="registered_shops", province_code="08", as_of_date=date(2025, 6, 30)
    )
    assert whole["value"].to_list() == [2], "Hà Giang and Tuyên Quang are both known"
