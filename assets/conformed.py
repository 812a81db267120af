"""Row tables: what was delivered, typed, merged and placed. They stay in the warehouse and never become frames."""

from collections.abc import Iterator

import dagster as dg

from assets import households
from assets.deliveries import ingest
from assets.night import Night
from assets.places import resolve_new
from assets.storage import made_from
from assets.storage.releases import newest_state, state_of

TABLES = {
    "files": "One row per distinct delivered content, marketplace and shop folder: its receipt.",
    "quarantined_records": "One row per record that was set aside and fault in it.",
    "shops": "One row per household shop of the register, with its place in both frames.",
    "listings": "One row per listing of a shop.",
    "order_lines": "One row per order line, with what its order's newest state says.",
    "payment_accounts": "One row per e-payment account of a household.",
    "reported_values": "One row per figure that another office has published.",
    "places": "One row per distinct address text that was delivered, with what it was resolved to.",
}


@dg.multi_asset(
    specs=[dg.AssetSpec(name, description=described, skippable=True) for name, described in TABLES.items()],
    can_subset=False,
)
def deliveries(
    context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]
) -> Iterator[dg.MaterializeResult[None]]:
    """Drains the landing folder. Yields nothing, so that nothing downstream runs, where the release is up to date."""
    with night.decoder as decoder:
        night.intake = ingest.drain(night.folder, night.warehouse, decoder, night.say)
    resolve_new(night.warehouse)
    households.link(night.warehouse)
    with night.warehouse.connected() as db:
        night.state = state_of(db)
        counts = {name: db.execute(f"select count(*) from {name}").fetchall()[0][0] for name in TABLES}
    if night.state == newest_state(night.folder):
        context.log.info("Nothing changed since the newest release.")
        return
    with night.warehouse.connected() as db:
        db.execute("delete from checks")  # those of this night are not in yet
        with night.warehouse.transaction(db):
            made_from.begin(db)
    for name, count in counts.items():
        yield dg.MaterializeResult(name, metadata={"dagster/row_count": count})
