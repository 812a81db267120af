import runpy
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from assets.storage import reference
from conventions.reasons import PLACES
from pipelines.places import gazetteer

TABLES = reference.tables(*gazetteer.TABLES, "agencies", "place_corrections")
provinces, districts, communes = TABLES["provinces"], TABLES["districts"], TABLES["communes"]
crosswalk = TABLES["commune_crosswalk"]
OLD, NEW = pl.col("frame") == "63", pl.col("frame") == "34"
SOURCES = Path(__file__).parents[2] / "shared" / "reference-data" / "geo"
LANG_SON = pl.col("old_district_code").is_in(districts.filter(province_code="20")["code"].implode())


def test_there_are_63_provinces_696_districts_and_10035_communes_and_then_34_and_3321() -> None:
    assert provinces.filter(OLD)["code"].n_unique() == 63
    assert districts["code"].n_unique() == districts.height == 696
    assert communes.filter(OLD)["code"].n_unique() == communes.filter(OLD).height == 10_035
    assert provinces.filter(NEW)["code"].n_unique() == 34
    assert communes.filter(NEW)["code"].n_unique() == 3_321


def test_the_parts_of_the_34_are_the_63_and_none_is_missing_or_counted_twice() -> None:
    pairs = TABLES["province_crosswalk"]
    assert sorted(pairs["old_code"]) == sorted(provinces.filter(OLD)["code"].unique())
    assert set(pairs["new_code"]) == set(provinces.filter(NEW)["code"])
    assert pairs.group_by("new_code").len().filter(len=1).height == 11


def test_both_tables_that_name_a_successor_name_the_same_one() -> None:
    named = provinces.filter(OLD).select("code", "successor_code").unique()
    pairs = TABLES["province_crosswalk"].select(code="old_code", successor_code="new_code")
    assert named.sort("code").equals(pairs.sort("code"))


def test_every_commune_and_district_lies_in_a_unit_that_exists_in_its_frame() -> None:
    assert set(districts["province_code"]) == set(provinces.filter(OLD)["code"])
    assert set(communes.filter(OLD)["district_code"]) <= set(districts["code"])
    assert set(communes.filter(NEW)["province_code"]) == set(provinces.filter(NEW)["code"])
    of_district = communes.filter(OLD).join(districts, left_on="district_code", right_on="code", suffix="_of_district")
    assert (of_district["province_code"] == of_district["province_code_of_district"]).all()


def test_every_new_commune_is_a_sum_of_old_ones_and_every_old_one_goes_somewhere() -> None:
    assert set(crosswalk["new_commune_code"]) == set(communes.filter(NEW)["code"])
    assert set(crosswalk["old_commune_code"].drop_nulls()) == set(communes.filter(OLD)["code"])
    without_communes = set(districts["code"]) - set(communes.filter(OLD)["district_code"])
    assert set(crosswalk.filter(pl.col("old_commune_code").is_null())["old_district_code"]) == without_communes
    assert len(without_communes) == 5


def test_every_new_commune_was_made_within_one_old_province_and_that_is_part_of_its_own() -> None:
    old = districts.select(old_district_code="code", old_code="province_code")
    new = communes.filter(NEW).select(new_commune_code="code", new_code="province_code").unique()
    made = crosswalk.join(old, on="old_district_code").join(new, on="new_commune_code")
    assert made.group_by("new_commune_code").agg(pl.col("old_code").n_unique())["old_code"].to_list() == [1] * 3_321
    assert made.join(TABLES["province_crosswalk"], on=["old_code", "new_code"], how="anti").is_empty()


def test_an_old_commune_has_one_default_and_a_weight_only_where_it_is_whole() -> None:
    links = crosswalk.group_by("old_district_code", "old_commune_code").agg(
        pl.len(), defaults=(pl.col("is_default") == "1").sum(), kind=pl.col("kind").unique(), weight=pl.col("weight")
    )
    assert (links["defaults"] == 1).all()
    assert (links["kind"].list.len() == 1).all()
    whole = crosswalk.filter(kind="whole")
    assert set(whole["weight"]) == {"1"}
    assert crosswalk.filter(kind="split")["weight"].null_count() == crosswalk.filter(kind="split").height


def test_lang_son_has_196_predecessors_for_65_communes_two_of_them_split_and_four_communes_across_districts() -> None:
    links = crosswalk.filter(LANG_SON)
    assert (links.height, links["old_commune_code"].n_unique(), links["new_commune_code"].n_unique()) == (196, 194, 65)
    assert set(links.filter(kind="split")["old_commune_code"]) == {"06622", "06625"}
    spans = links.group_by("new_commune_code").agg(pl.col("old_district_code").n_unique())
    assert set(spans.filter(old_district_code=2)["new_commune_code"]) == {"05977", "06187", "06286", "06316"}


def test_spans_of_a_unit_neither_overlap_nor_leave_a_gap() -> None:
    spans = ["frame", "code", "valid_from", "valid_to"]
    of_provinces = provinces.select(spans).with_columns(level=pl.lit("p"))
    of_communes = communes.select(spans).with_columns(level=pl.lit("c"))
    dated = pl.concat([of_provinces, of_communes])
    several = dated.filter(pl.len().over("level", "frame", "code") > 1).sort("level", "frame", "code", "valid_from")
    pairs = several.group_by("level", "frame", "code", maintain_order=True).agg("valid_from", "valid_to")
    for first, second in zip(pairs["valid_to"], pairs["valid_from"], strict=True):
        assert date.fromisoformat(first[0]) + timedelta(days=1) == date.fromisoformat(second[1])
    assert pairs.group_by("level", "frame").len().sort("level", "frame").rows() == [
        ("c", "34", 10), ("p", "34", 1), ("p", "63", 1),
    ]  # fmt: skip


def test_the_63_end_the_day_before_the_34_begin() -> None:
    assert provinces.filter(OLD).group_by("code").agg(pl.col("valid_to").max())["valid_to"].unique().to_list() == [
        "2025-06-30"
    ]
    assert provinces.filter(NEW)["valid_from"].min() == "2025-07-01"


def test_dong_nai_is_a_province_until_29_april_2026_and_a_city_from_the_next_day() -> None:
    spans = provinces.filter(frame="34", code="75").select("full_name", "valid_from", "valid_to").rows()
    assert spans == [
        ("Tỉnh Đồng Nai", "2025-07-01", "2026-04-29"),
        ("Thành phố Đồng Nai", "2026-04-30", None),
    ]


@pytest.mark.parametrize("table", gazetteer.TABLES)
def test_all_text_is_nfc_without_stray_blanks(table: str) -> None:
    text = TABLES[table]
    for column in text.columns:
        values = text[column].drop_nulls()
        assert (values == values.str.normalize("NFC").str.strip_chars()).all(), column
        assert not values.str.contains("  ").any(), column


def test_every_alias_has_a_source_and_means_a_province_or_a_reason() -> None:
    aliases = TABLES["province_aliases"]
    assert aliases["source"].null_count() == 0
    assert set(aliases.filter(kind="province")["code_63"]) <= set(provinces.filter(OLD)["code"])
    assert set(aliases.filter(pl.col("code_63").is_null())["kind"]) <= set(PLACES)


def test_former_communes_of_lang_son_bring_its_194_back_to_200() -> None:
    former = TABLES["former_communes"]
    assert former.height == 6
    assert set(former["district_code"]) <= set(districts.filter(province_code="20")["code"])
    assert set(former["successor_code"].drop_nulls()) <= set(communes.filter(OLD)["code"])


@pytest.mark.parametrize(
    ("agency", "day", "name"),
    [
        ("communications", "2025-02-28", "Sở Thông tin và Truyền thông"),
        ("communications", "2025-03-01", "Sở Khoa học và Công nghệ"),
        ("agriculture", "2025-02-28", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("agriculture", "2025-03-01", "Sở Nông nghiệp và Môi trường"),
    ],
)
def test_an_agency_has_one_name_a_day(agency: str, day: date, name: str) -> None:
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)
    going = pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)
    assert TABLES["agencies"].filter(begun & going, agency=agency)["name"].to_list() == [name]


def test_the_builder_says_how_to_call_it() -> None:
    builder = reference.REFERENCE / "build_places.py"
    called = subprocess.run([sys.executable, builder], capture_output=True, text=True, check=False)
    assert called.returncode == 1
    assert "SOURCE_DIR" in called.stderr


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the source lists are not beside this checkout")
def test_the_tables_are_what_the_builder_makes_of_its_sources(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runpy.run_path(str(reference.REFERENCE / "build_places.py"))["main"](SOURCES, tmp_path)
    built = {path.name for path in tmp_path.iterdir()}
    assert len(built) == len(capsys.readouterr().out.splitlines()) == 6
    for name in built - {"foreign_names.csv"}:  # follows the CLDR of the installed Babel
        assert (tmp_path / name).read_bytes() == (reference.REFERENCE / name).read_bytes(), name
