"""Everything Dagster knows of one working folder: assets by layer, their checks, the job and its schedule."""

from collections.abc import Callable
from types import ModuleType

import dagster as dg

from assets import checks, conformed, facts, intake, marts, produce, published
from assets.context import Night
from assets.folder import WorkingFolder
from assets.storage import WarehouseIOManager

LAYERS: dict[str, ModuleType] = {
    "conformed": conformed,
    "facts": facts,
    "intake": intake,
    "marts": marts,
    "produce": produce,
    "published": published,
}

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Drains the landing folder, computes everything anew and publishes it if the checks pass.",
    executor_def=dg.in_process_executor,  # one process: DuckDB lets one write or several read
)

nightly = dg.ScheduleDefinition(
    name="nightly",
    job=refresh,
    cron_schedule="30 1 * * *",
    execution_timezone="Asia/Ho_Chi_Minh",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at 01:30 in Vietnam.",
)


def build(
    folder: WorkingFolder, say: Callable[[str], None] = lambda _text: None, night: Night | None = None
) -> dg.Definitions:
    """The definitions over one working folder; a test builds the same over a temporary one."""
    assets = [
        asset for group, module in LAYERS.items() for asset in dg.load_assets_from_modules([module], group_name=group)
    ]
    shared = night or Night(folder, say)
    return dg.Definitions(
        assets=assets,
        asset_checks=list(checks.definitions()),
        jobs=[refresh],
        schedules=[nightly],
        resources={"night": shared, "io_manager": WarehouseIOManager(shared)},
    )


defs = build(WorkingFolder.chosen())
