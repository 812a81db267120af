"""An expectation of a table, as data: a query that must find nothing, and why."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Expectation:
    """That a query over a table (`{batch}`) and its neighbours finds nothing, and why it should not."""

    name: str
    query: str
    why: str
    severity: Literal["critical", "warning"] = "critical"


def one_row_per(name: str, key: str, why: str) -> Expectation:
    """That a key stands once: keys are compared where their hashes are the same, which is far cheaper."""
    same = f"select h from (select hash({key}) as h from {{batch}}) group by h having count(*) > 1"
    query = f"select {key} from {{batch}} where hash({key}) in ({same}) group by all having count(*) > 1"
    return Expectation(name, query, why)
