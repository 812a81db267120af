"""What an export looks like: the kinds of record, and the description of one export as kept in `data/exports/`.

A description says where the fields of a kind stand in one marketplace's file and in which style they are written.
It is data: a new marketplace is a new TOML file and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.rows.texts import plain

FieldType = Literal["text", "timestamp", "date", "dong", "decimal", "whole", "number"]
State = Literal["open", "completed", "cancelled", "returned"]
STATES: tuple[State, ...] = ("open", "completed", "cancelled", "returned")


@dataclass(frozen=True)
class Kind:
    """One kind of record: its fields with their types, its key, and which fields can reject a record."""

    name: str
    folder: str  # the landing folder, or "<marketplace>"
    fields: Mapping[str, FieldType]
    key: tuple[str, ...]
    needed: tuple[str, ...]  # an unreadable or absent value rejects the record
    columns_needed: tuple[str, ...]  # a file without these columns is refused


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="register",
            folder="register",
            fields={
                "marketplace": "text",
                "shop_id": "text",
                "household_id": "text",
                "phone": "text",
                "province": "text",
                "district": "text",
                "commune": "text",
                "opened_on": "date",
                "closed_on": "date",
            },
            key=("marketplace", "shop_id"),
            needed=("marketplace", "shop_id"),
            columns_needed=("marketplace", "shop_id", "province"),
        ),
        Kind(
            name="listings",
            folder="<marketplace>",
            fields={
                "marketplace": "text",
                "shop_id": "text",
                "listing_id": "text",
                "product_name": "text",
                "category": "text",
                "unit": "text",
                "price_vnd": "dong",
                "listed_on": "date",
                "delisted_on": "date",
                "ocop_stars": "whole",
                "ocop_from": "date",
            },
            key=("marketplace", "shop_id", "listing_id"),
            needed=("marketplace", "shop_id", "listing_id"),
            columns_needed=("marketplace", "shop_id", "listing_id", "product_name"),
        ),
        Kind(
            name="order_lines",
            folder="<marketplace>",
            fields={
                "marketplace": "text",
                "shop_id": "text",
                "order_id": "text",
                "line_no": "text",
                "ordered_at": "timestamp",
                "status": "text",
                "substatus": "text",
                "quantity": "decimal",
                "order_value_vnd": "dong",
                "updated_at": "timestamp",
                "shipped_at": "timestamp",
                "paid_at": "timestamp",
                "delivered_at": "timestamp",
                "cancelled_at": "timestamp",
                "completed_at": "timestamp",
                "listing_id": "text",
                "product_name": "text",
                "variation_id": "text",
                "variation_name": "text",
                "unit": "text",
                "unit_price_vnd": "dong",
                "line_value_vnd": "dong",
                "returned_quantity": "decimal",
                "refunded_vnd": "dong",
                "payment_method": "text",
                "buyer_province": "text",
                "buyer_district": "text",
                "buyer_commune": "text",
            },
            key=("marketplace", "shop_id", "order_id", "line_id"),
            needed=("marketplace", "shop_id", "order_id", "ordered_at", "quantity", "order_value_vnd"),
            columns_needed=(
                "marketplace",
                "shop_id",
                "order_id",
                "ordered_at",
                "status",
                "quantity",
                "order_value_vnd",
            ),
        ),
        Kind(
            name="payment_accounts",
            folder="payment_accounts",
            fields={
                "provider": "text",
                "account_id": "text",
                "household_id": "text",
                "phone": "text",
                "province": "text",
                "district": "text",
                "commune": "text",
                "opened_on": "date",
                "closed_on": "date",
            },
            key=("provider", "account_id"),
            needed=("provider", "account_id"),
            columns_needed=("provider", "account_id", "province"),
        ),
        Kind(
            name="reported",
            folder="reported",
            fields={
                "indicator": "text",
                "frame": "text",
                "place": "text",
                "as_of": "date",
                "value": "number",
                "number_format": "text",
                "value_kind": "text",
                "rank": "whole",
                "source_title": "text",
                "source_url": "text",
                "published_on": "date",
            },
            key=("indicator", "frame", "place", "as_of", "value_kind", "source_title"),
            needed=("indicator", "frame", "place", "as_of", "source_title"),
            columns_needed=(
                "indicator",
                "frame",
                "place",
                "as_of",
                "value",
                "number_format",
                "value_kind",
                "source_title",
            ),
        ),
    )
}

IDENTIFIERS = ("shop_id", "order_id", "line_no", "listing_id", "variation_id", "account_id")
"""Texts that may look like numbers and are none: every digit counts."""

PERSONAL_FIELDS = ("household_id", "phone")
"""Fields that identify a household: read by the decoder only, which turns them into keyed hashes."""

TOKENS = ("household_token", "phone_token")
"""The keyed hashes of them, in their order."""


ISO_TIMESTAMPS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
ISO_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
"""Accepted in every export: how a spreadsheet's own date cells read as text, and no other style can be taken for them."""


AND = " / "
"""Between a status and a substatus, which together are one word of the vocabulary."""


@dataclass(frozen=True)
class Export:
    """The description of one export, as written in `data/exports/<name>.toml`."""

    name: str
    title: str
    kind: Kind
    headers: Mapping[str, tuple[str, ...]]  # field -> accepted headers, best first
    marketplace: str | None = None
    shop_from: Literal["folder", "column"] = "column"
    delimiters: tuple[str, ...] = (",",)
    sheet: str | None = None
    header_row: int = 1
    description_row: Mapping[str, str] = field(default_factory=dict)  # field -> how a row of description begins
    constants: Mapping[str, str] = field(default_factory=dict)  # field -> the text that every record has
    order_amount: Literal["column", "sum_of_lines"] = "column"
    status_of: Literal["order", "line", "line_where_it_differs"] = "order"
    number_format: Literal["vi", "en", "row"] = "en"
    timestamp_formats: tuple[str, ...] = ()
    date_formats: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    line_key: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    states: Mapping[str, State] = field(default_factory=dict)
    state_prefixes: Mapping[str, State] = field(default_factory=dict)
    provisional: tuple[str, ...] = ()  # statuses of completed orders that may still come back; every prefix is one
    fingerprint: str = ""

    @classmethod
    def from_toml(cls, name: str, described: Mapping[str, Any], fingerprint: str = "") -> "Export":
        """The export described by a parsed TOML file.

        Raises ValueError with the name of the file and what is wrong in it, so that a mistyped description is
        found when the program starts and not when a file arrives.
        """
        described = dict(described)
        if described.get("kind") not in KINDS:
            raise ValueError(f"data/exports/{name}.toml: kind must be one of {', '.join(KINDS)}")
        kind = KINDS[described.pop("kind")]
        headers = {key: tuple(plain(h) for h in value) for key, value in described.pop("headers").items()}
        if strange := [key for key in headers if key not in kind.fields]:
            raise ValueError(f"data/exports/{name}.toml: {kind.name} has no field {', '.join(strange)}")
        states = {text: state for state, texts in described.pop("states", {}).items() for text in texts}
        prefixes = {text: state for state, texts in described.pop("state_prefixes", {}).items() for text in texts}
        for pairs in described.pop("combined", []):
            words = [f"{status}{AND}{more}" for status in pairs["status"] for more in pairs["substatus"]]
            states |= dict.fromkeys(words, pairs["state"])
            if pairs.get("is_provisional"):
                described["provisional"] = [*described.get("provisional", []), *words]
        if strange := sorted({*states.values(), *prefixes.values()} - set(STATES)):
            raise ValueError(f"data/exports/{name}.toml: unknown state {', '.join(strange)}")
        lists: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in described.items()
        }
        for key, iso in (("timestamp_formats", ISO_TIMESTAMPS), ("date_formats", ISO_DATES)):
            lists[key] = tuple(dict.fromkeys((*lists.get(key, ()), *iso)))
        for key in ("personal", "known"):
            lists[key] = tuple(plain(h) for h in lists.get(key, ()))
        return cls(
            name=name,
            kind=kind,
            headers=headers,
            states=states,
            state_prefixes=prefixes,
            fingerprint=fingerprint,
            **lists,
        )

    @property
    def given(self) -> dict[str, str]:
        """Fields that the folder of a file supplies because the export does not name them."""
        if self.shop_from == "folder":
            return {"marketplace": "marketplace", "shop_id": "shop_id"}
        return {"marketplace": "marketplace"} if self.marketplace and "marketplace" not in self.headers else {}

    @property
    def columns_needed(self) -> list[str]:
        """Fields that a file must have a column for: those of the kind that neither folder nor description supplies."""
        needed = [name for name in self.kind.columns_needed if name not in self.given and name not in self.constants]
        if self.line_key == ("line_no",):
            needed.append("line_no")
        if self.order_amount == "sum_of_lines":
            needed[needed.index("order_value_vnd")] = "line_value_vnd"
        return needed

    def positions(self, header: Sequence[str]) -> dict[str, int]:
        """Field -> position of its column in a file's header; the first accepted header that stands there wins."""
        place = {text: index for index, text in reversed(list(enumerate(header)))}
        found = {}
        for name, accepted in self.headers.items():
            index = next((place[text] for text in accepted if text in place), None)
            if index is not None:
                found[name] = index
        return found

    def missing(self, header: Sequence[str]) -> list[str]:
        """Needed fields without a column in this header."""
        found = self.positions(header)
        return [name for name in self.columns_needed if name not in found]

    def repeated(self, header: Sequence[str]) -> list[str]:
        """Mapped headers that stand in this header more than once."""
        found = self.positions(header)
        return sorted({header[index] for index in found.values() if list(header).count(header[index]) > 1})

    def unknown(self, header: Sequence[str]) -> list[str]:
        """Headers that the description does not mention: reported once, their values are not kept."""
        mentioned = {*self.personal, *self.known, *(h for accepted in self.headers.values() for h in accepted)}
        return [text for text in dict.fromkeys(header) if text and text not in mentioned]


def recognise(header: Sequence[str], exports: Iterable[Export]) -> tuple[Export | None, Export | None]:
    """The export whose needed columns all stand in a header, and else the one that comes nearest.

    The export that maps most headers decides, so that an order file without its status is no list of products; among
    equals the one that misses least. The nearest must have at least half of its needed columns.
    """

    def likeness(export: Export) -> tuple[int, int, str]:
        return -len(export.positions(header)), len(export.missing(header)), export.name

    best = min(exports, key=likeness, default=None)
    if best is None:
        return None, None
    if not best.missing(header):
        return best, None
    is_near = len(best.missing(header)) <= len(best.columns_needed) / 2
    return None, best if is_near else None
