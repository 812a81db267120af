"""Names of places as people write them: marks, types, two spellings of one name."""

from functools import cache

import polars as pl

DISTRICT_TYPES = {"quận": ("q",), "huyện": ("h",), "thị xã": ("tx", "t x"), "thành phố": ("tp", "t p")}
COMMUNE_TYPES = {"phường": ("p",), "xã": ("x",), "thị trấn": ("tt", "t t"), "đặc khu": ("dk",)}
UNIT_TYPES = DISTRICT_TYPES | COMMUNE_TYPES
# Towns named after a state farm are written with the words, with their letters or without: (Nông trường) Thái Bình.
STATE_FARM = "^(nt|no\u0302ng tru\u031bo\u031bng\u0300|nong truong) "
TONES = "\u0300\u0301\u0303\u0309\u0323"


def words(text: pl.Expr) -> pl.Expr:
    """Lower-case words with their marks, spelled one way where Vietnamese has two.

    A tone stands at the end of its word (Hoà, Hòa), a lone y is an i (Mỹ, Mĩ), Đăk is Đắk, Q1 is two words, 01 is 1.
    """
    decomposed = text.str.normalize("NFKC").str.to_lowercase().str.replace_all("ð", "đ").str.normalize("NFD")
    return (
        decomposed.str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ")
        .str.strip_chars()
        .str.replace_all(rf"([{TONES}])([\p{{L}}\u0302\u0306\u031B]+)", "${2}${1}")
        .str.replace_all(rf"\b(qu|[bcdghklmnprstvxđ]+)y([{TONES}]?)\b", "${1}i${2}")
        .str.replace_all("\\bđa\u0306k\\b", "đa\u0306k\u0301")
        .str.replace(r"^([qp])(\d)", "${1} ${2}")
        .str.replace_all(r"\b0+(\d)", "${1}")
    )


def bare(text: pl.Expr) -> pl.Expr:
    """Words without marks."""
    return text.str.replace_all(r"\p{M}", "").str.replace_all("đ", "d")


def squeezed(text: pl.Expr) -> pl.Expr:
    """Words as one key: blanks, dots and hyphens inside a name carry no meaning."""
    return text.str.replace_all(" ", "")


@cache
def type_spellings() -> dict[str, str]:
    """Every way to write a type in front of a name, as `words` gives it, and the type."""
    in_words = pl.DataFrame({"full": list(UNIT_TYPES)}).select(words(pl.col("full")))
    in_letters = in_words.select(bare(pl.col("full")))
    known: dict[str, str] = {}
    for (name, short), full, plain in zip(UNIT_TYPES.items(), in_words["full"], in_letters["full"], strict=True):
        known |= dict.fromkeys((full, plain, *short), name)
    return known


def parsed(texts: pl.Series) -> pl.DataFrame:
    """One row per distinct text: text, the type it begins with, its words after the type (name) and all (whole)."""
    known = type_spellings()
    texts = texts.drop_nulls().unique().sort().rename("text")
    split = texts.to_frame().with_columns(words=words(pl.col("text")).str.split(" "))
    first = [pl.col("words").list.head(n).list.join(" ").replace_strict(known, default=None) for n in (1, 2)]
    return (
        split.with_columns(one=first[0], two=first[1])
        .with_columns(
            type=pl.coalesce("two", "one"),
            typed=pl.when(pl.col("two").is_not_null()).then(2).when(pl.col("one").is_not_null()).then(1).otherwise(0),
        )
        .with_columns(
            name=pl.col("words").list.slice(pl.col("typed")).list.join(" "),
            whole=pl.col("words").list.join(" "),
        )
        .with_columns(name=pl.col("name").str.replace(STATE_FARM, ""))
        .select("text", "type", "name", "whole")
    )
