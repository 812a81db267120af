"""Everything Dagster knows of one working folder: assets by layer, their checks, the job and its schedule."""

from collections.abc import Callable, Iterator
from types import ModuleType

import dagster as dg

from assets import checks, conformed, described, facts, gaps, marts, produce, published, values
from assets.io_manager import TableIOManager
from assets.night import Night, opened
from conventions.folder import WorkingFolder

LAYERS: dict[str, ModuleType] = {
    "conformed": conformed,
    "described": described,
    "facts": facts,
    "gaps": gaps,
    "values": values,
    "marts": marts,
    "produce": produce,
    "published": published,
}

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Drains the landing folder, counts what changed, computes the marts and publishes them if the checks pass.",
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


def _night_of_a_run(folder: WorkingFolder, say: Callable[[str], None]) -> dg.ResourceDefinition:
    """A night for each run, which holds the folder until the run ends."""

    @dg.resource
    def night(_context: dg.InitResourceContext) -> Iterator[Night]:
        with opened(folder, say) as night:
            yield night

    return night


@dg.io_manager(required_resource_keys={"night"})
def tables_of_the_night(context: dg.InitResourceContext) -> TableIOManager:
    """Hands tables from step to step."""
    return TableIOManager(context.resources.night)


def build(
    folder: WorkingFolder, say: Callable[[str], None] = lambda _text: None, night: Night | None = None
) -> dg.Definitions:
    """The definitions over one working folder; a test builds the same over a temporary one.

    `night`: one that is open; without it every run opens its own.
    """
    assets = [
        asset for group, module in LAYERS.items() for asset in dg.load_assets_from_modules([module], group_name=group)
    ]
    return dg.Definitions(
        assets=assets,
        asset_checks=list(checks.definitions()),
        jobs=[refresh],
        schedules=[nightly],
        resources={"night": night or _night_of_a_run(folder, say), "io_manager": tables_of_the_night},
    )


defs = build(WorkingFolder.chosen())
