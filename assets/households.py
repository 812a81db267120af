"""Rows of the register and of the accounts, linked to households whenever either has changed."""

from assets.storage import made_from
from assets.storage.releases import state_of
from assets.storage.warehouse import Warehouse, rows
from pipelines.rows import households

KINDS = ["register", "payment_accounts"]


def link(warehouse: Warehouse) -> None:
    """Makes `household_links` from the numbers and telephones that stand beside each other in the current rows."""
    with warehouse.connected() as db:
        state = state_of(db, KINDS)
        if made_from.is_from(db, "household_links", state):
            return
        links = households.linked(rows(db, "select distinct household_token, phone_token from household_records"))
        with warehouse.transaction(db):
            db.execute("delete from household_links")
            made_from.insert(db, "household_links", links)
            made_from.note(db, "household_links", state)
