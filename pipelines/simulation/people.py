"""Invented people: names, telephone numbers and shop names of households, from their numbers alone.

No number can be anybody's: 030 and 031 are given to no mobile network.
"""

import polars as pl


def words(text: str) -> pl.Series:
    """The words of a text, to draw from."""
    return pl.Series(text.split())


FAMILY = words("Nguyễn Hoàng Nông Vi Lý Triệu Lương Hà Lăng Chu Hứa Đinh Bế Lộc Dương Trần Lê Phạm Vũ Mai")
MIDDLE = words("Văn Thị Đức Minh Thanh Hữu Quốc Ngọc Xuân Kim Thu Mạnh")
GIVEN = words(
    "Hưng Lan Hùng Hoa Dũng Mai Thắng Hương Tuấn Nga Sơn Hạnh Cường Thủy Hải Yến Long Vân Bình Liên Quân Huệ Phúc "
    "Nhung Toàn Đào Kiên Loan Việt Hằng Trung Tâm Khánh Duyên Thành Phương Lâm Oanh Tiến Chi"
)
SHOP_NAMES = pl.Series([
    "Nông sản sạch", "Vườn nhà", "Đặc sản", "Gian hàng", "Cửa hàng số", "Tạp hóa", "Nông trại", "Hộ kinh doanh",
])  # fmt: skip

_NUMBERS = 20_000_000
_STRIDE = 7_368_787  # no common factor with _NUMBERS: no number is given twice


def numbered(household: pl.Series, salt: int, count: int) -> pl.Series:
    """A number below `count` that looks drawn, always the same for the household."""
    mixed = (household.cast(pl.UInt64) + salt * 977) * 2_654_435_761 % 4_294_967_291
    return (mixed // 7 % count).cast(pl.UInt32)


def owner_names(household: pl.Series) -> pl.Series:
    """Family, middle and given name."""
    parts = (FAMILY, MIDDLE, GIVEN)
    return pl.select(
        pl.concat_str(
            [part.gather(numbered(household, salt, len(part))) for salt, part in enumerate(parts)], separator=" "
        )
    ).to_series()


def phones(household: pl.Series) -> pl.Series:
    """Telephone numbers as registers write them: mostly plain, some in groups, some with the country's code."""
    number = pl.Series("number", 300_000_000 + (household.cast(pl.Int64) * _STRIDE + 1_234_567) % _NUMBERS).cast(
        pl.String
    )
    style = numbered(household, 5, 20)
    return pl.select(
        pl.when(style == 0)
        .then("+84" + number)
        .when(style == 1)
        .then("0" + number.str.slice(0, 3) + " " + number.str.slice(3, 3) + " " + number.str.slice(6, 3))
        .when(style == 2)
        .then("0" + number.str.slice(0, 3) + "." + number.str.slice(3, 3) + "." + number.str.slice(6, 3))
        .otherwise("0" + number)
    ).to_series()


def shop_names(household: pl.Series, commune: pl.Series) -> pl.Series:
    """Shop names: a kind of shop with the owner's given name, or with the commune."""
    kind = SHOP_NAMES.gather(numbered(household, 3, len(SHOP_NAMES)))
    given = GIVEN.gather(numbered(household, 2, len(GIVEN)))
    by_commune = numbered(household, 4, 3) == 0
    return pl.select(kind + " " + pl.when(by_commune).then(commune).otherwise(given)).to_series()
