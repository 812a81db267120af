"""How an order goes on, and what is known of it at a moment: the stage it has reached, as an export shows it."""

from datetime import date

import numpy as np
import polars as pl

from pipelines.simulation import days
from pipelines.simulation.chance import Ints
from pipelines.simulation.days import DAY

COMPLETED, CANCELLED, FAILED, RETURNED, PARTLY_RETURNED = range(5)  # how an order ends
FAILED_SHARE = 0.3  # of cancelled orders on the national floors: not handed over, spoiled after 48 hours [dttg 171426]
LATE_SHARE = 0.3  # of returned orders of the last year: the return is settled months later
LATE_FROM = date(2026, 1, 1)
LATE_DAYS = (45, 110)
NEVER = np.iinfo(np.int64).max

STAGES = (
    "unpaid", "to_confirm", "to_ship", "shipping", "delivered", "received", "completed", "cancelled", "failed",
    "returned",
)  # fmt: skip
STAGE = pl.Enum(STAGES)
STATES = {
    "unpaid": "open", "to_confirm": "open", "to_ship": "open", "shipping": "open", "delivered": "completed",
    "received": "completed", "completed": "completed", "cancelled": "cancelled", "failed": "cancelled",
    "returned": "returned",
}  # fmt: skip
STATE = pl.Enum(("open", "completed", "cancelled", "returned"))
RETURN_WINDOW = 15 * DAY  # after the buyer has the goods [Shopee: "tới ngày ..." in the status]
MOMENTS = ("paid", "shipped", "delivered", "received", "cancelled", "returned")


def as_known(orders: pl.DataFrame, at: int | pl.Expr) -> pl.DataFrame:
    """The orders at a moment: later moments are null, `stage` is how far each has come, `updated` its last event.

    A partly returned order stays completed; what came back stands on its lines.
    """
    seen = orders.with_columns(pl.when(pl.col(name) <= at).then(pl.col(name)).alias(name) for name in MOMENTS)
    return seen.with_columns(stage=_stage(at), updated=pl.max_horizontal("ordered", *MOMENTS))


def _stage(at: int | pl.Expr) -> pl.Expr:
    known = {name: pl.col(name).is_not_null() for name in MOMENTS}
    whole = pl.col("outcome") == RETURNED  # a part returned leaves the order completed
    return (
        pl.when(known["cancelled"] & known["shipped"])
        .then(pl.lit("failed"))
        .when(known["cancelled"])
        .then(pl.lit("cancelled"))
        .when(known["returned"] & whole)
        .then(pl.lit("returned"))
        .when(known["received"] & (pl.col("received") + RETURN_WINDOW <= at))
        .then(pl.lit("completed"))
        .when(known["received"])
        .then(pl.lit("received"))
        .when(known["delivered"])
        .then(pl.lit("delivered"))
        .when(known["shipped"])
        .then(pl.lit("shipping"))
        .when(pl.col("ordered") + DAY // 8 <= at)
        .then(pl.lit("to_ship"))
        .when(known["paid"])
        .then(pl.lit("to_confirm"))
        .otherwise(pl.lit("unpaid"))
        .cast(STAGE)
    )


def state(stage: pl.Expr) -> pl.Expr:
    """What a stage counts as: open, completed, cancelled or returned."""
    return stage.cast(pl.String).replace_strict(STATES).cast(STATE)


def moments(ordered: Ints, outcome: Ints, random: np.random.Generator) -> dict[str, pl.Series]:
    """The moments of each order: paid, shipped, delivered, received, cancelled, returned.

    Everything is settled within 20 days, but for late returns of the last year: they are what later exports revise.
    """
    count = len(ordered)
    late = (outcome == RETURNED) & (ordered // DAY >= days.number(LATE_FROM)) & (random.random(count) < LATE_SHARE)

    def after(start: Ints, lowest: float, highest: float) -> Ints:
        return start + (random.uniform(lowest, highest, count) * DAY).astype(np.int64)

    shipped = after(ordered, 0.2, 2.0)
    delivered = after(shipped, 0.7, 4.0)
    received = after(delivered, 0.1, 3.0)
    cancelled = after(ordered, 0.02, 1.5)
    failed = after(shipped, 2.0, 6.0)
    returned = np.where(late, after(delivered, *LATE_DAYS), after(delivered, 1.0, 8.0))
    paid = ordered + random.integers(60, 1_800, count)
    is_cancelled, is_failed = outcome == CANCELLED, outcome == FAILED
    is_returned = (outcome == RETURNED) | (outcome == PARTLY_RETURNED)
    moments = {
        "paid": np.where(random.random(count) < 0.97, paid, NEVER),
        "shipped": np.where(is_cancelled, NEVER, shipped),
        "delivered": np.where(is_cancelled | is_failed, NEVER, delivered),
        "received": np.where(is_cancelled | is_failed, NEVER, received),
        "cancelled": np.where(is_cancelled, cancelled, np.where(is_failed, failed, NEVER)),
        "returned": np.where(is_returned, returned, NEVER),
    }
    return {name: pl.Series(name, moment).set(pl.Series(moment == NEVER), None) for name, moment in moments.items()}
