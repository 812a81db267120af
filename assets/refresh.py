"""The refresh: the job run once in this process, recorded in the working folder's own Dagster instance.

Dagster takes a second to import and another to start: a night on which nothing came ends before that.
"""

import contextlib
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assets import night as context
from assets.deliveries import decisions, ingest, store, watch
from assets.night import Night
from assets.storage import releases
from conventions.catalogue import Sentence, _
from conventions.folder import WorkingFolder

if TYPE_CHECKING:
    import dagster as dg
    from dagster._utils.error import SerializableErrorInfo

CONFIG = """telemetry:
  enabled: false
nux:
  enabled: false
retention:
  schedule:
    purge_after_days: 90
"""


@dataclass(frozen=True)
class Outcome:
    """How a refresh ended."""

    night: Night
    is_success: bool
    failure: Sentence | None = None

    @property
    def changed(self) -> bool:
        """Whether a new release was published."""
        return self.night.release is not None


def instance(folder: WorkingFolder) -> "dg.DagsterInstance":
    """The Dagster instance whose runs, events and logs lie in the working folder."""
    import dagster as dg

    home = folder.orchestrator
    config = home / "dagster.yaml"
    if not config.exists():
        config.write_text(CONFIG, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    return dg.DagsterInstance.get()


def run(folder: WorkingFolder, say: Callable[[str], None], *, debug: bool = False) -> Outcome:
    """Runs the job once.

    Raises Refusal while another refresh holds the folder, or where simulated deliveries would meet real ones.
    """
    with context.opened(folder, say) as night:
        if _is_quiet(night):
            return Outcome(night, True)
        return _run(night, debug)


def _is_quiet(night: Night) -> bool:
    """Whether nothing came or was decided since the newest release, and nothing lies in landing or half done in the store."""
    folder = night.folder
    decided = decisions.made(folder.store)
    with night.warehouse.connected() as db:
        files = db.execute("select sha256, delivery, status from files").fetchall()
        return (
            watch.is_empty(folder.landing)
            and {sha256 for sha256, _delivery, _status in files}.issuperset(store.contents(folder.store))
            and not any(delivery in decided and decided[delivery].waits(status) for _sha256, delivery, status in files)
            and not any(folder.store.glob(f"{ingest.WORK}*"))
            and releases.state_of(db) == releases.newest_state(folder)
        )


def _run(night: Night, debug: bool) -> Outcome:
    """Runs the job."""
    if not watch.is_empty(night.folder.landing):
        with contextlib.suppress(OSError):  # the step that needs it will say what is wrong
            night.decoder.started()
    from assets import definitions

    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}} if not debug else {}
    with night.decoder, instance(night.folder) as where, _silence(debug):
        job = definitions.build(night.folder, night=night).resolve_job_def("refresh")
        result = job.execute_in_process(instance=where, run_config=quiet, raise_on_error=False)
    if result.success:
        return Outcome(night, True)
    return Outcome(night, False, _why(result))


@contextlib.contextmanager
def _silence(debug: bool) -> Iterator[None]:
    """Keeps Dagster's loggers from standard error: it keeps its own record of every event."""
    before = logging.root.manager.disable
    logging.disable(before if debug else logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _why(result: "dg.ExecuteInProcessResult") -> Sentence:
    """What stopped a run: the checks that did not pass, else the error of the step that failed."""
    import dagster as dg

    failed = [
        e for e in result.get_asset_check_evaluations() if not e.passed and e.severity == dg.AssetCheckSeverity.ERROR
    ]
    if failed:
        found = [f"{evaluation.asset_key.to_user_string()}: {evaluation.description}" for evaluation in failed]
        return _("Not published, because checks did not pass: {found}. The last release stays.", found=found)
    errors = [
        f"{event.step_key}: {_innermost(event.step_failure_data.error)}"
        for event in result.all_events
        if event.is_step_failure and event.step_failure_data.error
    ]
    return _("Not published, because the machinery failed: {errors}. The last release stays.", errors=errors)


def _innermost(error: "SerializableErrorInfo") -> str:
    while error.cause:
        error = error.cause
    return error.message.strip().splitlines()[0]
