"""Which produce, in which form, a product title sells; or none. And by which words that was told.

The judgements are data: `data/reference/produce_rules.csv`, one rule per row.

- `must`: groups joined by ` + `, each a list of phrases separated by `|`; a title has to hold a phrase of every group.
  `^` before a phrase means that the title begins with it, after bracketed prefixes and packs ("[Freeship] 5kg ...").
- `must_not`: phrases that rule it out. A rule without a product says what is no produce.
- `rank`: 1 decides wherever it stands in the title (seedlings, soap). Among the rest the goods named first win, because
  a Vietnamese title names the thing first: "kẹo dừa", "dầu gội bưởi". At one place the rule with
  more groups wins, then the longer phrase, then the earlier row.

Phrases are compared word by word with their marks, spelled one way (`places.words`), because marks tell mận from mặn
and bơ from bò. A title written wholly without marks is compared without them, by rules whose `bare` is yes: those
whose phrases mean nothing else then. A word that only names a flavour, smell, colour or shape is not read.
"""

from dataclasses import dataclass
from functools import cache

import polars as pl

from pipelines.places.names import bare, words

COLUMNS = ("title", "product_code", "form", "rule")
ALSO = " + "
FAR = 100_000  # beyond the end of any title
LEADING_BRACKETS = r"^[^\p{L}\p{N}\[(【]*((?:[\[(【][^\])】]*[\])】][^\p{L}\p{N}\[(【]*)+)(.*)$"
PLACE_BEHIND = r"(?i)\s[-–|,]\s*(?:xã|phường|thị trấn|thị xã|huyện|quận|tỉnh|tp)\s.*$"
PACK_WORDS = (
    "combo", "set", "lốc", "lô", "sỉ", "sale", "thùng", "hộp", "túi", "gói", "bao", "bịch", "khay", "hũ", "chai", "lọ",
    "can", "rổ", "két", "bó", "kg", "ký", "kí", "g", "gr", "gam", "gram", "ml", "l", "lít", "x", "quả", "trái", "con",
    "cái", "loại", "đặc", "sản",
)  # fmt: skip
# What follows these words is a flavour, smell, colour or shape, not the goods; "gia vị" (spice) is another word.
FLAVOURS = ("vị", "mùi", "màu", "hình", "chiết xuất", "hương vị", "họa tiết", "size", "tone")
SPICE = ("gia vị",)
# Praise in which no water is sold.
IDIOMS = ("mọng nước", "vắt nước", "nhiều nước", "sai nước", "nước giếng", "ép nước", "đất nước")


@dataclass(frozen=True)
class Rules:
    """The rules made ready: `rules` has a row per rule, `conditions` one per rule, group and way to write its phrases.

    `is_marked` tells whether a condition is for titles with marks or for those without; group 0 rules a title out.
    `places` are names of places, and idioms, with a word that a rule is about (Trà Vinh, Bình Gia): read as one word.
    """

    rules: pl.DataFrame
    conditions: pl.DataFrame
    places: list[str]

    @classmethod
    def of(cls, table: pl.DataFrame, places: pl.Series) -> "Rules":
        """The rules of `produce_rules.csv`; `places`: names of provinces and districts."""
        rules = table.with_row_index("number").with_columns(
            pl.col("rank").cast(pl.Int8), groups=pl.col("must").str.split(ALSO)
        )
        must = rules.select("number", "bare", "groups").explode("groups").rename({"groups": "phrases"})
        must = must.with_columns(group=pl.int_range(1, pl.len() + 1).over("number").cast(pl.Int8))
        must_not = rules.filter(pl.col("must_not").is_not_null()).select(
            "number", "bare", phrases="must_not", group=pl.lit(0, pl.Int8)
        )
        phrases = (
            pl.concat([must, must_not])
            .with_columns(phrase=pl.col("phrases").str.split("|"))
            .explode("phrase")
            .with_columns(
                pl.col("phrase").str.strip_chars(" ^"), is_first=pl.col("phrase").str.strip_chars().str.starts_with("^")
            )
        )
        pattern = pl.lit(" ") + words(pl.col("phrase")) + " "
        with_marks = phrases.with_columns(pattern=pattern, is_marked=pl.lit(True))
        without = phrases.filter(bare="yes").with_columns(pattern=bare(pattern), is_marked=pl.lit(False))
        conditions = pl.concat([with_marks, without]).drop("phrases", "bare")
        names = pl.concat([places, pl.Series(IDIOMS)])
        mistakable = _mistakable(names, conditions["pattern"].str.strip_chars())
        return cls(
            rules.with_columns(groups=pl.col("groups").list.len()),
            conditions.with_columns(pattern=_with_places(pl.col("pattern"), mistakable)).unique(maintain_order=True),
            mistakable,
        )


def _mistakable(places: pl.Series, phrases: pl.Series) -> list[str]:
    """Names of several words, one of which is a phrase of its own; with and without marks."""
    names = pl.DataFrame({"name": places.unique()}).select(name=words(pl.col("name")))
    both = pl.concat([names, names.select(bare(pl.col("name")))]).unique().filter(pl.col("name").str.contains(" "))
    said = pl.col("name").str.split(" ").list.eval(pl.element().is_in(phrases.unique().implode())).list.any()
    return both.filter(said).sort("name")["name"].to_list()


def _with_places(text: pl.Expr, places: list[str]) -> pl.Expr:
    """A text between blanks in which the names of places are one word each, as long as before."""
    names, joined = [f" {name} " for name in places], [f" {name.replace(' ', '_')} " for name in places]
    once = text.str.replace_many(names, joined)
    return once.str.replace_many(names, joined)  # two names side by side share a blank


def match(titles: pl.Series, rules: Rules) -> pl.DataFrame:
    """One row per distinct title: `COLUMNS`. All but the title are null where it is no produce.

    `rule` is the phrases it was matched by, joined by " + ".
    """
    distinct = titles.drop_nulls().unique(maintain_order=True).rename("title").to_frame().with_row_index("id")
    opening, goods = readable(pl.col("title"))
    read = distinct.with_columns(opening=opening, goods=goods).select(
        "id",
        text=pl.col("opening") + pl.col("goods"),
        start=pl.col("opening").str.len_bytes() - 1,  # the blank before the first word of the goods
    )
    read = read.with_columns(
        is_marked=bare(pl.col("text")) != pl.col("text"), text=_with_places(pl.col("text"), rules.places)
    )
    hits = pl.concat(_found(read.filter(is_marked=marks), rules, marks) for marks in (True, False))
    best = _best(hits, rules)
    shown = (
        hits.join(best, on=["id", "number"], how="semi")
        .filter(pl.col("group") > 0)
        .sort("id", "group", "at", pl.col("pattern").str.len_bytes(), descending=[False, False, False, True])
        .unique(["id", "group"], keep="first", maintain_order=True)
        .group_by("id", maintain_order=True)
        .agg(rule=pl.col("phrase").str.join(ALSO))
    )
    return (
        distinct.join(best, on="id", how="left", validate="1:1")
        .join(shown, on="id", how="left", validate="1:1")
        .with_columns(rule=pl.when(pl.col("product_code").is_not_null()).then("rule"))
        .sort("id")
        .select(COLUMNS)
    )


def readable(title: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """A title as words between blanks, in two parts: prefixes and packs before the goods, and the rest.

    Words that name a flavour are taken out.
    """
    text = title.str.normalize("NFC").str.replace_all(r"\s+", " ").str.replace(PLACE_BEHIND, "")
    prefix = text.str.extract(LEADING_BRACKETS, 1).fill_null("")
    rest = words(pl.coalesce(text.str.extract(LEADING_BRACKETS, 2), text)) + " "
    packs = rf"^((?:(?:{'|'.join(_spelled(PACK_WORDS))}|\d+(?:kg|g|gr|ml|l)?) )*)(.*)$"
    opening = pl.format(" {} {}", words(prefix), rest.str.extract(packs, 1).fill_null("")).str.replace_all(r" +", " ")
    return _unflavoured(opening), _unflavoured(rest.str.extract(packs, 2).fill_null(""))


def _unflavoured(text: pl.Expr) -> pl.Expr:
    """The text without the word after "vị", "màu" and the like."""
    spice = _spelled(SPICE)[0]
    kept = text.str.replace_all(spice, spice.replace(" ", "_"), literal=True)
    masked = kept.str.replace_all(rf"\b({'|'.join(_spelled(FLAVOURS))}) \S+", "${1} ¤")
    return masked.str.replace_all(spice.replace(" ", "_"), spice, literal=True)


@cache
def _spelled(texts: tuple[str, ...]) -> list[str]:
    """Words as `words` spells them, the longest first."""
    return sorted(pl.select(words(pl.lit(pl.Series(texts)))).to_series().to_list(), key=len, reverse=True)


def _found(read: pl.DataFrame, rules: Rules, marks: bool) -> pl.DataFrame:
    """One row per title, place and condition that is met there: id, number, group, phrase, pattern, at."""
    conditions = rules.conditions.filter(is_marked=marks).drop("is_marked")
    patterns = conditions["pattern"].unique().to_list()
    return (
        read.select(
            "id",
            "start",
            pattern=pl.col("text").str.extract_many(patterns, overlapping=True),
            at=pl.col("text").str.find_many(patterns, overlapping=True),
        )
        .explode("pattern", "at")
        .drop_nulls("pattern")
        .join(conditions, on="pattern")  # a phrase may stand in several rules: the only join without a cardinality
        .filter(~pl.col("is_first") | (pl.col("at") == pl.col("start")) | (pl.col("at") == 0))
        # What stands in brackets before the goods ("[Đặc sản Hòa Bình]") names them only where nothing else does; a
        # phrase that begins with a pack ("hộp đựng") is the first of the goods.
        .with_columns(end=pl.col("at") + pl.col("pattern").str.len_bytes() - 1)
        .with_columns(at=pl.when(pl.col("end") <= pl.col("start")).then(pl.col("at") + FAR).otherwise("at"))
        .select("id", "number", "group", "phrase", "pattern", "at")
    )


def _best(hits: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """One row per title that a rule fits, with the one that wins: id, number, product_code, form."""
    first = pl.col("group") == 1
    return (
        hits.group_by("id", "number")
        .agg(
            groups_met=pl.col("group").filter(pl.col("group") > 0).n_unique(),
            is_ruled_out=(pl.col("group") == 0).any(),
            at=pl.col("at").filter(first).min(),
            length=pl.col("pattern").str.len_bytes().filter(first).sort_by(pl.col("at").filter(first)).first(),
        )
        .join(rules.rules.select("number", "rank", "groups", "product_code", "form"), on="number", validate="m:1")
        .filter(~pl.col("is_ruled_out"), pl.col("groups_met") == pl.col("groups"))
        .with_columns(at=pl.when(pl.col("rank") > 1).then("at").otherwise(0))
        .sort("id", "rank", "at", "groups", "length", "number", descending=[False, False, False, True, True, False])
        .unique("id", keep="first", maintain_order=True)
        .select("id", "number", "product_code", "form")
    )
