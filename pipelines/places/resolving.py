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

import polars as pl

from conventions.method import FIRST_DAY_OF_34
from pipelines.places.addresses import in_tiers
from pipelines.places.gazetteer import READING_COLUMNS, UNIT_COLUMNS, Gazetteer, agreed
from pipelines.places.names import bare, parsed, squeezed

PROVINCE_COLUMNS = ("code_63", "name_63", "code_34", "name_34", "status", "reason")
ADDED_COLUMNS = (*PROVINCE_COLUMNS[:4], *UNIT_COLUMNS, "status", "reason", "commune_reason")


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
        since=pl.col(on).cast(pl.Date) >= FIRST_DAY_OF_34 if on else pl.lit(None, pl.Boolean),
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
