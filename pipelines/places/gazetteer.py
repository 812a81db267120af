"""The gazetteer: every name of a province, district or commune, of the 63 and of the 34, and what became of each unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import polars as pl

from pipelines.places.names import bare, parsed, squeezed, words

TABLES = (
    "provinces",
    "districts",
    "communes",
    "former_communes",
    "province_crosswalk",
    "commune_crosswalk",
    "province_aliases",
    "foreign_names",
)
UNIT_COLUMNS = ("district_code_63", "commune_code_63", "commune_code_34")
READING_COLUMNS = ("frame", "code_63", "code_34", *UNIT_COLUMNS, "is_split")


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """All units and names as lookup tables, built once from the reference tables.

    provinces: one row per old province, with its successor; names: one row per key, a province or the reason why it
    is none; cut_offs: one row per beginning of a known name. The others have a row per unit, with its keys and what
    naming it says (`READING_COLUMNS`): districts; communes of the 63, former ones included; new_communes of the 34;
    inside_districts, both kinds of commune by every old district they have land in.
    """

    provinces: pl.DataFrame
    names: pl.DataFrame
    cut_offs: pl.DataFrame
    districts: pl.DataFrame
    communes: pl.DataFrame
    new_communes: pl.DataFrame
    inside_districts: pl.DataFrame

    @classmethod
    def from_tables(cls, tables: Mapping[str, pl.DataFrame]) -> Self:
        """Builds the lookup tables from the reference tables named in `TABLES`."""
        provinces = province_pairs(tables)
        names = province_names(tables, provinces)
        communes = old_communes(tables)
        new_communes, inside = communes_of_34(tables)
        return cls(
            provinces=provinces,
            names=names,
            cut_offs=beginnings(names),
            districts=old_districts(tables),
            communes=communes,
            new_communes=new_communes,
            inside_districts=pl.concat([communes, inside]),
        )


def successors(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per old province: code_63, and code_34, to which what can be added is added in a back-cast."""
    return tables["province_crosswalk"].select(code_63="old_code", code_34="new_code")


def latest(units: pl.DataFrame) -> pl.DataFrame:
    """One row per frame and code: the name and type it had last."""
    return units.sort("valid_from", nulls_last=False).unique(["frame", "code"], keep="last", maintain_order=True)


def province_pairs(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per old province: code_63, name_63, code_34, name_34, and whether name and land are those of the new."""
    name = latest(tables["provinces"]).select("frame", "code", "name")
    of_63 = name.filter(frame="63").select(code_63="code", name_63="name")
    of_34 = name.filter(frame="34").select(code_34="code", name_34="name")
    return (
        successors(tables)
        .join(of_63, on="code_63", validate="1:1")
        .join(of_34, on="code_34", validate="m:1")
        .with_columns(keeps_name=pl.col("name_63") == pl.col("name_34"), keeps_land=pl.len().over("code_34") == 1)
        .sort("code_63")
    )


def province_names(tables: Mapping[str, pl.DataFrame], provinces: pl.DataFrame) -> pl.DataFrame:
    """One row per key: key, meaning (an old province's code, or the reason why it is no province).

    Marks are left out of keys, because no two provinces differ by marks alone, and every name of the 34 was one of the
    63 too; tables in which either is not so are refused.
    """
    official = tables["provinces"].filter(frame="63").unpivot(["name", "name_en"], index="code", value_name="alias")
    names = pl.concat(
        [
            official.select("alias", meaning="code"),
            tables["province_aliases"].select("alias", meaning=pl.coalesce("code_63", "kind")),
            tables["foreign_names"].select(alias="name", meaning=pl.lit("foreign")),
        ]
    )
    keys = names.select("meaning", key=squeezed(bare(words(pl.col("alias"))))).unique()
    doubtful = keys.filter(pl.col("key").is_duplicated())["key"].unique().sort().to_list()
    missing = set(provinces.filter("keeps_name")["name_34"]) ^ set(provinces["name_34"])
    if doubtful or missing:
        raise ValueError(f"names with two meanings: {doubtful}; names of the 34 that the 63 lack: {sorted(missing)}")
    return keys.sort("key")


def beginnings(names: pl.DataFrame) -> pl.DataFrame:
    """One row per proper beginning of a known name or type: key, and how many provinces it may become."""
    types = pl.DataFrame({"key": ["tinh", "thanhpho"], "meaning": ["type", "type"]})
    keys = pl.concat([names.select("key", "meaning"), types]).filter(pl.col("key").str.len_chars() > 1)
    province = pl.col("meaning").filter(pl.col("meaning").str.contains(r"^\d"))
    return (
        keys.with_columns(length=pl.int_ranges(1, pl.col("key").str.len_chars()))
        .explode("length")
        .with_columns(key=pl.col("key").str.head(pl.col("length")))
        .group_by("key")
        .agg(completions=province.n_unique())
    )


def keyed(units: pl.DataFrame) -> pl.DataFrame:
    """Units by full name as rows of a lookup table: key, marked_key, type and `READING_COLUMNS`."""
    names = parsed(units["full_name"]).select(
        "type", full_name="text", marked_key=squeezed(pl.col("name")), key=squeezed(bare(pl.col("name")))
    )
    return units.join(names, on="full_name", validate="m:1").select("key", "marked_key", "type", *READING_COLUMNS)


def old_districts(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per district of the 63. An island district without communes became a commune of the 34 as it was."""
    islands = tables["commune_crosswalk"].filter(pl.col("old_commune_code").is_null())
    became = islands.select(district_code_63="old_district_code", commune_code_34="new_commune_code")
    return keyed(
        tables["districts"]
        .select(
            "full_name",
            district_code_63="code",
            code_63="province_code",
            frame=pl.lit("63"),
            commune_code_63=pl.lit(None, pl.String),
            is_split=pl.lit(False),
        )
        .join(successors(tables), on="code_63", validate="m:1")
        .join(became, on="district_code_63", how="left", validate="1:1")
    )


def old_communes(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per commune of the 63 and per former one, with the new commune that took it in whole, if one did."""
    place_of = {"full_name": "full_name", "district_code_63": "district_code"}
    of_63 = tables["communes"].filter(frame="63").select(commune_code_63="code", **place_of)
    former = tables["former_communes"].select(commune_code_63="successor_code", **place_of)
    whole = tables["commune_crosswalk"].filter(kind="whole").drop_nulls("old_commune_code")
    became = whole.select(commune_code_63="old_commune_code", commune_code_34="new_commune_code")
    province = tables["districts"].select(district_code_63="code", code_63="province_code")
    return keyed(
        pl.concat([of_63, former])
        .join(province, on="district_code_63", validate="m:1")
        .join(successors(tables), on="code_63", validate="m:1")
        .join(became, on="commune_code_63", how="left", validate="m:1")
        .with_columns(frame=pl.lit("63"), is_split=pl.col("commune_code_34").is_null())
    )


def communes_of_34(tables: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Communes of the 34: one row each, and one row each and old district it has land in.

    The first names an old district or commune only where the new commune is in, or is, a single one.
    """
    province = tables["districts"].select(district_code_63="code", code_63="province_code")
    links = tables["commune_crosswalk"].select(
        "kind",
        district_code_63="old_district_code",
        commune_code_63="old_commune_code",
        commune_code_34="new_commune_code",
    )
    links = links.join(province, on="district_code_63", validate="m:1")
    unchanged = (pl.len() == 1) & (pl.col("kind").first() == "whole")
    made_of = links.group_by("commune_code_34").agg(
        agreed("code_63"),
        agreed("district_code_63"),
        pl.when(unchanged).then(pl.col("commune_code_63").first()).alias("commune_code_63"),
    )
    of_34 = latest(tables["communes"].filter(frame="34")).select(
        "full_name",
        commune_code_34="code",
        code_34="province_code",
        frame=pl.lit("34"),
        is_split=pl.lit(False),
    )
    of_34 = of_34.join(made_of, on="commune_code_34", validate="1:1")
    districts = links.select("commune_code_34", "district_code_63", "code_63").unique(maintain_order=True)
    inside = of_34.drop("district_code_63", "code_63").join(districts, on="commune_code_34", validate="1:m")
    return keyed(of_34), keyed(inside)


def agreed(column: str) -> pl.Expr:
    """The one value that all rows of a group have, null where they differ."""
    return pl.when(pl.col(column).n_unique() == 1).then(pl.col(column).first()).alias(column)
