"""What an operator decided about a delivery: taken back, or taken although too much of it is unusable.

Decisions lie in the store beside the bytes they are about, so that a warehouse built again knows them.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["withdrawn", "accepted"]


@dataclass(frozen=True)
class Decision:
    """One decision: the delivery (file hash and folder), what was decided, why and when (Vietnam time)."""

    delivery: int
    kind: Kind
    reason: str
    decided_at: str

    def waits(self, status: str) -> bool:
        """Whether a delivery whose receipt says this was not treated as decided yet."""
        return status == "refused" if self.kind == "accepted" else status != "withdrawn"


def made(store: Path) -> dict[int, Decision]:
    """The newest decision about each delivery."""
    path = store / "decisions.json"
    listed = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return {entry["delivery"]: Decision(**entry) for entry in listed}


def record(store: Path, decision: Decision) -> None:
    """Adds a decision, durably."""
    decisions = [*(kept for kept in made(store).values() if kept.delivery != decision.delivery), decision]
    fresh = store / "decisions.json.new"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as text:
        json.dump([asdict(kept) for kept in decisions], text, ensure_ascii=False, indent=1)
        text.flush()
        os.fsync(text.fileno())
    os.replace(fresh, store / "decisions.json")
