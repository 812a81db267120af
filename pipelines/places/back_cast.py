"""Series of the 63 provinces and their districts carried on in the 34, where that can be done exactly."""

from collections.abc import Mapping

import polars as pl

from pipelines.places.gazetteer import successors


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
