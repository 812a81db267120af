"""What the assets of one refresh share: the folder, the warehouse, and what this night has found so far."""

from collections.abc import Callable
from dataclasses import dataclass, field

from assets.deliveries.decoder import Decoder
from assets.deliveries.ingest import Intake
from assets.folder import WorkingFolder
from assets.tables import Tables
from assets.warehouse import Warehouse


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
