"""Figures that others have published, as tables to be delivered: facts, the same at every scale and seed."""

import polars as pl

_SHOPS_OF_LANG_SON = (
    ("2021-07-20", "1.000", "nongnghiep.vn: Lạng Sơn đặt mục tiêu 100.000 hộ dân có cửa hàng số",
     "https://nongnghiep.vn/lang-son-dat-muc-tieu-100000-ho-dan-co-cua-hang-so-thuong-mai-dien-tu-d297461.html",
     "2021-07-20"),
    ("2021-08-11", "4.500", "doanhnghiepvn.vn: Mỗi hộ nông dân có cửa hàng số riêng",
     "https://doanhnghiepvn.vn/chuyen-doi-so/kinh-te-so/lang-son-moi-ho-nong-dan-co-cua-hang-so-rieng-tu-ban-nong-san-online/20210811093247754",
     "2021-08-11"),
    ("2021-09-15", "48.706", "mic.gov.vn: Lạng Sơn phát triển nhanh kinh tế số",
     "https://mic.gov.vn/lang-son-phat-trien-nhanh-kinh-te-so-197148777.htm", ""),
    ("2021-10-13", "67.055", "laodong.vn: Trưởng bản làm tổ trưởng công nghệ",
     "https://laodong.vn/xa-hoi/lang-son-truong-ban-lam-to-truong-cong-nghe-phat-trien-cua-hang-online-963200.ldo", ""),
)  # fmt: skip
_ACCOUNTS_OF_LANG_SON = (
    ("2021-07-20", "301", *_SHOPS_OF_LANG_SON[0][2:]),
    ("2021-09-15", "24.808", *_SHOPS_OF_LANG_SON[2][2:]),
    ("2021-10-13", "56.975", *_SHOPS_OF_LANG_SON[3][2:]),
)
# The year of the meeting is not printed; 2022 is our inference from the programme's dates.
_MEETING = ("2022-06-28", "Dân trí: Lạng Sơn đạt thành tích ấn tượng trong chuyển đổi số", "", "")
_RANKS_OF_LANG_SON = (("listed_products", "2"), ("orders_completed", "6"))
_DTI_SOURCE = ("Báo cáo xếp hạng đánh giá mức độ chuyển đổi số năm 2022", "https://dti.gov.vn/xep-hang-2022")
_DTI_2022 = (
    "TP. Đà Nẵng|TP. Hồ Chí Minh|Quảng Ninh|Thừa Thiên - Huế|TP. Cần Thơ|Lạng Sơn|Bắc Ninh|Thái Nguyên|Bắc Giang|"
    "Nam Định|Long An|Bình Phước|Hải Dương|TP. Hải Phòng|Thanh Hóa|Yên Bái|Hậu Giang|Vĩnh Phúc|Bình Dương|Tiền Giang|"
    "Ninh Bình|Lâm Đồng|Phú Thọ|TP. Hà Nội|Trà Vinh|Quảng Ngãi|Ninh Thuận|Bà Rịa - Vũng Tàu|Bình Định|Vĩnh Long|"
    "Quảng Nam|Kiên Giang|Hưng Yên|Hà Nam|Điện Biên|Sóc Trăng|Hà Tĩnh|Lào Cai|Đồng Tháp|Tây Ninh|Khánh Hòa|Hòa Bình|"
    "Đồng Nai|Sơn La|Kon Tum|Quảng Bình|Đắk Lắk|Tuyên Quang|Đắk Nông|Bình Thuận|Bến Tre|Nghệ An|Lai Châu|An Giang|"
    "Quảng Trị|Thái Bình|Hà Giang|Cà Mau|Phú Yên|Bạc Liêu|Cao Bằng|Gia Lai|Bắc Kạn"
)
_DTI_TIES = {"Yên Bái": 15}  # with Thanh Hóa; no province is 16th
_DTI_SCORES = {
    "TP. Đà Nẵng": "0.8002", "TP. Hồ Chí Minh": "0.7163", "Quảng Ninh": "0.7024", "Thừa Thiên - Huế": "0.6975",
    "TP. Cần Thơ": "0.6924", "Trà Vinh": "0.6077",
}  # fmt: skip
_COLUMNS = (
    "indicator", "frame", "place", "as_of", "value", "number_format", "kind", "rank", "source_title", "source_url",
    "published_on",
)  # fmt: skip


def tables() -> dict[str, pl.DataFrame]:
    """The published tables by file name, one row per place, indicator and day."""
    return {
        "lang_son_shops_2021": _series("registered_shops", _SHOPS_OF_LANG_SON),
        "lang_son_accounts_2021": _series("payment_accounts", _ACCOUNTS_OF_LANG_SON),
        "lang_son_ranks_2022": _table([
            (indicator, "63", "Lạng Sơn", _MEETING[0], None, "vi", "actual", rank, *_MEETING[1:])
            for indicator, rank in _RANKS_OF_LANG_SON
        ]),
        "dti_2022": _table([
            ("dti", "63", place, "2022-12-31", _DTI_SCORES.get(place), "en", "actual",
             str(_DTI_TIES.get(place, position)), *_DTI_SOURCE, "")
            for position, place in enumerate(_DTI_2022.split("|"), start=1)
        ]),
    }  # fmt: skip


def _series(indicator: str, quoted: tuple[tuple[str, str, str, str, str], ...]) -> pl.DataFrame:
    return _table([
        (indicator, "63", "Lạng Sơn", day, value, "vi", "actual", None, title, url, published)
        for day, value, title, url, published in quoted
    ])  # fmt: skip


def _table(rows: list[tuple[str | None, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, orient="row", schema=dict.fromkeys(_COLUMNS, pl.String)).with_columns(
        pl.col("source_url", "published_on").replace("", None)
    )
