"""Files that mean something only together, or only by where they lie: repetitions, late news, corrections, folders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from pipelines.simulation.days import DAY
from pipelines.simulation.dirty.contracts import date_column, moment_of, time_of
from pipelines.simulation.dirty.files import DRAWN, Messy, messy
from pipelines.simulation.dirty.samples import Sample
from pipelines.simulation.dirty.sheets import Line, Sheet

FIRST_NUMBER = 20_000  # above those of single files
CHANGED = 2  # the record that later files tell something new about
UNDER_WAY = {
    "shopee_english": "Shipping", "tiktok_shop_xlsx": "Đã vận chuyển", "tiktok_shop_csv": "Shipped",
    "lazada_csv": "shipped", "lazada_xlsx": "shipped", "tiki": "shipping",
}  # fmt: skip
UNDER_WAY_MORE = {"tiktok_shop_xlsx": "Đang vận chuyển", "tiktok_shop_csv": "In transit"}
GIVEN_BACK = {"lazada_csv": "returned", "lazada_xlsx": "returned", "tiki": "returned"}
EVENTS = ("updated_at", "completed_at", "delivered_at", "shipped_at", "paid_at", "cancelled_at")
MONTHS = timedelta(days=120)


@dataclass(frozen=True)
class Current:
    """What a table of the warehouse holds of one key once all files have come: `key` and `values` by column."""

    table: str
    sentence: str
    key: Mapping[str, str | None]
    values: Mapping[str, str | None]


def of(all_samples: list[Sample]) -> tuple[list[Messy], list[Current]]:
    """The files of these nights, and what is current after them."""
    files: list[Messy] = []
    current: list[Current] = []
    for number, sample in enumerate(all_samples, start=FIRST_NUMBER):
        files += _again(sample, number)
        files += _elsewhere(sample, number + 100)
        later, known = (_late_news if sample.kind == "order_lines" else _correction)(sample, number + 200)
        files += later
        current += known
    return files, current


def _again(sample: Sample, number: int) -> Iterator[Messy]:
    """The same bytes under another name."""
    sentence = "The same bytes under another name are the same delivery"
    first = messy(sample.sheet(number), "clean", sentence)
    stem, dot, suffix = first.path.rpartition("/")[2].partition(".")
    again = f"{sample.folder}/{stem} (1){dot}{suffix}"
    yield first
    yield replace(first, path=again, kind="the_same_again", drawn=DRAWN + DAY, again_of=first.path)


def _elsewhere(sample: Sample, number: int) -> Iterator[Messy]:
    """The file in folders where it does not belong."""
    is_sellers, is_operators = "/" in sample.folder, sample.folder in ("voso", "postmart")
    marketplace = sample.folder.split("/")[0]
    places = {
        "at_the_top": (".", "at the top of landing/"),
        "too_deep": (f"{sample.folder}/2025/10", "too deep in landing/"),
    }
    if is_sellers:
        places["without_a_shop"] = (marketplace, "names no shop")
    if is_operators:
        places["in_a_shops_folder"] = (f"{marketplace}/VS00000001", "names its shops itself")
    if is_sellers or is_operators:
        places["unknown_marketplace"] = (f"{marketplace}e/s1", f"No marketplace is called “{marketplace}e”")
        is_near = sample.form.names.get("marketplace") == "marketplace"  # our own names: half a register
        said = "needed columns are missing: province." if is_near else "The header is not that of any known export"
        places["in_the_register"] = ("register", said)
    if sample.format.startswith(("shopee", "tiktok")):
        places["of_another_marketplace"] = ("lazada/s1", "The header is not that of any known export")
    for place, (name, (folder, said)) in enumerate(places.items()):
        sheet = sample.sheet(number + 1_000 * place)
        sheet.folder, sheet.refused = folder, (said,)
        file = messy(sheet, name, "A file in the wrong folder is refused and told where it belongs")
        yield replace(file, path=file.path.removeprefix("./"))


def _late_news(sample: Sample, number: int) -> tuple[list[Messy], list[Current]]:
    """An order completed, then seen under way by an older look that came later, and at last given back."""
    sentence = "What happened later holds, whatever came later"
    done, stale, back = (sample.sheet(number) for _ in range(3))
    line = stale.records[CHANGED]
    stale.put(line, "status", UNDER_WAY.get(sample.format, "Đang giao"))
    if stale.has("substatus"):
        stale.put(line, "substatus", UNDER_WAY_MORE[sample.format])
    for name in EVENTS:
        if stale.has(name):
            stale.put(line, name, "")
    line.values["state"] = "open"
    _give_back(back, back.records[CHANGED])
    files = [
        messy(sheet, f"news_{place}", sentence, drawn=DRAWN + days * DAY)
        for place, (sheet, days) in enumerate(((back, 0), (done, 1), (stale, 2)), start=1)
    ]
    states = [
        ("returned" if record is done.records[CHANGED] else record.values["state"], record) for record in done.records
    ]
    return files, [
        Current("orders", sentence, {"order_id": record.values["order_id"]}, {"state": state})
        for state, record in states
    ]


def _give_back(sheet: Sheet, line: Line) -> None:
    """The order comes back months later."""
    line.values["state"] = "returned"
    if sheet.has("returned_quantity"):
        sheet.put(line, "returned_quantity", line.values["quantity"])
        return
    sheet.put(line, "status", GIVEN_BACK.get(sheet.format, "Đã trả hàng"))
    sheet.put(line, "updated_at", time_of(sheet, moment_of(line) + MONTHS))


TABLES = {
    "register": ("shops", ("marketplace", "shop_id")),
    "listings": ("listings", ("marketplace", "shop_id", "listing_id")),
    "payment_accounts": ("payment_accounts", ("provider", "account_id")),
    "reported": ("reported_values", ("indicator", "place", "as_of", "source_title")),
}


def _correction(sample: Sample, number: int) -> tuple[list[Messy], list[Current]]:
    """A table that corrects itself: the newest export holds, whichever name comes first."""
    sentence = "The newest export corrects the one before"
    wrong, right = sample.sheet(number), sample.sheet(number)
    name = date_column(wrong)
    for line in wrong.records:
        wrong.put(line, name, "2020-01-31")
        if name in line.values:
            line.values[name] = "2020-01-31"
    files = [
        messy(right, "correction_1", sentence, drawn=DRAWN + DAY),
        messy(wrong, "correction_2", sentence, drawn=DRAWN),
    ]
    table, key = TABLES[sample.kind]
    return files, [
        Current(
            table,
            sentence,
            {part: line.values[part] for part in key},
            {k: v for k, v in line.values.items() if k not in key},
        )
        for line in right.records
    ]
