"""What facts were counted from, noted with them in one transaction (`made_from`): what is the same is not counted again.

A state is a hash of receipts and code (`releases.state_of`), for what is counted day by day also of the rows that a day
sums. After a night that was not published, whatever it was that failed, all of it is forgotten.
"""

from dataclasses import dataclass

import duckdb
import polars as pl

from assets.storage import releases
from assets.storage.warehouse import rows

Connection = duckdb.DuckDBPyConnection


def insert(db: Connection, table: str, counted: duckdb.DuckDBPyRelation | pl.DataFrame, **said: str) -> None:
    """Adds rows to a table, by column name; `said`: columns that are the same in all of them."""
    db.register("counted", counted.to_arrow() if isinstance(counted, pl.DataFrame) else counted)
    constants = "".join(f", '{value}' as {name}" for name, value in said.items())
    db.execute(f"insert into {table} by name select *{constants} from counted")


def is_from(db: Connection, table: str, state: str) -> bool:
    """Whether a table was counted from this state."""
    return db.execute("select state from made_from where table_name = ?", [table]).fetchall() == [(state,)]


def note(db: Connection, table: str, state: str) -> None:
    """Notes what a table was counted from."""
    forget(db, table)
    db.execute("insert into made_from (table_name, state) values (?, ?)", [table, state])


def forget(db: Connection, table: str | None = None) -> None:
    """Forgets what a table, or every table, was counted from: it will be counted again."""
    db.execute("delete from made_from where coalesce(table_name = ?, true)", [table])


_NIGHT = "night"


def begin(db: Connection) -> None:
    """Begins a night: what stands is forgotten where the night before did not end."""
    if not is_from(db, _NIGHT, "published"):
        forget(db)
    forget(db, _NIGHT)


def end(db: Connection) -> None:
    """Ends a night that was published."""
    note(db, _NIGHT, "published")


@dataclass(frozen=True)
class Days:
    """The days of a table that is counted day by day: those that stand, and those to be counted again."""

    table: str
    states: pl.DataFrame  # day, state: what each day that is asked for is counted from
    stale: pl.DataFrame  # those of them whose rows, deliveries or code are not those noted

    @classmethod
    def of(cls, db: Connection, table: str, windows: pl.DataFrame, source: str, kinds: list[str]) -> "Days":
        """The days of a table.

        `windows`: the months that each day looks at (day, month, is_whole); `source`: a query with month, is_whole and
        the rows that are summed; `kinds`: kinds of deliveries that matter besides.
        """
        db.register("windows", windows.select("day", "month", "is_whole").to_arrow())
        states = rows(
            db,
            f"""with months as (select month, is_whole, count(*) as n, bit_xor(hash(source)) as content
                    from ({source}) source group by all)
                select day, md5($1 || string_agg(concat_ws(' ', month, is_whole, n, content), ', ' order by month))
                    as state
                from windows left join months using (month, is_whole) group by day""",
            [releases.state_of(db, kinds)],
        )
        known = rows(db, "select day, state from made_from where table_name = $1", [table])
        return cls(table, states, states.join(known, on=["day", "state"], how="anti").sort("day"))

    def clear(self, db: Connection, table: str, column: str) -> None:
        """Leaves a table with the rows of the days that stand."""
        db.register("standing", self.states.join(self.stale, on="day", how="anti").select("day").to_arrow())
        db.execute(f"delete from {table} where {column} not in (from standing)")

    def note(self, db: Connection) -> None:
        """Notes what the days are counted from."""
        db.register("states", self.states.to_arrow())
        forget(db, self.table)
        db.execute("insert into made_from by name select ? as table_name, * from states", [self.table])
