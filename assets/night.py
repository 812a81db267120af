"""What the assets of one refresh share: the folder, the warehouse, and what this night has found so far."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from assets.deliveries.decoder import Decoder
from assets.deliveries.ingest import Intake
from assets.storage.mart_files import Tables
from assets.storage.warehouse import Warehouse
from conventions.catalogue import Refusal, _
from conventions.folder import WorkingFolder


@dataclass
class Night:
    """One refresh of one working folder."""

    folder: WorkingFolder
    say: Callable[[str], None] = lambda _text: None
    intake: Intake = field(default_factory=Intake)
    state: str = ""
    release: str | None = None
    warehouse: Warehouse = field(init=False)
    marts: Tables = field(init=False)
    decoder: Decoder = field(init=False)

    def __post_init__(self) -> None:
        self.warehouse = Warehouse(self.folder.warehouse)
        self.marts = Tables(self.folder.marts, self.warehouse)
        self.decoder = Decoder()


@contextmanager
def opened(folder: WorkingFolder, say: Callable[[str], None]) -> Iterator[Night]:
    """A night of a folder, which is held and whose warehouse is open meanwhile.

    Raises Refusal while another refresh holds the folder, or where simulated deliveries would meet real ones.
    """
    night = Night(folder, say)
    with folder.held(), night.warehouse.held():
        _keep_apart(night)
        yield night


def _keep_apart(night: Night) -> None:
    """Simulated and real deliveries never meet in one warehouse."""
    with night.warehouse.connected() as db:
        known = db.execute("select is_simulated from origin").fetchone()
        if known is None:
            db.execute("insert into origin values (?)", [night.folder.is_simulated])
        elif known[0] != night.folder.is_simulated:
            raise Refusal(
                _(
                    "{folder} would mix simulated and real deliveries. Use another folder for one of them.",
                    folder=night.folder.path,
                )
            )
