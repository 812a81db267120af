"""Which rows of the register and of the accounts are one household: those that share its number or a telephone.

Numbers and telephones are keyed hashes here (`assets.deliveries.tables`); nothing reads what they stand for.
"""

import polars as pl

SCHEMA = {"known_by": pl.String, "household": pl.String}


def linked(beside: pl.DataFrame) -> pl.DataFrame:
    """The household of every number and telephone that stand beside each other: known_by, household.

    `beside`: household_token, phone_token, as they stand in one row. What is linked is linked through any number of
    rows, and called by the least of its numbers, so neither the order of rows nor that of nights can matter. A hash
    that stands alone is a household of its own and has no row.
    """
    pairs = beside.select("household_token", "phone_token").drop_nulls().unique()
    numbers = pairs.select(known_by="household_token").unique().sort("known_by").with_row_index("number")
    edges = pairs.join(numbers, left_on="household_token", right_on="known_by", how="inner", validate="m:1")
    label = numbers["number"]
    while True:
        # Each number takes the least label over its telephones, then that number's own: chains halve in every round.
        least = (
            edges.with_columns(label=label.gather(edges["number"]))
            .with_columns(pl.col("label").min().over("phone_token"))
            .group_by("number")
            .agg(pl.col("label").min())
            .sort("number")["label"]
        )
        nearer = least.gather(least)
        if nearer.equals(label):
            break
        label = nearer
    named = numbers.with_columns(household=numbers["known_by"].gather(label))
    by_phone = edges.join(named.select("number", "household"), on="number", how="inner", validate="m:1")
    return pl.concat(
        [named.select(list(SCHEMA)), by_phone.select(known_by="phone_token", household="household").unique()]
    ).cast(SCHEMA)  # type: ignore[arg-type]
