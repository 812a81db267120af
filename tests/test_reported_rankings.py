"""Rankings that others have published come out as they were printed, and never mix with our own."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import Place
from deliveries import csv_of, register_csv, shop

from assets.places import gazetteer
from assets.storage import reference
from conventions.reasons import FIGURES
from pipelines.indicators import ranks, reported

GOLDEN = pl.read_csv(Path(__file__).parent / "golden" / "dti_2022_official_rank.csv")
END_OF_2022 = date(2022, 12, 31)
REGISTRY = reference.table("indicators").lazy()
NO_COMPUTED = pl.LazyFrame(
    schema={
        **dict.fromkeys(["frame", "indicator", "period", "province_code"], pl.String),
        "as_of_date": pl.Date,
        "value": pl.Float64,
        "rank": pl.Int64,
    }
)


@cache
def provinces() -> pl.LazyFrame:
    listed = reference.table("provinces").sort("valid_from").unique(["frame", "code"], keep="last")
    return listed.select("frame", province_code="code", province_name="name").lazy()


def figure(place: str, value: float | None = None, rank: int | None = None, **other: Any) -> dict[str, Any]:
    row = {
        "delivery": "d",
        "record_number": 1,
        "indicator": "dti",
        "frame": "63",
        "place": place,
        "as_of": END_OF_2022,
        "value": value,
        "value_kind": "actual",
        "rank": rank,
        "source_title": "DTI 2022",
        "source_url": None,
        "published_on": None,
    }
    return row | other


def ranked(*rows: dict[str, Any], computed: pl.LazyFrame = NO_COMPUTED) -> pl.DataFrame:
    delivered = pl.DataFrame(
        list(rows),
        schema_overrides={"value": pl.Float64, "rank": pl.Int32, "published_on": pl.Date, "source_url": pl.String},
        infer_schema_length=None,
    )
    series = reported.placed(delivered, gazetteer()).lazy()
    found = reported.by_source(series, REGISTRY, reported.Own(computed, provinces()))
    return found.collect().sort("as_of_date", "rank", "province_name", nulls_last=True)


def test_the_dti_of_2022_comes_out_from_ranks_alone_with_its_tie_at_15_and_17_next() -> None:
    table = ranked(*(figure(place, rank=rank) for rank, place, _score in GOLDEN.rows()))
    assert table["rank"].to_list() == GOLDEN["rank"].to_list()
    assert table["rank"].to_list()[14:17] == [15, 15, 17]
    assert table.filter("is_tied")["province_name"].to_list() == ["Thanh Hóa", "Yên Bái"]
    assert table.select("provinces_ranked", "provinces_missing").unique().rows() == [(63, 0)]
    assert table.filter(rank=6)["province_name"].item() == "Lạng Sơn"
    assert table["value"].null_count() == 63


def test_the_six_printed_scores_of_the_dti_are_ranked_as_printed_among_six() -> None:
    scored = GOLDEN.drop_nulls("dti_where_visible")
    table = ranked(*(figure(place, score, rank) for rank, place, score in scored.rows()))
    assert table["value"].to_list() == [0.8002, 0.7163, 0.7024, 0.6975, 0.6924, 0.6077]
    assert table["rank"].to_list() == [1, 2, 3, 4, 5, 6]
    assert table["official_rank"].to_list() == [1, 2, 3, 4, 5, 25]
    assert table.select("provinces_ranked", "provinces_missing").unique().rows() == [(6, 57)]
    assert table["gap_to_next"].to_list() == [None, 0.0839, 0.0139, 0.0049, 0.0051, 0.0847]


def test_a_table_of_63_ranks_with_only_six_scores_keeps_its_ranks_and_shows_the_scores_beside() -> None:
    table = ranked(*(figure(place, score, rank) for rank, place, score in GOLDEN.rows()))
    assert table["rank"].to_list() == GOLDEN["rank"].to_list()
    assert table["value"].null_count() == 63
    assert table["official_value"].drop_nulls().to_list() == [0.8002, 0.7163, 0.7024, 0.6975, 0.6924, 0.6077]


def test_second_by_products_and_sixth_by_successful_transactions_are_reports_of_one_rank() -> None:
    day = date(2022, 6, 28)
    table = ranked(
        figure("Lạng Sơn", rank=2, indicator="listed_products", as_of=day, source_title="Dân trí"),
        figure("tỉnh Lạng Sơn", rank=6, indicator="orders_completed", as_of=day, source_title="Dân trí"),
    )
    assert table.select("indicator", "rank", "official_rank", "provinces_ranked", "provinces_missing").rows() == [
        ("listed_products", 2, 2, 1, 62),
        ("orders_completed", 6, 6, 1, 62),
    ]


MOVES = [
    # Indicator, province, frame, rank and year before, rank and year after, the change as printed (domain.md 5.2).
    ("ict_index", "Lạng Sơn", (58, 2017), (32, 2018), 26),
    ("dti", "Quảng Ngãi", (26, 2022), (21, 2023), 5),
    ("dti", "Hà Nội", (24, 2022), (6, 2024), 18),
    ("dti", "Thanh Hóa", (15, 2022), (11, 2023), 4),
    ("dti", "Lạng Sơn", (16, 2020), (5, 2021), 11),
    ("dti", "Lạng Sơn", (5, 2021), (6, 2022), -1),
    ("dti", "Lạng Sơn", (6, 2022), (4, 2023), 2),
    ("pci", "Nghệ An", (30, 2021), (23, 2022), 7),
    ("pci", "Bắc Giang", (31, 2021), (2, 2022), 29),
    ("pci", "Long An", (16, 2021), (10, 2022), 6),
]


@pytest.mark.parametrize(("indicator", "place", "before", "after", "change"), MOVES)
def test_a_smaller_place_is_a_better_one_and_the_change_is_as_printed(
    indicator: str, place: str, before: tuple[int, int], after: tuple[int, int], change: int
) -> None:
    table = ranked(
        *(
            figure(place, rank=rank, indicator=indicator, as_of=date(year, 12, 31), source_title=f"{indicator} {year}")
            for rank, year in (before, after)
        )
    )
    assert table["previous_rank"].to_list() == [None, before[0]]
    assert table["rank_change"].to_list() == [None, change]


ARITHMETIC = [
    # Values and the difference as printed, with its decimals (domain.md 5.2).
    ("Thanh Hóa DTI 2021 above the mean", 0.4880, 0.4014, 0.0866, 4),
    ("Ninh Bình DTI 2021 above the mean", 0.5064, 0.4014, 0.105, 3),
    ("Bắc Giang PCI 2022 on 2021", 72.80, 64.74, 8.06, 2),
    ("Trà Vinh DTI 2022 on 2021", 0.6077, 0.4294, 0.1783, 4),
]


@pytest.mark.parametrize(("what", "value", "other", "printed", "decimals"), ARITHMETIC)
def test_differences_in_print_come_out(what: str, value: float, other: float, printed: float, decimals: int) -> None:
    found = pl.DataFrame({"value": [value - other], "decimals": [decimals]}).select(ranks.printed(pl.col("value")))
    assert found.item() == pytest.approx(printed, abs=1e-12), what


def test_the_gap_between_hanoi_and_da_nang_in_the_ebi_of_2023_is_46_2() -> None:
    scores = {"TP. Hồ Chí Minh": 89.2, "Hà Nội": 85.7, "Đà Nẵng": 39.5}
    table = ranked(*(figure(place, score, indicator="ebi", source_title="EBI 2023") for place, score in scores.items()))
    assert table["rank"].to_list() == [1, 2, 3]
    assert table["gap_to_next"].to_list() == [None, 3.5, 46.2]


def test_a_tie_is_judged_on_the_value_as_printed() -> None:
    table = ranked(figure("Thanh Hóa", 0.5), figure("Yên Bái", 0.5), figure("Hậu Giang", 0.49), figure("Hà Nội", 0.51))
    assert table["rank"].to_list() == [1, 2, 2, 4]
    assert table["gap_to_next"].to_list() == [None, 0.01, 0.01, 0.01]


def test_sources_of_one_day_are_rankings_of_their_own_and_the_previous_rank_is_that_of_the_same_source() -> None:
    before: dict[str, Any] = {"as_of": date(2021, 12, 31)}
    after: dict[str, Any] = {"as_of": END_OF_2022}
    table = ranked(
        figure("Lạng Sơn", rank=5, source_title="A", **before),
        figure("Lạng Sơn", rank=9, source_title="B", **before),
        figure("Lạng Sơn", rank=6, source_title="A", **after),
        figure("Lạng Sơn", rank=4, source_title="C", **after),
    ).filter(as_of_date=END_OF_2022)
    assert table.sort("source_title").select("source_title", "rank", "previous_rank").rows() == [
        ("A", 6, 5),
        ("C", 4, 9),
    ]


def test_only_the_frame_of_the_source_is_given_and_a_name_the_34_have_lost_is_no_place_in_it() -> None:
    table = ranked(
        figure("Bắc Ninh", rank=7),
        figure("Bắc Ninh", rank=3, frame="34", source_title="DTI 2024"),
        figure("Bắc Giang", rank=9, frame="34", source_title="DTI 2024"),
        figure("Cả nước", rank=1),
    )
    assert table.sort("frame").select("frame", "province_code", "rank").rows() == [("34", "24", 3), ("63", "27", 7)]


def test_targets_and_claims_are_not_ranked() -> None:
    assert ranked(figure("Lạng Sơn", rank=10, value_kind="target")).is_empty()


def test_a_reported_value_stands_beside_our_own_of_that_day_with_the_difference() -> None:
    own = {"frame": "63", "province_code": "20", "as_of_date": END_OF_2022}
    computed = pl.LazyFrame(
        [
            {**own, "indicator": "registered_shops", "period": "as_of", "value": 66_000.0, "rank": 3},
            {**own, "indicator": "orders_completed", "period": "since_launch", "value": 48_000.0, "rank": 5},
            {**own, "indicator": "orders_completed", "period": "month", "value": 900.0, "rank": 9},
        ]
    )
    table = ranked(
        figure("Lạng Sơn", 67_055, indicator="registered_shops"),
        figure("Lạng Sơn", 48_898, indicator="orders_completed"),
        computed=computed,
    ).sort("indicator")
    assert table.select("indicator", "value", "computed_value", "computed_rank", "difference").rows() == [
        ("orders_completed", 48_898, 48_000, 5, 898),
        ("registered_shops", 67_055, 66_000, 3, 1_055),
    ]


def test_a_delivered_table_becomes_a_published_ranking_of_its_own(place: Place) -> None:
    columns = ("place", "rank", "value")
    rows = [
        dict(zip(columns, (row[1], row[0], row[2] or ""), strict=True))
        | {
            "indicator": "dti",
            "frame": "63",
            "as_of": "2022-12-31",
            "number_format": "en",
            "kind": "actual",
            "source_title": "DTI 2022",
            "source_url": "https://dti.gov.vn/xep-hang-2022",
        }
        for row in GOLDEN.rows()
    ]
    place.deliver("register/r.csv", register_csv(shop("a")))
    place.deliver("reported/dti.csv", csv_of(rows))
    outcome = place.refresh()
    assert outcome.is_success, outcome.failure
    ranks = place.release("province_rankings").filter(basis="reported").sort("rank")
    assert ranks["rank"].to_list() == GOLDEN["rank"].to_list()
    assert ranks.filter(province_code="20")["source_url"].to_list() == ["https://dti.gov.vn/xep-hang-2022"]


def test_series_of_others_may_begin_before_2000_and_are_carried_on_in_the_34(place: Place) -> None:
    row = {
        "indicator": "revenue_vnd",
        "frame": "63",
        "as_of": "1995-12-31",
        "number_format": "en",
        "kind": "actual",
        "source_title": "GSO",
    }
    rows = [row | {"place": name, "value": n} for n, name in enumerate(("Lạng Sơn", "Bắc Ninh", "Bắc Giang"), 1)]
    place.deliver("register/r.csv", register_csv(shop("a")))
    place.deliver("reported/gso.csv", csv_of(rows))
    outcome = place.refresh()
    assert outcome.is_success, outcome.failure
    ranks = place.release("province_rankings").filter(basis="reported", as_of_date=date(1995, 12, 31))
    found = {(row["frame"], row["province_code"]): row["value"] for row in ranks.iter_rows(named=True)}
    assert (found["63", "20"], found["34", "20"], found["34", "24"]) == (1, 1, 5)


def back_cast(*rows: dict[str, Any]) -> pl.DataFrame:
    delivered = pl.DataFrame(
        list(rows),
        schema_overrides={"value": pl.Float64, "rank": pl.Int32, "published_on": pl.Date, "source_url": pl.String},
    )
    tables = reference.tables("province_crosswalk", "indicators")
    return reported.with_back_cast(reported.placed(delivered, gazetteer()), tables).filter(frame="34")


def test_reported_figures_that_add_up_are_summed_over_a_merger_where_every_part_is_reported() -> None:
    trade: dict[str, Any] = {"indicator": "revenue_vnd", "source_title": "GSO"}
    found = back_cast(
        figure("Bắc Giang", 30.0, **trade),
        figure("Bắc Ninh", 40.0, **trade),
        figure("Hà Giang", 5.0, **trade),
        figure("Lạng Sơn", 7.0, **trade),
    )
    values = dict(found.select("province_code", "value").iter_rows())
    assert (values["24"], values["20"], values["08"]) == (70, 7, None)
    assert len(values) == 34
    delivered = pl.DataFrame(
        [figure("Bắc Giang", 30.0, **trade)],
        schema_overrides={"value": pl.Float64, "rank": pl.Int32, "published_on": pl.Date, "source_url": pl.String},
    )
    series = reported.with_back_cast(
        reported.placed(delivered, gazetteer()), reference.tables("province_crosswalk", "indicators")
    ).lazy()
    ranks = reported.by_source(series, REGISTRY, reported.Own(NO_COMPUTED, provinces())).collect()
    row = ranks.row(by_predicate=(pl.col("frame") == "34") & (pl.col("province_code") == "24"), named=True)
    assert (row["value"], row["rank"], row["reason"]) == (None, None, FIGURES["part_missing"])


def test_scores_ranks_and_distinct_counts_are_not_summed_nor_what_the_source_sums_itself() -> None:
    households: dict[str, Any] = {"indicator": "households_with_shop"}
    assert back_cast(figure("Bắc Giang", 3.0), figure("Bắc Ninh", 4.0)).is_empty()
    assert back_cast(figure("Bắc Giang", 3.0, **households), figure("Bắc Ninh", 4.0, **households)).is_empty()
    orders: dict[str, Any] = {"indicator": "orders_completed"}
    assert back_cast(figure("Bắc Giang", rank=3, **orders), figure("Bắc Ninh", rank=4, **orders)).is_empty()
    both = [
        figure("Bắc Giang", 3.0, **orders),
        figure("Bắc Ninh", 4.0, **orders),
        figure("Bắc Ninh", 9.0, frame="34", **orders),
    ]
    assert back_cast(*both)["value"].to_list() == [9.0]
