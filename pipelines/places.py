"""Which official unit a text names, in the 63 provinces before 1 July 2025 and in the 34 since; or why none is told.

A province name alone is the unit of that name in the 63 and its successor in the 34: marketplaces go on writing old
names after the merger, and where both frames use a name, the new unit is the one the old unit became part of, so the
34 is certain either way. What narrows it:

- Three tiers (a district is named): the address is of the 63. A district of another old province that is now part of
  the named one tells the old province: Lục Ngạn in "Bắc Ninh" was Bắc Giang's.
- Two tiers (a commune where the district should be and no ward; or no district, and a commune only the 34 has): the
  address is of the 34. Every commune of the 34 was made within one old province, which gives the 63.
- A date before 1 July 2025: only the 63 existed. A date since: a bare name that both frames use for different land may
  mean either, so the 63 stays empty; a name that only the 63 has can still only be the old province. It must be the
  day on which the address was written, not the day on which a shop opened. Shape counts for more than the date.
- "(cũ)" or "(mới)" behind a name says the frame in words, and counts as a date before or since.

Nothing is guessed. The letters must be those of a known name or a listed alias. Marks may be missing altogether; where
they are written below the province they must be the right ones, because units differ by marks alone (Sa Pa, Sa Pả).
Where several readings remain, a code is given only if all of them agree on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Self

import polars as pl

MERGER = date(2025, 7, 1)
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
PROVINCE_COLUMNS = ("code_63", "name_63", "code_34", "name_34", "status", "reason")
UNIT_COLUMNS = ("district_code_63", "commune_code_63", "commune_code_34")
READING_COLUMNS = ("frame", "code_63", "code_34", *UNIT_COLUMNS, "is_split")
ADDED_COLUMNS = (*PROVINCE_COLUMNS[:4], *UNIT_COLUMNS, "status", "reason", "commune_reason")
REASONS = {
    "no_name": "No place is named.",
    "cut_off": "The name is cut off; write it in full.",
    "foreign": "The place is outside Vietnam.",
    "region_or_total": "This is a region or a total, not a province.",
    "gone_before_2021": "This province was dissolved before the programme began.",
    "code_without_frame": "A code means nothing without its list: the 63 provinces or the 34.",
    "homonym_without_parent": "Several places have this name; the unit above it is missing.",
    "contradictory_parts": "The district lies in another province.",
    "unknown_name": "No province has this name.",
    "unknown_district": "The province has no district of this name.",
    "unknown_commune": "No commune of this name was found there.",
    "split_commune": "The old commune was divided among several new ones.",
}
DISTRICT_TYPES = {"quận": ("q",), "huyện": ("h",), "thị xã": ("tx", "t x"), "thành phố": ("tp", "t p")}
COMMUNE_TYPES = {"phường": ("p",), "xã": ("x",), "thị trấn": ("tt", "t t"), "đặc khu": ("dk",)}
UNIT_TYPES = DISTRICT_TYPES | COMMUNE_TYPES
# Around a province's name without marks: its type before it; behind it its type in English, or the frame meant.
BEGINNING = r"^(?:tinh|thanh pho|thu do|tp|t p|t)(?: |$)"
ENDING = r" (city|province|cu|moi)$"
# What an address goes on with after its province: a postal code, the country.
AFTER_PROVINCE = r"(?i)([,\s]+(vi[eệ]t\s?nam|\d{5,6}))+\W*$"
# Towns named after a state farm are written with the words, with their letters or without: (Nông trường) Thái Bình.
STATE_FARM = "^(nt|no\u0302ng tru\u031bo\u031bng\u0300|nong truong) "
TONES = "\u0300\u0301\u0303\u0309\u0323"


# Names


def words(text: pl.Expr) -> pl.Expr:
    """Lower-case words with their marks, spelled one way where Vietnamese has two.

    A tone stands at the end of its word (Hoà, Hòa), a lone y is an i (Mỹ, Mĩ), Đăk is Đắk, Q1 is two words, 01 is 1.
    """
    decomposed = text.str.normalize("NFKC").str.to_lowercase().str.replace_all("ð", "đ").str.normalize("NFD")
    return (
        decomposed.str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ")
        .str.strip_chars()
        .str.replace_all(rf"([{TONES}])([\p{{L}}\u0302\u0306\u031B]+)", "${2}${1}")
        .str.replace_all(rf"\b(qu|[bcdghklmnprstvxđ]+)y([{TONES}]?)\b", "${1}i${2}")
        .str.replace_all("\\bđa\u0306k\\b", "đa\u0306k\u0301")
        .str.replace(r"^([qp])(\d)", "${1} ${2}")
        .str.replace_all(r"\b0+(\d)", "${1}")
    )


def bare(text: pl.Expr) -> pl.Expr:
    """Words without marks."""
    return text.str.replace_all(r"\p{M}", "").str.replace_all("đ", "d")


def squeezed(text: pl.Expr) -> pl.Expr:
    """Words as one key: blanks, dots and hyphens inside a name carry no meaning."""
    return text.str.replace_all(" ", "")


@cache
def type_spellings() -> dict[str, str]:
    """Every way to write a type in front of a name, as `words` gives it, and the type."""
    in_words = pl.DataFrame({"full": list(UNIT_TYPES)}).select(words(pl.col("full")))
    in_letters = in_words.select(bare(pl.col("full")))
    known: dict[str, str] = {}
    for (name, short), full, plain in zip(UNIT_TYPES.items(), in_words["full"], in_letters["full"], strict=True):
        known |= dict.fromkeys((full, plain, *short), name)
    return known


def parsed(texts: pl.Series) -> pl.DataFrame:
    """One row per distinct text: text, the type it begins with, its words after the type (name) and all (whole)."""
    known = type_spellings()
    texts = texts.drop_nulls().unique().sort().rename("text")
    split = texts.to_frame().with_columns(words=words(pl.col("text")).str.split(" "))
    first = [pl.col("words").list.head(n).list.join(" ").replace_strict(known, default=None) for n in (1, 2)]
    return (
        split.with_columns(one=first[0], two=first[1])
        .with_columns(
            type=pl.coalesce("two", "one"),
            typed=pl.when(pl.col("two").is_not_null()).then(2).when(pl.col("one").is_not_null()).then(1).otherwise(0),
        )
        .with_columns(
            name=pl.col("words").list.slice(pl.col("typed")).list.join(" "),
            whole=pl.col("words").list.join(" "),
        )
        .with_columns(name=pl.col("name").str.replace(STATE_FARM, ""))
        .select("text", "type", "name", "whole")
    )


# Lookup tables


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


# Resolving


def resolve(
    addresses: pl.DataFrame,
    gazetteer: Gazetteer,
    *,
    province: str | None,
    district: str | None = None,
    commune: str | None = None,
    on: str | None = None,
) -> pl.DataFrame:
    """The same rows in the same order with `ADDED_COLUMNS`; the parameters are names of columns.

    `status` and `reason` are about the province; `commune_reason` says why a district or commune that is named was not
    found, which never makes the province fail. A province column may hold whole addresses with commas, smallest unit
    first. Columns that an earlier call added are replaced; other columns of these names are refused.
    """
    taken = set(ADDED_COLUMNS).intersection(addresses.columns)
    if taken and not taken.issuperset(PROVINCE_COLUMNS):
        raise ValueError(f"rename these columns first, they would be overwritten: {sorted(taken)}")
    nothing = pl.lit(None, pl.String)
    parts = addresses.select(
        province=pl.col(province).cast(pl.String) if province else nothing,
        district=pl.col(district).cast(pl.String) if district else nothing,
        commune=pl.col(commune).cast(pl.String) if commune else nothing,
        since=pl.col(on).cast(pl.Date) >= MERGER if on else pl.lit(None, pl.Boolean),
    )
    distinct = parts.unique(maintain_order=True).with_row_index("address")
    placed = distinct.join(place(distinct, gazetteer), on="address", validate="1:1").drop("address")
    answers = parts.join(placed, on=parts.columns, how="left", nulls_equal=True, maintain_order="left", validate="m:1")
    return addresses.drop(taken).hstack(answers.select(ADDED_COLUMNS))


def place(addresses: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """One row per address (address, province, district, commune, since): address and `ADDED_COLUMNS`."""
    asked = in_tiers(addresses, gazetteer)
    found = pl.concat([in_districts(asked, gazetteer), without_districts(asked, gazetteer)])
    readings = found.group_by("address").agg(
        *(agreed(column) for column in ("code_63", "code_34", *UNIT_COLUMNS)),
        names_commune=pl.col("names_commune").any(),
        is_split=pl.col("is_split").any(),
    )
    elsewhere = in_another_province(asked.join(readings, on="address", how="anti"), gazetteer)
    judged = asked.join(readings, on="address", how="left", suffix="_found", validate="1:1").with_columns(
        contradicts=pl.col("address").is_in(elsewhere.implode())
    )
    return verdict(judged, gazetteer)


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


def preferring(rows: pl.DataFrame, better: pl.Expr) -> pl.DataFrame:
    """Of each address's rows the better ones, or all where none is better."""
    better = better.fill_null(False)
    return rows.filter(better == better.max().over("address"))


def find(asked: pl.DataFrame, text: str, units: pl.DataFrame, within: str | None) -> pl.DataFrame:
    """The units that a text may name: one row per address and unit, with `READING_COLUMNS` and same_type.

    Letters must be the unit's, and marks too unless the name has none. Of several units the ones with the same marks
    are taken, if the address is written with marks at all, then those of the same type. Where no unit above is known,
    the type must be written and be the unit's.
    """
    parent = [within] if within else []
    wanted = asked.join(parsed(asked[text]), left_on=text, right_on="text", validate="m:1")
    # "Xa Dung" is a commune of that name, not a commune named Dung.
    whole = wanted.filter(pl.col("type").is_not_null()).with_columns(name="whole", type=pl.lit(None, pl.String))
    ways = pl.concat([wanted.with_columns(is_whole=pl.lit(False)), whole.with_columns(is_whole=pl.lit(True))]).select(
        "address",
        *parent,
        "has_marks",
        "is_whole",
        asked_type="type",
        asked_key=squeezed(pl.col("name")),
        key=squeezed(bare(pl.col("name"))),
    )
    # Several addresses may name one unit and one address several homonyms: the only join without a cardinality.
    found = ways.join(units, on=[*parent, "key"]).with_columns(
        same_marks=pl.col("asked_key") == pl.col("marked_key"),
        same_type=(pl.col("asked_type") == pl.col("type")).fill_null(False),
        no_marks=pl.col("asked_key") == pl.col("key"),
    )
    found = found.filter(pl.col("same_marks") | pl.col("no_marks"))
    if not within:
        found = found.filter("same_type")
    for better in (pl.col("same_marks") & pl.col("has_marks"), pl.col("same_type"), ~pl.col("is_whole")):
        found = preferring(found, better)
    return found.select("address", "same_type", *READING_COLUMNS)


def find_below(asked: pl.DataFrame, text: str, units: pl.DataFrame) -> pl.DataFrame:
    """The units a text may name in the land of the named province; in the whole country where none is named.

    An old name that the 34 have not kept limits them to the old province.
    """
    in_country = pl.col("named_63").is_null()
    found = pl.concat([
        find(asked.filter(~in_country), text, units, "code_34"),
        find(asked.filter(in_country), text, units, None),
    ])  # fmt: skip
    found = found.join(asked.select("address", "named_63", "keeps_name"), on="address", validate="m:1")
    return found.filter(in_country | pl.col("keeps_name") | (pl.col("code_63") == pl.col("named_63")))


def in_districts(asked: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Readings of addresses with a district: of the communes found in it, else of the district alone.

    Of districts of one name the one that has the commune is meant; a commune of the 34 beside a district is a mixed
    address, taken where the crosswalk says that it has land in that district.
    """
    three = asked.filter(shape="three")
    districts = preferring(
        find_below(three, "district_text", gazetteer.districts), pl.col("code_63") == pl.col("named_63")
    )
    wards = three.select("address", "has_marks", "commune_text").join(
        districts.select("address", "district_code_63"), on="address", validate="1:m"
    )
    communes = preferring(
        find(wards, "commune_text", gazetteer.inside_districts, "district_code_63"), pl.col("frame") == "63"
    )
    alone = districts.select(communes.columns).join(communes, on="address", how="anti")
    return pl.concat(
        [communes.with_columns(names_commune=pl.lit(True)), alone.with_columns(names_commune=pl.lit(False))]
    )


def without_districts(asked: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Readings of addresses with a commune and no district, in the frame that shape or date tells, else in both."""
    lone = asked.filter(pl.col("shape").is_in(["two", "commune"]))
    in_country = pl.col("named_63").is_null()
    of_63 = pl.concat([
        find(lone.filter(~in_country).with_columns(code_63="named_63"), "commune_text", gazetteer.communes, "code_63"),
        find(lone.filter(in_country), "commune_text", gazetteer.communes, None),
    ])  # fmt: skip
    of_34 = find_below(lone, "commune_text", gazetteer.new_communes).select(of_63.columns)
    frame = (
        pl.when((pl.col("shape") == "two") | pl.col("since"))
        .then(pl.lit("34"))
        .when(~pl.col("since"))
        .then(pl.lit("63"))
    )
    both = pl.concat([of_63, of_34]).join(lone.select("address", expected=frame), on="address", validate="m:1")
    both = preferring(both, pl.col("frame") == pl.col("expected"))
    return preferring(both, pl.col("same_type")).drop("expected").with_columns(names_commune=pl.lit(True))


def in_another_province(asked: pl.DataFrame, gazetteer: Gazetteer) -> pl.Series:
    """Addresses whose district, and commune where one is named, are not in the named province but are in another."""
    three = asked.filter(pl.col("named_63").is_not_null(), shape="three")
    districts = find(three, "district_text", gazetteer.districts, None)
    wards = three.select("address", "has_marks", "commune_text").join(
        districts.select("address", "district_code_63"), on="address", validate="1:m"
    )
    communes = find(wards, "commune_text", gazetteer.communes, "district_code_63")
    alone = wards.filter(pl.col("commune_text").is_null())
    return pl.concat([communes["address"], alone["address"]]).unique()


def verdict(judged: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """One row per address: address and `ADDED_COLUMNS`."""
    named, read = pl.col("named_63").is_not_null(), pl.col("names_commune").is_not_null()
    # A bare name that both frames use for different land tells the old province only if it was written before.
    may_be_new = (pl.col("shape") == "two") | pl.col("since").fill_null(False)
    tells_63 = ~pl.col("keeps_name") | pl.col("keeps_land") | (pl.col("shape") == "three") | ~may_be_new
    names_63 = gazetteer.provinces.select("code_63", "name_63")
    names_34 = gazetteer.provinces.select("code_34", "name_34").unique()
    placed = (
        judged.with_columns(
            code_63=pl.when(read).then("code_63").when(tells_63).then("named_63"),
            code_34=pl.coalesce("code_34", "code_34_found"),
        )
        .with_columns(
            reason=pl.when(named & pl.col("contradicts"))
            .then(pl.lit("contradictory_parts"))
            .when(named | pl.col("code_34").is_not_null())
            .then(None)
            .when(read)
            .then(pl.lit("homonym_without_parent"))
            .otherwise("no_province"),
        )
        .with_columns(
            pl.when(pl.col("reason").is_null()).then(column).alias(column)
            for column in ("code_63", "code_34", *UNIT_COLUMNS)
        )
    )
    several = pl.col("reason").is_in(["homonym_without_parent", "contradictory_parts", "code_without_frame"])
    several |= (pl.col("reason") == "cut_off") & (pl.col("completions") > 1)
    return (
        placed.join(names_63, on="code_63", how="left", validate="m:1")
        .join(names_34, on="code_34", how="left", validate="m:1")
        .with_columns(
            status=pl.when(pl.col("reason").is_null())
            .then(pl.lit("resolved"))
            .when(several)
            .then(pl.lit("ambiguous"))
            .otherwise(pl.lit("unknown")),
            commune_reason=pl.when(pl.col("reason").is_null()).then(why_no_commune(read)),
        )
        .select("address", *ADDED_COLUMNS)
    )


def why_no_commune(read: pl.Expr) -> pl.Expr:
    """Why the smallest unit that an address names has no code; null where it has one or none is named."""
    no_commune = pl.col("commune_code_63").is_null() & pl.col("commune_code_34").is_null()
    district_named, commune_named = pl.col("district_text").is_not_null(), pl.col("commune_text").is_not_null()
    return (
        pl.when(district_named & ~read)
        .then(pl.lit("unknown_district"))
        .when(district_named & pl.col("district_code_63").is_null())
        .then(pl.lit("homonym_without_parent"))
        .when(~commune_named)
        .then(None)
        .when(~pl.col("names_commune").fill_null(False))
        .then(pl.lit("unknown_commune"))
        .when(pl.col("is_split") & pl.col("commune_code_34").is_null())
        .then(pl.lit("split_commune"))
        .when(no_commune)
        .then(pl.lit("homonym_without_parent"))
    )


# Back-cast


def back_cast(
    values: pl.DataFrame, tables: Mapping[str, pl.DataFrame], *, by: list[str], measures: list[str]
) -> pl.DataFrame:
    """Measures of the 63 (by, code_63, measures) added up to the 34: by, code_34, measures, missing_parts.

    Only for what can be added. Where an old province has no row or no value the sum is null, and missing_parts names
    it: fill in zeros before the call where no row means none.
    """
    parts = successors(tables)
    every = values.select(by).unique(maintain_order=True).join(parts, how="cross")
    filled = every.join(values, on=[*by, "code_63"], how="left", nulls_equal=True, validate="1:1")
    missing = pl.any_horizontal(pl.col(measure).is_null() for measure in measures)
    return (
        filled.sort(*by, "code_34", "code_63")
        .group_by(*by, "code_34", maintain_order=True)
        .agg(
            *(pl.when(pl.col(m).null_count() == 0).then(pl.col(m).sum()).alias(m) for m in measures),
            missing_parts=pl.col("code_63").filter(missing).str.join(" "),
        )
    )


def continued_districts(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Whether an old district's series can go on after June 2025 as the sum of its new communes.

    One row per district: district_code_63, code_63, is_exact, new_communes and shared_communes (codes of the 34,
    blank between them). It is exact where none of its new communes has land of another district.
    """
    links = tables["commune_crosswalk"].select(district_code_63="old_district_code", commune_code_34="new_commune_code")
    shared = pl.col("district_code_63").n_unique().over("commune_code_34") > 1
    codes = pl.col("commune_code_34").sort()
    districts = tables["districts"].select(district_code_63="code", code_63="province_code")
    found = (
        links.unique()
        .with_columns(is_shared=shared)
        .group_by("district_code_63")
        .agg(
            is_exact=~pl.col("is_shared").any(),
            new_communes=codes.str.join(" "),
            shared_communes=pl.col("commune_code_34").filter("is_shared").sort().str.join(" "),
        )
    )
    return districts.join(found, on="district_code_63", how="left", validate="1:1").sort("district_code_63")
