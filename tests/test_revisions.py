"""What a release changes, and what was known on a day."""

import shutil
from datetime import date

import polars as pl
from conftest import Place
from deliveries import register_csv, shop

from assets import vintages
from pipelines import revisions
from quality.contracts import ProvinceRankings

DAY = date(2022, 6, 30)


def ranking(*rows: tuple[str, date, float | None, int | None]) -> pl.LazyFrame:
    """Province, as-of day, value, rank."""
    return pl.LazyFrame(
        [
            {
                "frame": "34",
                "indicator": "registered_shops",
                "period": "as_of",
                "as_of_date": day,
                "basis": "computed",
                "source_title": None,
                "province_code": province,
                "value": value,
                "rank": rank,
            }
            for province, day, value, rank in rows
        ],
        schema_overrides={"source_title": pl.String, "value": pl.Float64, "rank": pl.Int64},
    )


def test_only_what_changed_is_a_revision_and_by_how_much() -> None:
    before = ranking(("20", DAY, 100, 2), ("24", DAY, 90, 3), ("01", DAY, 500, 1))
    now = ranking(("20", DAY, 110, 2), ("24", DAY, 90, 3), ("01", DAY, None, None))
    found = revisions.between(before, now, "20220701T013000").collect().sort("province_code")
    asked = ["province_code", "value_before", "value", "change", "change_pct", "rank_before", "rank"]
    assert found.select(asked).rows() == [
        ("01", 500, None, None, None, 1, None),
        ("20", 100, 110, 10, 10, 2, 2),
    ]
    assert set(found["previous_release"]) == {"20220701T013000"}


def test_a_day_that_only_one_release_knows_is_new_and_not_revised() -> None:
    before, now = ranking(("20", DAY, 100, 1)), ranking(("20", DAY, 100, 1), ("20", date(2022, 7, 31), 120, 1))
    assert revisions.between(before, now, "a").collect().is_empty()


def test_before_the_first_release_there_is_nothing_to_revise() -> None:
    nothing = ProvinceRankings.create_empty().lazy()
    assert revisions.between(nothing, ranking(("20", DAY, 100, 1)), None).collect().is_empty()


def test_a_correction_shows_up_in_the_next_release_and_the_day_before_stays_as_it_was_known(place: Place) -> None:
    place.deliver("register/r.csv", register_csv(shop("a", opened_on="2021-08-01"), shop("b", opened_on="2021-08-01")))
    assert place.refresh().is_success
    first = str(place.current)
    assert place.release("revisions").is_empty()
    # As if it had been published long ago.
    shutil.copytree(place.folder.published / first, place.folder.published / "20220101T013000")
    place.deliver("register/later.csv", register_csv(shop("c", opened_on="2021-08-01")), modified_at=1_760_000_100)
    assert place.refresh().is_success
    found = place.release("revisions").filter(indicator="registered_shops", province_code="20", frame="63")
    assert set(found.select("value_before", "value", "previous_release").rows()) == {(2, 3, first)}
    then = vintages.as_known_on(place.folder, "province_rankings", date(2022, 6, 30))
    assert then is not None
    asked = {"indicator": "registered_shops", "province_code": "20", "frame": "63"}
    assert set(then.filter(**asked)["value"].drop_nulls()) == {2}
    assert vintages.as_known_on(place.folder, "province_rankings", date(2021, 1, 1)) is None
