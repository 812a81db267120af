"""What an address says in words: the province that it names, or why none, and its parts by tier."""

import polars as pl

from pipelines.places.gazetteer import Gazetteer
from pipelines.places.names import COMMUNE_TYPES, DISTRICT_TYPES, bare, parsed, squeezed, words

# Around a province's name without marks: its type before it; behind it its type in English, or the frame meant.
BEGINNING = r"^(?:tinh|thanh pho|thu do|tp|t p|t)(?: |$)"
ENDING = r" (city|province|cu|moi)$"
# What an address goes on with after its province: a postal code, the country.
AFTER_PROVINCE = r"(?i)([,\s]+(vi[eệ]t\s?nam|\d{5,6}))+\W*$"


def in_tiers(addresses: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Addresses with the province they name, or the reason why they name none, and their parts by tier.

    Adds named_63 with what `provinces` knows of it, no_province (the reason), has_marks, district_text, commune_text
    and shape: `name`, `two` tiers, `three` tiers, or `commune` where a commune stands in its column without a district.
    """
    texts = pl.concat_str("province", "district", "commune", ignore_nulls=True).str.normalize("NFD")
    split = comma_separated(addresses).with_columns(has_marks=texts.str.contains(r"[\p{M}đĐ]"))
    named = named_provinces(split["province"], gazetteer)
    asked = split.join(named, left_on="province", right_on="text", how="left", validate="m:1").with_columns(
        since=pl.coalesce("since_by_name", "since"),
        no_province=pl.when(pl.col("named_63").is_null()).then(pl.coalesce("no_province", pl.lit("no_name"))),
        district=pl.coalesce("district", pl.when("names_unit").then("province")),
    )
    # Below a name that is refused nothing is looked for: a district does not make "Nước ngoài" a province.
    has_place = pl.col("named_63").is_not_null() | pl.col("names_unit") | (pl.col("no_province") == "no_name")
    asked = asked.with_columns(pl.when(has_place).then(column).alias(column) for column in ("district", "commune"))
    for column in ("district", "commune"):
        types = parsed(asked[column]).select("text", pl.col("type").alias(f"{column}_type"))
        asked = asked.join(types, left_on=column, right_on="text", how="left", validate="m:1")
    ward_first = pl.col("district_type").is_in(list(COMMUNE_TYPES)).fill_null(False)
    swapped = ward_first & pl.col("commune_type").is_in(list(DISTRICT_TYPES)).fill_null(False)
    two = ward_first & ~swapped
    tiers = asked.with_columns(
        district_text=pl.when(swapped).then("commune").when(~two).then("district"),
        commune_text=pl.when(ward_first).then("district").otherwise("commune"),
        two=two,
    ).with_columns(
        shape=pl.when("two")
        .then(pl.lit("two"))
        .when(pl.col("district_text").is_not_null())
        .then(pl.lit("three"))
        .when(pl.col("commune_text").is_not_null())
        .then(pl.lit("commune"))
        .otherwise(pl.lit("name"))
    )
    known = gazetteer.provinces.select("code_34", "keeps_name", "keeps_land", named_63="code_63")
    return tiers.join(known, on="named_63", how="left", validate="m:1")


def comma_separated(addresses: pl.DataFrame) -> pl.DataFrame:
    """Addresses with blank parts as null, and a whole address in the province's place taken apart at its commas."""
    columns = ("province", "district", "commune")
    addresses = addresses.with_columns(
        pl.when(pl.col(column).str.contains(r"[\p{L}\p{N}]")).then(pl.col(column).str.strip_chars()).alias(column)
        for column in columns
    ).with_columns(pl.col("province").str.normalize("NFC").str.replace(AFTER_PROVINCE, ""))
    parts = pl.col("province").str.split(",")
    is_whole = (parts.list.len() > 1) & pl.col("district").is_null() & pl.col("commune").is_null()
    return addresses.with_columns(
        pl.when(is_whole)
        .then(parts.list.get(-position, null_on_oob=True).str.strip_chars())
        .otherwise(column)
        .alias(column)
        for position, column in enumerate(columns, start=1)
    )


def named_provinces(texts: pl.Series, gazetteer: Gazetteer) -> pl.DataFrame:
    """One row per distinct text: named_63, or no_province (the reason), with what else its words say.

    since_by_name is false behind "(cũ)" and true behind "(mới)"; completions is how many provinces a cut-off name may
    be; names_unit is true where a unit below the province may stand in its place, such as "Xã Hòa Bình".
    """
    plain = bare(pl.col("words"))
    core = plain.str.replace(ENDING, "")
    stripped = squeezed(core.str.replace(BEGINNING, ""))
    meaning_of = dict(gazetteer.names.select("key", "meaning").iter_rows())
    frame_of = {"cu": False, "moi": True}
    read = (
        parsed(texts)
        .with_columns(words=words(pl.col("text")))
        .with_columns(
            meaning=pl.coalesce(
                key.replace_strict(meaning_of, default=None) for key in (squeezed(plain), squeezed(core), stripped)
            ),
            key=stripped,
            is_number=plain.str.contains(r"^\d+$"),
            since_by_name=plain.str.extract(ENDING).replace_strict(frame_of, default=None, return_dtype=pl.Boolean),
            has_marks=pl.col("words") != plain,
        )
        .join(gazetteer.cut_offs, on="key", how="left", validate="m:1")
    )
    is_cut_off = (pl.col("key") == "") | pl.col("completions").is_not_null()
    is_province = pl.col("meaning").str.contains(r"^\d").fill_null(False)
    return read.select(
        "text",
        "since_by_name",
        "completions",
        named_63=pl.when(is_province).then("meaning"),
        no_province=pl.when(pl.col("meaning").is_not_null())
        .then("meaning")
        .when("is_number")
        .then(pl.lit("code_without_frame"))
        .when(is_cut_off)
        .then(pl.lit("cut_off"))
        .otherwise(pl.lit("unknown_name")),
        # Without marks, "TP Vinh" is the city or the beginning of "TP Vĩnh Yên".
        names_unit=pl.col("meaning").is_null() & pl.col("type").is_not_null() & (pl.col("has_marks") | ~is_cut_off),
    )
