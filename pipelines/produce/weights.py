"""How many kilograms one item of a listing weighs, as its seller prints it; never guessed.

The variation says what was bought and goes before the title; the title may lend it the weight of one pack ("Miến dong
500g", variation "Combo 3 túi") and the unit "kg" means that the quantity itself is kilograms. A weight is refused, with
the reason, where it is a range or a bound, where several different weights stand side by side, or where a count beside
it may mean the whole or each ("thùng 20 gói 6kg"). Pieces ("hộp 12 quả") and "5-7 quả/kg" weigh nothing we know.
Litres are read apart and never turned into kilograms.

Everything is rewriting: `SPELLINGS` brings numbers and units to one form, `MENTION` then reads count × count × weight.
"""

import polars as pl

KEYS = ("product_name", "variation_name", "unit")
COLUMNS = ("kg_per_item", "litres_per_item", "pack_reading")
SLICE = 10_000
"""Texts are rewritten in parts of this many, so that every core has one."""
MOST_KG = 200.0
"""Heavier "items" are misprints or price lists; a pallet is not sold by the parcel."""
MOST_KG_TOGETHER = 60.0
"""Packs counted in a box weigh no more: beyond it the printed weight is the whole box."""

_KG = r"(?:kgs?|kilôgam|kilogram|kilogam|kilo|ki lô|kí lô|kí|ký|cân)"
_G = r"(?:grams?|gam|gr|g)"
_L = r"(?:lít|lit|liter|litre|l)"
_ML = r"(?:ml|mililít)"
_NUMBER = r"\d+(?:\.\d+)?"
_PACK = (
    r"(?:túi|tui|gói|goi|hộp|hop|hũ|hu|lọ|lo|chai|bịch|bich|bao|bó|khay|vỉ|lon|can|bình|thùng|thung|lốc|block|"
    r"set|combo|cặp|pack|kiện|sp|sản phẩm)"
)
_OUTER = r"(?:thùng|thung|hộp|hop|bao|kiện|khay|giỏ|két)"
_PIECE = r"(?:quả|qua|trái|trai|con|củ|cái|chiếc|bắp|nải|bông|cây|múi|miếng|viên|trứng|tờ|cuộn)"

SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"[×✕✖*]", " x "),
    (r"[–—~≈]", "-"),
    (r"½\s*", "0.5 "),
    (rf"(\d)\s*({_KG}|{_G}|{_ML}|{_L})x(\d)", "${1} ${2} x ${3}"),  # 500gx3
    (r"\b(\d+)\s*x\s*(\d)", "${1} x ${2}"),
    (rf"\b1\s?/\s?2\s*({_KG}|lít)\b", "0.5 ${1}"),
    (rf"\b(?:nửa|nưả)\s*({_KG}|lít)\b", "0.5 ${1}"),
    # Thousands: 1.000g, 1,500 ml. In kilograms nobody can tell 1.500kg from 1,5 kg.
    (rf"\b([1-9]\d{{0,2}})[.,](\d{{3}})\s*({_G}|{_ML})\b", "${1}${2}${3}"),
    (rf"\b[1-9]\d{{0,2}}[.,]\d{{3}}\s*({_KG}|{_L})\b", " ?weight "),
    (r"\b(\d+),(\d)", "${1}.${2}"),  # not in ST25,5kg
    (r"\b(\pL+\d+)[-,.](\d)", "${1} ${2}"),
    (r"\b(\d+)\s*(?:kg|kí|ký|cân|ki)(\d)\b", "${1}.${2} kg"),  # 1kg5
    (r"\b(\d+)\s*(?:kg|kí|ký|ki)(\d{3})\b", "${1}.${2} kg"),  # 1kg200
    (rf"\b({_NUMBER})\s*{_KG}\b", "${1} kg"),
    (r"\b(\d+)k[iy]\b", "${1} kg"),  # written without marks, only glued to its number
    (rf"\b({_NUMBER})\s*{_ML}\b", "${1} ml"),
    (rf"\b({_NUMBER})\s*{_G}\b", "${1} g"),
    (rf"\b({_NUMBER})\s*{_L}\b", "${1} l"),
    (r"\blạng sơn\b", "langson"),
    (rf"\b({_NUMBER})\s*lạng\b", "${1} lạng"),
    (rf"\b({_NUMBER})\s*tấn\b", "${1} tấn"),
    (rf"\b({_NUMBER})\s*tạ\b", "${1} tạ"),
    # How many go into a kilogram is no weight: 5-7 quả/kg, 3 con 1 kg is left to the counts below.
    (rf"(?:{_NUMBER}\s*(?:-|đến|tới)\s*)?{_NUMBER}\s*{_PIECE}\s*/\s*(?:1 )?(?:kg|ký|kí|cân)\b", " "),
    (rf"\b1 kg\s*(?:/|=|khoảng|được|tầm|-)?\s*{_NUMBER}\s*(?:-|đến|tới)\s*{_NUMBER}\s*{_PIECE}\b", "1 kg"),
    # Prices per weight, gifts, and what is only a bound or a range.
    (r"\d[\d.]*\s*(?:k|đ|vnđ|vnd|đồng|nghìn|ngàn)\s*/\s*(?:1 )?(?:kg|g|l)\b", " "),
    (rf"\b(?:tặng|tặng kèm|tặng thêm|kèm|free)\s(?:\S+\s){{0,4}}?{_NUMBER} (?:kg|g|ml|l)\b", " "),
    (
        rf"\b(?:từ|trên|dưới|hơn|tối thiểu|ít nhất|tối đa|đến|[<>≥≤+])\s*{_NUMBER} (?:kg|g|ml|l|lạng|tạ|tấn)\b",
        " ?weight ",
    ),
    (rf"\b{_NUMBER} (?:kg|g|ml|l|lạng|tạ|tấn) (?:trở lên|trở xuống|đổ lên|up)\b", " ?weight "),
    (rf"{_NUMBER}\s*(?:kg|g|ml|l)?\s*(?:-|đến|tới)\s*{_NUMBER} (?:kg|g|ml|l|lạng|tạ|tấn)\b", " ?weight "),
    # A volume here and a weight there are of two goods: 2 hũ mật ong 500ml + 1 gói chè 200g.
    (rf"\b{_NUMBER} (?:ml|l)\b[^+&]*[+&].*?\b{_NUMBER} (?:kg|g|lạng)\b", " ?weight "),
    (rf"\b{_NUMBER} (?:kg|g|lạng)\b[^+&]*[+&].*?\b{_NUMBER} (?:ml|l)\b", " ?weight "),
    # A weight beside pieces in a container is the container's; beside bare pieces it may be each one's.
    (rf"\b{_OUTER} \d+\s*{_PIECE}\s*\(?({_NUMBER} (?:kg|g))\b", " ${1} "),
    (rf"\b1\s*{_PIECE}\s*\(?({_NUMBER} (?:kg|g))\b", " ${1} "),
    (rf"\b\d+\s*{_PIECE}\s*\(?{_NUMBER} (?:kg|g)\b", " ?weight "),
    # Packs counted inside a box, without saying that the weight is each one's.
    (rf"\b{_OUTER} \d+\s*{_PACK}\s*\(?{_NUMBER} (?:kg|g|ml|l)\b", " ?weight "),
)
"""What is rewritten, in this order, in the lower-case title: pattern and replacement."""

_COUNT = rf"(?:(\d+)\s*(?:{_PACK}|{_PIECE})?\s*x\s*)"
_WEIGHT = r"(\d+(?:\.\d+)?) (kg|g|ml|l|lạng|tạ|tấn)\b"
MENTION = (
    rf"(?:{_COUNT}?{_COUNT}|\b([1-9]\d?)\s*{_PACK}\s(?:[^\d\s?]+\s){{0,6}}?)?"
    rf"{_WEIGHT}(?:\s*/\s*(?:1 )?{_PACK}\b)?(?:\s*x\s*(\d+)\b)?"
)
"""count x count x weight unit x count; the counts may be absent. Three words at most between "3 túi" and a weight."""
IN_KG = {"kg": 1.0, "g": 0.001, "lạng": 0.1, "tạ": 100.0, "tấn": 1000.0}
IN_LITRES = {"ml": 0.001, "l": 1.0}
PACKS_ALONE = rf"\b(?:(?:combo|set|lốc|block)\s*)([1-9]\d?)\b|\b([1-9]\d?)\s*{_PACK}\b"
PIECES_ALONE = rf"\d\s*{_PIECE}\b|\b(?:nửa|nguyên) (?:con|quả|trái)\b|\b1/2\b"


def per_item(items: pl.DataFrame) -> pl.DataFrame:
    """One row per distinct product_name, variation_name and unit (`KEYS`, null where absent), with `COLUMNS`.

    `pack_reading` is how the weight was read ("3 × 0.5 kg"), or why it was not: none, several, unclear, pieces.
    """
    items = items.select(KEYS).unique(maintain_order=True)
    texts = pl.concat([items["product_name"], items["variation_name"]]).drop_nulls().unique()
    read = readings(texts)
    title = read.rename(lambda name: f"title_{name}" if name != "text" else name)
    joined = items.join(read, left_on="variation_name", right_on="text", how="left", validate="m:1")
    joined = joined.join(title, left_on="product_name", right_on="text", how="left", validate="m:1")
    own, lent = pl.col("reading"), pl.col("title_reading")
    speaks = own.is_not_null() & (own != "none")
    repeats = (own == "packs") & (lent == "weight") & (pl.col("title_count") == 1)
    count = pl.when(repeats).then("packs").when(own == "weight").then("count").otherwise("title_count")
    size = pl.when(own == "weight").then("size").otherwise("title_size")
    unit = pl.when(own == "weight").then("measure").otherwise("title_measure")
    known = (own == "weight") | repeats | ((~speaks.fill_null(False) | (own == "one pack")) & (lent == "weight"))
    total = pl.when(known.fill_null(False)).then(count * size)
    by_kg = (pl.col("unit").str.strip_chars().str.to_lowercase().is_in(["kg", "kilogram", "cân", "ký"])).fill_null(
        False
    )
    silent = (own.fill_null("none") == "none") & (lent.fill_null("none") == "none")
    kg = pl.when(unit == "kg").then(total)
    return joined.select(
        *KEYS,
        kg_per_item=pl.when(by_kg & silent).then(1.0).when(by_kg & (kg != 1.0)).then(None).when(kg <= MOST_KG).then(kg),
        litres_per_item=pl.when(unit == "l").then(total),
        pack_reading=pl.when(by_kg & silent)
        .then(pl.lit("1 kg"))
        .when(total.is_not_null())
        .then(
            pl.when(count > 1)
            .then(pl.format("{} × {} {}", count.cast(pl.Int64), size, unit))
            .otherwise(pl.format("{} {}", size, unit))
        )
        .when(speaks.fill_null(False))
        .then(own)
        .otherwise(lent.fill_null("none")),
    )


def readings(texts: pl.Series) -> pl.DataFrame:
    """One row per text: text, reading (weight, several, unclear, pieces, packs, one pack, none), count, size, measure, packs.

    `size` is one pack in kilograms or litres as `measure` says, `count` how many of it.
    """
    every = texts.rename("text").to_frame().lazy()
    parts = [every.slice(start, SLICE) for start in range(0, max(texts.len(), 1), SLICE)]
    plain = pl.concat(pl.collect_all([part.with_columns(plain=spelled(pl.col("text"))) for part in parts]))
    measured = (
        mentions(plain)
        .group_by("text")
        .agg(
            pl.col("count").first(),
            pl.col("size").first(),
            pl.col("measure").first(),
            different=pl.struct("count", "size").n_unique(),
            is_too_much=pl.col("is_too_much").any(),
        )
    )
    packs = pl.coalesce(pl.col("plain").str.extract(PACKS_ALONE, 1), pl.col("plain").str.extract(PACKS_ALONE, 2)).cast(
        pl.Float64, strict=False
    )  # more digits than a number holds
    return (
        plain.with_columns(packs=packs)
        .join(measured, on="text", how="left", validate="1:1")
        .with_columns(
            reading=pl.when(pl.col("plain").str.contains("?weight", literal=True) | pl.col("is_too_much"))
            .then(pl.lit("unclear"))
            .when(pl.col("different") > 1)
            .then(pl.lit("several"))
            .when(pl.col("different") == 1)
            .then(pl.lit("weight"))
            .when(pl.col("plain").str.contains(PIECES_ALONE))
            .then(pl.lit("pieces"))
            .when(pl.col("packs") > 1)
            .then(pl.lit("packs"))
            .when(pl.col("packs") == 1)
            .then(pl.lit("one pack"))
            .otherwise(pl.lit("none"))
        )
        .select("text", "reading", "count", "size", "measure", "packs")
    )


def spelled(text: pl.Expr) -> pl.Expr:
    """A text in lower case with its numbers and units brought to one form."""
    text = text.str.normalize("NFC").str.to_lowercase().str.replace_all(r"\s+", " ")
    for pattern, replacement in SPELLINGS:
        text = text.str.replace_all(pattern, replacement)
    return text.str.replace_all(r"[()\[\]]", " ").str.replace_all(r"\s+", " ")


def mentions(plain: pl.DataFrame) -> pl.DataFrame:
    """One row per weight or volume in a text: text, measure (kg or l), size, count, is_too_much.

    Where a text gives both, the weight is what is sold.
    """
    found = (
        plain.select("text", mention=pl.col("plain").str.extract_all(MENTION))
        .explode("mention")
        .drop_nulls("mention")
        .with_columns(part=pl.col("mention").str.extract_groups(MENTION))
        .unnest("part")
    )
    counts = [pl.col(group).cast(pl.Float64, strict=False).fill_null(1) for group in ("1", "2", "3", "6")]
    unit = pl.col("5")
    scale = unit.replace_strict(IN_KG | IN_LITRES, return_dtype=pl.Float64)
    return (
        found.select(
            "text",
            measure=pl.when(unit.is_in(list(IN_KG))).then(pl.lit("kg")).otherwise(pl.lit("l")),
            size=(pl.col("4").cast(pl.Float64) * scale).round(6),
            count=counts[0] * counts[1] * counts[2] * counts[3],
            is_loose=pl.col("3").is_not_null(),
        )
        .with_columns(is_too_much=pl.col("is_loose") & (pl.col("count") * pl.col("size") > MOST_KG_TOGETHER))
        .filter((pl.col("measure") == "kg") | (pl.col("measure") != "kg").all().over("text"))
        .filter(pl.col("size") > 0)
    )
