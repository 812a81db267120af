"""Derives the geography tables of this folder from lists made by others.

Usage: python data/reference/build_places.py SOURCE_DIR

SOURCE_DIR holds provinces_34.csv, provinces_63.csv, districts_696.csv, communes_10035.csv, communes_3321.csv,
crosswalk_province_63_to_34.csv and crosswalk_commune_old_to_new.csv; README.md says what they are and where they come
from. place_corrections.csv, kept by hand, is applied first. The same sources give the same bytes.
"""

import sys
from pathlib import Path

import polars as pl
from babel import Locale
from babel import __version__ as babel_version

HERE = Path(__file__).parent
# Decision 19/2025/QĐ-TTg: 34 provinces and 3,321 communes from this day; the district level ends the day before.
LAST_DAY_OF_63, FIRST_DAY_OF_34 = "2025-06-30", "2025-07-01"
# Resolution 30/2026/QH16 (the city) and 237/NQ-UBTVQH16 (its ten wards).
LAST_DAY_OF_DONG_NAI_PROVINCE, FIRST_DAY_OF_DONG_NAI_CITY = "2026-04-29", "2026-04-30"
# Longest first: "Thị trấn" is not a "Thị xã".
TYPES = r"^(Thành phố|Thị trấn|Đặc khu|Thị xã|Phường|Huyện|Quận|Tỉnh|Xã)\s+"


def main(source_dir: Path, target_dir: Path = HERE) -> None:
    """Builds every table and says how many rows each has."""
    source = {path.stem: corrected(path) for path in sorted(source_dir.glob("*.csv"))}
    tables = {
        "provinces": provinces(source["provinces_63"], source["provinces_34"]),
        "districts": districts(source["districts_696"]),
        "communes": communes(source["communes_10035"], source["communes_3321"]),
        "province_crosswalk": province_crosswalk(source["crosswalk_province_63_to_34"]),
        "commune_crosswalk": commune_crosswalk(source["crosswalk_commune_old_to_new"]),
        "foreign_names": foreign_names(),
    }
    for name, table in tables.items():
        table.write_csv(target_dir / f"{name}.csv")
        print(f"{name}.csv: {table.height} rows")


def corrected(path: Path) -> pl.DataFrame:
    """A source file with place_corrections.csv applied; fails where the value to correct is no longer there."""
    table = pl.read_csv(path, infer_schema=False)
    corrections = pl.read_csv(HERE / "place_corrections.csv", infer_schema=False).filter(file=path.name)
    for row in corrections.iter_rows(named=True):
        wrong = (pl.col("code") == row["code"]) & (pl.col(row["column"]) == row["expected"])
        if table.filter(wrong).height != 1:
            raise SystemExit(f"{path.name} {row['code']}: {row['expected']!r} is gone; take the correction out")
        table = table.with_columns(
            pl.when(wrong).then(pl.lit(row["corrected"])).otherwise(row["column"]).alias(row["column"])
        )
    return table


def provinces(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """One row per frame, code and span of time in which name and type were the same."""
    english = dict(new.select("name", "name_en").iter_rows())
    of_63 = old.select(
        "code",
        "name",
        "full_name",
        "type",
        "slug",
        "gso_region",
        name_en=pl.col("name").replace_strict(english, default=pl.col("name_ascii")),
        frame=pl.lit("63"),
        successor_code="new_code",
        valid_from=pl.lit("2008-08-01"),
        valid_to=pl.lit(LAST_DAY_OF_63),
        legal_basis=pl.lit("15/2008/QH12; to 202/2025/QH15"),
        source=pl.lit("A"),
    )
    hue = pl.col("code") == "46"
    thua_thien_hue = of_63.filter(hue).with_columns(
        name=pl.lit("Thừa Thiên Huế"),
        full_name=pl.lit("Tỉnh Thừa Thiên Huế"),
        type=pl.lit("Tỉnh"),
        name_en=pl.lit("Thua Thien Hue"),
        slug=pl.lit("thua_thien_hue"),
        valid_to=pl.lit("2024-12-31"),
        legal_basis=pl.lit("to 175/2024/QH15"),
        source=pl.lit("ours"),
    )
    of_63 = of_63.with_columns(
        valid_from=pl.when(hue).then(pl.lit("2025-01-01")).otherwise("valid_from"),
        legal_basis=pl.when(hue).then(pl.lit("175/2024/QH15; to 202/2025/QH15")).otherwise("legal_basis"),
    )
    of_34 = dated_types(new).with_columns(
        frame=pl.lit("34"),
        legal_basis=pl.when(pl.col("valid_from") == FIRST_DAY_OF_34)
        .then(pl.lit("202/2025/QH15; 19/2025/QĐ-TTg"))
        .otherwise(pl.lit("30/2026/QH16")),
        source=pl.lit("D"),
    )
    columns = [
        "frame",
        "code",
        "name",
        "full_name",
        "type",
        "name_en",
        "slug",
        "gso_region",
        "successor_code",
        "valid_from",
        "valid_to",
        "legal_basis",
        "source",
    ]
    return (
        pl.concat([thua_thien_hue, of_63, of_34], how="diagonal")
        .select(columns)
        .sort(pl.col("frame") == "34", "code", "valid_from")
    )


def dated_types(units: pl.DataFrame) -> pl.DataFrame:
    """Units of the 34 with one row per type they have had; only Đồng Nai and ten of its communes have had two."""
    became = pl.col("type_2025_07_01") != pl.col("type_since_2026_04_30")
    first = units.with_columns(
        type="type_2025_07_01",
        valid_from=pl.lit(FIRST_DAY_OF_34),
        valid_to=pl.when(became).then(pl.lit(LAST_DAY_OF_DONG_NAI_PROVINCE)),
    )
    then = units.filter(became).with_columns(
        type="type_since_2026_04_30",
        valid_from=pl.lit(FIRST_DAY_OF_DONG_NAI_CITY),
        valid_to=pl.lit(None, pl.String),
    )
    return pl.concat([first, then]).with_columns(full_name=pl.format("{} {}", "type", "name"))


def split_type(table: pl.DataFrame) -> pl.DataFrame:
    """Type and name from the full name: the sources' own type columns contradict it in places.

    A number is no name: "Phường 5" stays whole.
    """
    capitals = {"Thị Trấn ": "Thị trấn ", "Thị Xã ": "Thị xã ", "Thành Phố ": "Thành phố "}
    name = pl.col("full_name").str.replace(TYPES, "")
    return table.with_columns(pl.col("full_name").str.replace_many(capitals)).with_columns(
        type=pl.col("full_name").str.extract(TYPES),
        name=pl.when(name.str.contains(r"^\d+$")).then("full_name").otherwise(name),
    )


def unaccented(column: str) -> pl.Expr:
    """The English form of a name that has none of its own: its letters without marks."""
    bare = pl.col(column).str.normalize("NFD").str.replace_all(r"\p{M}", "")
    return bare.str.replace_many({"đ": "d", "Đ": "D"})


def districts(old: pl.DataFrame) -> pl.DataFrame:
    """One row per district of June 2025."""
    columns = ["code", "province_code", "name", "full_name", "type", "name_en", "valid_to"]
    return (
        split_type(old)
        .with_columns(name_en=unaccented("name"), valid_to=pl.lit(LAST_DAY_OF_63))
        .select(columns)
        .sort("code")
    )


def communes(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """One row per frame, commune and span of time in which its type was the same."""
    columns = [
        "frame",
        "code",
        "province_code",
        "district_code",
        "name",
        "full_name",
        "type",
        "name_en",
        "valid_from",
        "valid_to",
    ]
    of_63 = split_type(old).with_columns(
        frame=pl.lit("63"),
        name_en=unaccented("name"),
        valid_to=pl.lit(LAST_DAY_OF_63),
        valid_from=pl.lit(None, pl.String),
    )
    of_34 = dated_types(new).with_columns(frame=pl.lit("34"), district_code=pl.lit(None, pl.String))
    return pl.concat([of_63.select(columns), of_34.select(columns)]).sort(pl.col("frame") == "34", "code", "valid_from")


def province_crosswalk(crosswalk: pl.DataFrame) -> pl.DataFrame:
    """One row per old province: the province it is part of since 1 July 2025."""
    return crosswalk.with_columns(valid_from=pl.lit(FIRST_DAY_OF_34), source=pl.lit("A")).sort("old_code")


def commune_crosswalk(crosswalk: pl.DataFrame) -> pl.DataFrame:
    """One row per old commune (or island district without communes) and new commune that took in land of it.

    A whole commune weighs 1. No source gives the shares of a divided one, so they are empty.
    """
    old = ["old_district_code", "old_commune_code"]
    links = crosswalk.filter(~matched_by_name_only(crosswalk)).with_columns(
        targets=pl.len().over(old), defaults=(pl.col("is_default") == "1").sum().over(old)
    )
    undecided = links.filter((pl.col("defaults") != 1) & (pl.col("targets") > 1))
    if undecided.height:
        raise SystemExit(f"{undecided.height} links without exactly one default: decide them in place_corrections.csv")
    whole = pl.col("targets") == 1
    return links.select(
        *old,
        "new_commune_code",
        is_default=pl.when(whole).then(pl.lit("1")).otherwise("is_default"),
        kind=pl.when(whole).then(pl.lit("whole")).otherwise(pl.lit("split")),
        weight=pl.when(whole).then(pl.lit("1")),
    ).sort(*old, "new_commune_code")


def matched_by_name_only(crosswalk: pl.DataFrame) -> pl.Series:
    """Which links the source drew to the wrong one of two communes of one name.

    The merger texts name predecessors without their district. Where communes of one name in two districts are linked
    to the same new commune, the link is right whose district gave that new commune something else too, then the one
    that is the default: Hồng Phong of Bình Gia was not merged into Đồng Đăng, 37 km away; Hồng Phong of Cao Lộc was.
    """
    given = pl.struct("old_district_code", "new_commune_code")
    others_from_district = pl.col("old_commune").filter(pl.col("is_default") == "1").n_unique().over(given) > (
        (pl.col("is_default") == "1").cast(pl.UInt32)
    )
    evidence = 2 * others_from_district.cast(pl.UInt32) + (pl.col("is_default") == "1").cast(pl.UInt32)
    namesakes = ["old_commune", "new_commune_code"]
    return crosswalk.with_columns(evidence=evidence).select(
        mistaken=pl.col("old_commune").is_not_null()
        & (pl.col("old_district_code").n_unique().over(namesakes) > 1)
        & (pl.col("evidence") < pl.col("evidence").max().over(namesakes))
    )["mistaken"]


def foreign_names() -> pl.DataFrame:
    """One row per country or territory and language, from CLDR through Babel; Việt Nam is not foreign."""
    rows = [
        {"name": name, "territory": code, "language": language, "source": f"CLDR, Babel {babel_version}"}
        for language in ("vi", "en")
        for code, name in Locale(language).territories.items()
        if code.isalpha() and code != "VN"
    ]
    return pl.DataFrame(rows).sort("territory", "language")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
