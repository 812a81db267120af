from collections.abc import Callable
from datetime import date
from random import Random
from time import perf_counter
from typing import Any, TypeVar

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.storage import reference
from conventions.reasons import PLACES
from pipelines.places import back_cast, gazetteer, resolving

TABLES = reference.tables(*gazetteer.TABLES)
GAZETTEER = gazetteer.Gazetteer.from_tables(TABLES)
PROVINCES = gazetteer.latest(TABLES["provinces"])
OLD = PROVINCES.filter(frame="63")
NEW = PROVINCES.filter(frame="34")
SUCCESSOR = dict(TABLES["province_crosswalk"].select("old_code", "new_code").iter_rows())
CODES = ["code_63", "code_34", *gazetteer.UNIT_COLUMNS]

Text = TypeVar("Text", pl.Series, pl.Expr)


def bare(text: Text) -> Text:
    return text.str.normalize("NFD").str.replace_all(r"\p{M}", "").str.replace_many({"đ": "d", "Đ": "D"})


SPELLINGS: dict[str, Callable[[pl.Series], pl.Series]] = {
    "as it is": lambda text: text,
    "decomposed": lambda text: text.str.normalize("NFD"),
    "without marks": bare,
    "in capitals": lambda text: text.str.to_uppercase(),
    "in small letters": lambda text: text.str.to_lowercase(),
    "with blanks": lambda text: "  " + text.str.replace_all(" ", "  ") + " ",
    "squeezed": lambda text: text.str.replace_all(" ", ""),
    "with hyphens": lambda text: text.str.replace_all(" ", "-"),
    "tone on the last vowel": lambda text: text.str.replace_many({"òa": "oà", "óa": "oá"}),
    "as a province": lambda text: "Tỉnh " + text,
    "as a province, short": lambda text: "T. " + text,
    "as a city": lambda text: "Thành phố " + text,
    "as a city, short": lambda text: "TP. " + text,
    "as a city, shorter": lambda text: "Tp." + text,
    "in English": lambda text: bare(text) + " province",
    "with the country": lambda text: text + ", Việt Nam",
}


def resolved(*texts: str | None) -> pl.DataFrame:
    """The answers to some province texts."""
    return resolving.resolve(pl.DataFrame({"place": texts}, schema={"place": pl.String}), GAZETTEER, province="place")


def placed(
    province: str | None, district: str | None = None, commune: str | None = None, on: date | None = None
) -> dict[str, Any]:
    """The answer to one address."""
    address = pl.DataFrame(
        {"province": [province], "district": [district], "commune": [commune], "on": [on]},
        schema={"province": pl.String, "district": pl.String, "commune": pl.String, "on": pl.Date},
    )
    return resolving.resolve(
        address, GAZETTEER, province="province", district="district", commune="commune", on="on"
    ).select(resolving.ADDED_COLUMNS).row(0, named=True)  # fmt: skip


def codes(answer: dict[str, Any]) -> tuple[str | None, str | None]:
    return answer["code_63"], answer["code_34"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_old_name_is_its_unit_in_the_63_and_its_successor_in_the_34_however_it_is_written(spelling: str) -> None:
    answers = resolved(*SPELLINGS[spelling](OLD["name"]))
    assert answers["code_63"].to_list() == OLD["code"].to_list()
    assert answers["code_34"].to_list() == [SUCCESSOR[code] for code in OLD["code"]]
    assert set(answers["status"]) == {"resolved"}
    assert answers["reason"].null_count() == 63


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_new_name_is_its_unit_in_the_34_however_it_is_written(spelling: str) -> None:
    assert resolved(*SPELLINGS[spelling](NEW["name"]))["code_34"].to_list() == NEW["code"].to_list()


@pytest.mark.parametrize("column", ["full_name", "name_en", "slug"])
def test_every_province_resolves_by_its_full_name_its_english_name_and_its_slug(column: str) -> None:
    rows = TABLES["provinces"].filter(frame="63")
    assert resolved(*rows[column])["code_63"].to_list() == rows["code"].to_list()


def test_names_of_the_answer_are_those_of_its_codes() -> None:
    answers = resolved(*OLD["name"])
    assert answers["name_63"].to_list() == OLD["name"].to_list()
    assert set(answers.select("code_34", "name_34").rows()) == set(NEW.select("code", "name").rows())


@pytest.mark.parametrize(
    ("old_name", "old_code", "successor", "new_name", "new_code"),
    [
        ("Yên Bái", "15", "15", "Lào Cai", "15"),
        ("Bắc Giang", "24", "24", "Bắc Ninh", "24"),
        ("Quảng Bình", "44", "44", "Quảng Trị", "44"),
        ("Bình Định", "52", "52", "Gia Lai", "52"),
        ("Long An", "80", "80", "Tây Ninh", "80"),
        ("Tiền Giang", "82", "82", "Đồng Tháp", "82"),
        ("Kiên Giang", "91", "91", "An Giang", "91"),
    ],
)
def test_a_reused_code_means_one_province_in_the_63_and_another_in_the_34(
    old_name: str, old_code: str, successor: str, new_name: str, new_code: str
) -> None:
    assert codes(placed(old_name)) == (old_code, successor)
    new = placed(new_name)
    assert new["code_34"] == new_code
    assert new["code_63"] != new_code


@pytest.mark.parametrize(
    ("text", "code_63", "code_34"),
    [
        *[(t, "79", "79") for t in ("TP. Hồ Chí Minh", "TP HCM", "TP.HCM", "Tp.HCM", "TPHCM", "HCMC", "Sài Gòn")],
        *[(t, "79", "79") for t in ("Ho Chi Minh city", "Thành phố Hồ Chí Minh", "HCM", "Hồ Chí Minh, Việt Nam")],
        *[(t, "46", "46") for t in ("TT-Huế", "TT.Huế", "TT-Hue", "TT Huế", "Thua Thien-Hue", "Thừa Thiên - Huế")],
        *[(t, "46", "46") for t in ("Thừa Thiên Huế", "Huế", "Thành phố Huế", "Hue")],
        *[(t, "77", "79") for t in ("BRVT", "BR-VT", "Bà Rịa - Vũng Tàu", "Ba Ria - Vung Tau", "Vũng Tàu")],
        *[(t, "06", "19") for t in ("Bắc Cạn", "Bắc Kạn")],
        *[(t, "67", "68") for t in ("Đăk Nông", "Đắk Nông", "Đắc Nông", "Dak Nong")],
        *[(t, "38", "38") for t in ("Thanh Hoá", "Thanh Hóa")],
        *[(t, "49", "48") for t in ("Quang  Nam", " Quảng Nam ")],
        *[(t, "01", "01") for t in ("Hanoi", "HN", "Thủ đô Hà Nội", "Ha Noi 100000")],
        ("Ðà Nẵng", "48", "48"),
    ],
)
def test_spellings_seen_in_exports_are_known(text: str, code_63: str, code_34: str) -> None:
    assert codes(placed(text)) == (code_63, code_34)


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        *[(text, "unknown", "no_name") for text in (None, "", "   ", "-", "N/A", "không rõ")],
        *[(text, "ambiguous", "cut_off") for text in ("Hà ", "Vĩnh ", "Vinh", "TP Vinh", "Quảng", "T. Bình")],
        *[(text, "unknown", "cut_off") for text in ("TP. Hồ Chí", "Nước n", "Lạng S", "Tỉnh", "Thành ph")],
        *[(text, "unknown", "foreign") for text in ("Nước ngoài", "Hong Kong", "Trung Quốc", "JAPAN", "Quảng Tây")],
        *[(text, "unknown", "region_or_total") for text in ("Đồng bằng sông Hồng", "Cả nước", " WHOLE COUNTRY")],
        *[(text, "unknown", "region_or_total") for text in ("Tổng cộng", "Việt Nam", "South East", "Tây Nguyên")],
        *[(text, "unknown", "gone_before_2021") for text in ("Hà Tây", "Ha Tay", "Tỉnh Hà Tây", "Sông Bé")],
        *[(text, "ambiguous", "code_without_frame") for text in ("24", "01")],
        *[(text, "unknown", "unknown_name") for text in ("Hà Nộii", "Lang Sown", "Bắc Ninh Bắc Giang", "Nha Trang")],
        *[(text, "ambiguous", "homonym_without_parent") for text in ("Xã Hòa Bình", "Huyện Châu Thành")],
    ],
)
def test_what_cannot_be_decided_is_refused_with_its_reason(text: str, status: str, reason: str) -> None:
    answer = placed(text)
    assert (answer["status"], answer["reason"]) == (status, reason)
    assert all(answer[column] is None for column in [*CODES, "name_63", "name_34", "commune_reason"])
    assert reason in PLACES


def test_no_beginning_of_a_name_is_taken_for_a_name() -> None:
    cut = [name[:n] for name in OLD["name"] for n in range(1, len(name))]
    known = {"Bà Rịa", "Bà Rịa ", "Bà Rịa -", "Bà Rịa - "}
    answers = resolved(*(text for text in cut if text not in known))
    assert answers.filter(status="resolved").is_empty()


def test_a_district_below_a_refused_name_makes_it_no_province() -> None:
    assert placed("Nước ngoài", "Huyện Cao Lộc")["reason"] == "foreign"
    assert placed("Hà ", "Quận Cầu Giấy")["reason"] == "cut_off"


MERGER_EVE, MERGER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize("name", ["Bắc Ninh", "Tỉnh Lào Cai", "Gia Lai", "TP. Hồ Chí Minh", "Vĩnh Long"])
def test_a_name_of_both_frames_tells_the_63_alone_and_before_the_merger_but_not_since(name: str) -> None:
    alone = placed(name)
    assert codes(placed(name, on=MERGER_EVE)) == codes(alone)
    assert codes(placed(name, on=MERGER)) == (None, alone["code_34"])
    assert placed(name, on=MERGER)["status"] == "resolved"


@pytest.mark.parametrize("name", ["Bình Dương", "Hà Giang", "Lạng Sơn", "Hà Nội", "Huế"])
def test_an_old_name_or_an_unmerged_province_tells_both_frames_on_every_day(name: str) -> None:
    assert None not in codes(placed(name))
    assert codes(placed(name, on=MERGER_EVE)) == codes(placed(name, on=MERGER)) == codes(placed(name))


def test_old_and_new_written_behind_a_name_count_as_a_date() -> None:
    assert codes(placed("Bắc Ninh (cũ)", on=MERGER)) == ("27", "24")
    assert codes(placed("Bắc Ninh (mới)")) == (None, "24")


@pytest.mark.parametrize("on", [None, MERGER_EVE, MERGER])
@pytest.mark.parametrize(
    ("province", "commune", "code_63", "code_34", "commune_34"),
    [
        ("Thành phố Hồ Chí Minh", "Phường Phú Lợi", "74", "79", "25750"),
        ("Thành phố Hồ Chí Minh", "Phường Tân Hải", "77", "79", "26710"),
        ("Thành phố Hồ Chí Minh", "Phường An Đông", "79", "79", "27316"),
        ("Tỉnh Bắc Ninh", "Phường Bắc Giang", "24", "24", "07210"),
        ("Tỉnh Quảng Trị", "Phường Đồng Hới", "44", "44", "18880"),
        ("Bình Dương", "Phường Phú Lợi", "74", "79", "25750"),
    ],
)
def test_two_tiers_are_of_the_34_and_the_commune_tells_the_old_province(
    province: str, commune: str, code_63: str, code_34: str, commune_34: str, on: date | None
) -> None:
    answer = placed(province, commune, on=on)
    assert codes(answer) == (code_63, code_34)
    assert answer["commune_code_34"] == commune_34
    assert answer == placed(province, None, commune, on=MERGER)
    assert codes(placed(f"{commune}, {province}")) == (code_63, code_34)


def test_three_tiers_are_of_the_63_also_after_the_merger() -> None:
    answer = placed("Bắc Ninh", "Thành phố Bắc Ninh", "Phường Suối Hoa", on=MERGER)
    assert codes(answer) == ("27", "24")
    assert placed("Bắc Ninh", "Huyện không có", on=MERGER)["code_63"] == "27"


def test_a_district_tells_which_old_province_a_merged_name_means() -> None:
    answer = placed("Bắc Ninh", "Huyện Lục Ngạn")
    assert (codes(answer), answer["district_code_63"]) == (("24", "24"), "219")
    assert placed("Đồng Tháp", "Huyện Châu Thành")["code_63"] == "87"


def test_an_old_name_with_a_district_of_another_province_contradicts_itself() -> None:
    for province, district in [("Hà Nội", "Thành phố Thủ Đức"), ("Bình Dương", "Thành phố Vũng Tàu")]:
        answer = placed(province, district)
        assert (answer["status"], answer["reason"], codes(answer)) == ("ambiguous", "contradictory_parts", (None, None))


def test_parts_without_a_province_find_it_where_only_one_fits() -> None:
    assert codes(placed(None, "Huyện Cao Lộc", "Xã Hồng Phong")) == ("20", "20")
    assert codes(placed("Phường Kỳ Lừa")) == ("20", "20")
    assert codes(placed("Thành phố Vinh")) == ("40", "40")
    assert placed(None, None, "Xã Hòa Bình")["reason"] == "homonym_without_parent"
    assert placed(None, "Huyện không có")["reason"] == "no_name"


HOMONYMS = {"Hòa Bình": 4, "Tân Thành": 3} | dict.fromkeys(
    ("Chi Lăng", "Hồng Phong", "Hoàng Văn Thụ", "Hồng Thái", "Thụy Hùng", "Mẫu Sơn", "Chiến Thắng"), 2
)


@pytest.mark.parametrize(("name", "times"), HOMONYMS.items())
def test_a_homonymous_commune_of_lang_son_needs_its_district(name: str, times: int) -> None:
    communes = TABLES["communes"].filter(frame="63", province_code="20", full_name=f"Xã {name}")
    districts = TABLES["districts"].select(district_code="code", district="full_name")
    known = communes.join(districts, on="district_code")
    assert known.height == times
    for row in known.iter_rows(named=True):
        answer = placed("Lạng Sơn", row["district"], row["full_name"])
        assert (answer["commune_code_63"], answer["district_code_63"]) == (row["code"], row["district_code"])
    alone = placed("Lạng Sơn", None, f"Xã {name}", on=MERGER_EVE)
    assert codes(alone) == ("20", "20")
    assert (alone["commune_code_63"], alone["commune_reason"]) == (None, "homonym_without_parent")


@pytest.mark.parametrize(
    ("name", "code"),
    [("Phường Đông Kinh", "05977"), ("Phường Kỳ Lừa", "06187"), ("Xã Khánh Khê", "06286"), ("Xã Tân Đoàn", "06316")],
)
def test_a_new_commune_across_old_districts_has_no_old_district(name: str, code: str) -> None:
    answer = placed("Tỉnh Lạng Sơn", name)
    assert (answer["commune_code_34"], answer["code_63"], answer["district_code_63"]) == (code, "20", None)
    assert answer["commune_reason"] is None


def test_a_new_commune_within_one_old_district_names_it() -> None:
    assert placed("Tỉnh Lạng Sơn", "Xã Chi Lăng")["district_code_63"] == "187"


@pytest.mark.parametrize(("name", "code"), [("Xã Bính Xá", "06622"), ("Xã Kiên Mộc", "06625")])
def test_a_split_commune_is_known_in_the_63_and_left_open_in_the_34(name: str, code: str) -> None:
    answer = placed("Lạng Sơn", "Huyện Đình Lập", name)
    assert (answer["commune_code_63"], answer["commune_code_34"]) == (code, None)
    assert (answer["status"], answer["commune_reason"]) == ("resolved", "split_commune")


def test_hong_phong_of_binh_gia_stays_hong_phong_and_that_of_cao_loc_becomes_dong_dang() -> None:
    assert placed("Lạng Sơn", "Huyện Bình Gia", "Xã Hồng Phong")["commune_code_34"] == "06079"
    assert placed("Lạng Sơn", "Huyện Cao Lộc", "Xã Hồng Phong")["commune_code_34"] == "06184"


def test_a_commune_dissolved_in_december_2024_is_the_one_that_took_it_in() -> None:
    assert placed("Lạng Sơn", "Huyện Văn Quan", "Xã Tràng Các")["commune_code_63"] == "06286"
    assert placed("Lạng Sơn", "Huyện Tràng Định", "Xã Đại Đồng")["commune_reason"] == "split_commune"


@pytest.mark.parametrize(
    ("district", "commune", "reason"),
    [
        ("Huyện không có", "Xã không có", "unknown_district"),
        ("Huyện Cao Lộc", "Xã không có", "unknown_commune"),
        ("Xã không có", None, "unknown_commune"),
    ],
)
def test_an_unknown_district_or_commune_leaves_the_province_resolved(district: str, commune: str, reason: str) -> None:
    answer = placed("Lạng Sơn", district, commune)
    assert (codes(answer), answer["status"], answer["commune_reason"]) == (("20", "20"), "resolved", reason)
    assert answer["commune_code_63"] is answer["commune_code_34"] is None


@pytest.mark.parametrize("marks", [True, False])
def test_every_old_commune_is_found_in_its_district_and_none_is_mistaken_for_another(marks: bool) -> None:
    districts = TABLES["districts"].select(district_code="code", district="full_name")
    names = OLD.select(province_code="code", province="name")
    every = TABLES["communes"].filter(frame="63").join(districts, on="district_code").join(names, on="province_code")
    if not marks:
        every = every.with_columns(bare(pl.col(c)) for c in ("province", "district", "full_name"))
    answers = resolving.resolve(every, GAZETTEER, province="province", district="district", commune="full_name")
    assert answers.filter(pl.col("commune_code_63") != pl.col("code")).is_empty()
    unsure = answers["commune_code_63"].null_count()
    assert unsure == (0 if marks else 44)  # without marks 22 pairs in one district are one name (Sa Pa and Sa Pả)


def test_every_new_commune_is_found_in_its_province_and_tells_the_old_one() -> None:
    names = NEW.select(province_code="code", province="full_name")
    every = TABLES["communes"].filter(frame="34").join(names, on="province_code")
    answers = resolving.resolve(every, GAZETTEER, province="province", district="full_name")
    assert answers["commune_code_34"].equals(answers["code"], check_names=False)
    assert [SUCCESSOR[code] for code in answers["code_63"]] == answers["code_34"].to_list()


def test_short_types_numbers_and_swapped_columns_are_read() -> None:
    assert placed("P.Bến Nghé, Q.1, TP.HCM")["commune_code_63"] == "26740"
    assert placed("HCMC", "Q1", "P. Bến Nghé")["commune_code_63"] == "26740"
    assert placed("Hồ Chí Minh", "Quận 8", "Phường 05") == placed("Hồ Chí Minh", "Phường 5", "Quận 8")
    assert placed("Kon Tum", "Huyện Đăk Hà")["district_code_63"] == "615"
    assert placed("Lạng Sơn", "Đình Lập", "Thị trấn NT Thái Bình")["commune_code_63"] == "06616"


def test_a_new_commune_beside_an_old_district_it_has_land_in_is_a_mixed_address() -> None:
    answer = placed("Lạng Sơn", "Thành phố Lạng Sơn", "Phường Kỳ Lừa")
    assert (answer["district_code_63"], answer["commune_code_34"]) == ("178", "06187")
    assert placed("Lạng Sơn", "Huyện Bắc Sơn", "Phường Kỳ Lừa")["commune_reason"] == "unknown_commune"


def test_a_column_of_whole_addresses_is_taken_apart_at_its_commas() -> None:
    whole = placed("******, Xã Hồng Phong, Huyện Cao Lộc, Lạng Sơn, Việt Nam")
    assert whole == placed("Lạng Sơn", "Huyện Cao Lộc", "Xã Hồng Phong")


def test_rows_and_their_order_are_kept_and_an_earlier_answer_is_replaced() -> None:
    texts = pl.DataFrame({"n": [1, 2, 3, 4], "place": ["Huế", None, "Hà ", "Huế"]})
    once = resolving.resolve(texts, GAZETTEER, province="place")
    assert once.columns == ["n", "place", *resolving.ADDED_COLUMNS]
    assert once.select("n", "place").equals(texts)
    assert resolving.resolve(once, GAZETTEER, province="place").equals(once)


def test_a_column_that_would_be_overwritten_is_refused() -> None:
    orders = pl.DataFrame({"place": ["Huế"], "status": ["completed"]})
    with pytest.raises(ValueError, match="status"):
        resolving.resolve(orders, GAZETTEER, province="place")


def test_no_rows_and_no_province_column_are_answered_too() -> None:
    assert resolved().is_empty()
    assert resolving.resolve(pl.DataFrame({"n": [1]}), GAZETTEER, province=None)["reason"].to_list() == ["no_name"]


Address = tuple[str | None, str | None, str | None, date | None]

POOL = [
    *OLD["name"], *NEW["full_name"], "Hà ", "Vĩnh ", "Nước ngoài", "Cả nước", "Hà Tây", "24", "", None,
    "Phường Kỳ Lừa", "Xã Hồng Phong", "Xã Hồng Phong, Huyện Cao Lộc, Lạng Sơn", "TP HCM", "BRVT",
]  # fmt: skip
DISTRICTS = [None, "", "Huyện Cao Lộc", "Huyện Châu Thành", "Quận 1", "Phường Phú Lợi", "Xã Hòa Bình", "Đường số 5"]
COMMUNES = [None, "", "Xã Hồng Phong", "Phường 1", "Phường Đông Kinh", "Xã Tân Thành", "Bến Nghé"]
addresses = st.lists(
    st.tuples(
        st.sampled_from(POOL) | st.text(max_size=12),
        st.sampled_from(DISTRICTS),
        st.sampled_from(COMMUNES),
        st.sampled_from([None, MERGER_EVE, MERGER]),
    ),
    max_size=30,
)


def resolve_rows(rows: list[Address]) -> pl.DataFrame:
    schema = {"province": pl.String, "district": pl.String, "commune": pl.String, "on": pl.Date}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return resolving.resolve(frame, GAZETTEER, province="province", district="district", commune="commune", on="on")


@settings(max_examples=40, deadline=None)
@given(rows=addresses, order=st.randoms(use_true_random=False))
def test_an_answer_depends_on_its_own_row_alone(rows: list[Address], order: Random) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)
    assert sorted(resolve_rows(rows).rows(), key=repr) == sorted(resolve_rows(shuffled).rows(), key=repr)
    assert resolve_rows(rows + rows).equals(pl.concat([resolve_rows(rows)] * 2))


@settings(max_examples=40, deadline=None)
@given(rows=addresses)
def test_an_answer_resolves_to_itself_and_is_whole_or_refused(rows: list[Address]) -> None:
    answers = resolve_rows(rows)
    again = resolving.resolve(answers.select(name="name_63"), GAZETTEER, province="name")
    assert again["code_63"].equals(answers["code_63"])
    again = resolving.resolve(answers.select(name="name_34"), GAZETTEER, province="name")
    assert again["code_34"].equals(answers["code_34"])
    is_resolved = answers["status"] == "resolved"
    assert (answers["code_34"].is_not_null() == is_resolved).all()
    assert (answers["reason"].is_null() == is_resolved).all()
    refused = answers.filter(~is_resolved).select(CODES)
    assert refused.null_count().sum_horizontal().sum() == refused.height * len(CODES)
    both = answers.filter(pl.col("code_63").is_not_null())
    assert [SUCCESSOR[code] for code in both["code_63"]] == both["code_34"].to_list()


@settings(max_examples=25, deadline=None)
@given(
    missing=st.sets(st.sampled_from(OLD["code"].to_list()), max_size=5),
    seed=st.integers(0, 2**32),
)
def test_a_back_cast_is_the_sum_of_its_parts_on_every_measure_and_null_where_one_is_missing(
    missing: set[str], seed: int
) -> None:
    codes_63 = OLD.select(code_63="code")
    amounts = codes_63.with_columns(
        day=pl.lit(MERGER_EVE), orders=pl.int_range(pl.len()) + seed % 1_000, vnd=pl.int_range(pl.len()) * 10**9 + seed
    )
    values = amounts.filter(~pl.col("code_63").is_in(list(missing)))
    cast = back_cast.back_cast(values, TABLES, by=["day"], measures=["orders", "vnd"])
    assert cast.height == 34
    for row in cast.iter_rows(named=True):
        parts = amounts.filter(pl.col("code_63").replace_strict(SUCCESSOR) == row["code_34"])
        gone = sorted(missing & set(parts["code_63"]))
        assert row["missing_parts"] == " ".join(gone)
        assert row["orders"] == (None if gone else parts["orders"].sum())
        assert row["vnd"] == (None if gone else parts["vnd"].sum())


def test_eight_old_districts_of_lang_son_can_be_continued_exactly_and_three_cannot() -> None:
    districts = back_cast.continued_districts(TABLES).filter(code_63="20")
    assert districts.height == 11
    inexact = districts.filter(~pl.col("is_exact"))
    assert inexact["district_code_63"].to_list() == ["178", "183", "184"]
    assert inexact["shared_communes"].to_list() == ["05977 06187", "05977 06187 06286 06316", "06286 06316"]


@pytest.mark.soak
def test_a_million_addresses_of_ten_thousand_places_take_two_seconds() -> None:
    districts = TABLES["districts"].select(district_code="code", district="full_name")
    names = OLD.select(province_code="code", province="name")
    every = TABLES["communes"].filter(frame="63").join(districts, on="district_code").join(names, on="province_code")
    rows = (
        every.select("province", "district", "full_name").head(10_000).sample(1_000_000, with_replacement=True, seed=1)
    )
    begun = perf_counter()
    answers = resolving.resolve(rows, GAZETTEER, province="province", district="district", commune="full_name")
    assert perf_counter() - begun <= 2
    assert answers["commune_code_63"].null_count() == 0
