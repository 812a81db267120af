"""Each page through AppTest, on a release of our own making."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import made_release
import polars as pl
import pytest
from pages import run_page, text
from streamlit.testing.v1 import AppTest

from views import header

pytestmark = pytest.mark.usefixtures("today")
PAGES = ("overview", "rankings")
Opened = Callable[..., AppTest]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Opens a page on a release; what is said of the address and of the release may be changed."""

    def written(page: str = "overview", address: dict[str, str] | None = None, **release: Any) -> AppTest:
        if not (tmp_path / "published").exists():
            made_release.write(tmp_path, **release)
        return run_page(page, **address or {})

    return written


def tables(app: AppTest) -> list[pl.DataFrame]:
    return [pl.from_pandas(table.value) for table in app.dataframe]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_its_day_marketplaces_and_release_and_gives_its_numbers_away(
    opened: Opened, page: str, language: str
) -> None:
    app = opened(page, {"lang": language})
    day = {"vi": "31/03/2026", "en": "31 Mar 2026"}[language]
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert f"**{day}**" in app.main.markdown[0].value
    assert "Voso, PostMart" in app.main.markdown[0].value
    assert made_release.NAME in app.main.markdown[0].value
    assert app.title
    assert app.dataframe
    assert {button.label for button in app.download_button} == {
        {"vi": "Tải XLSX", "en": "Download XLSX"}[language],
        {"vi": "Tải CSV", "en": "Download CSV"}[language],
    }


def test_the_overview_tells_ranks_with_their_denominator_change_gap_and_range(opened: Opened) -> None:
    app = opened()
    shops = app.metric[0]
    assert (shops.label, shops.value, shops.delta) == ("Cửa hàng số đã đăng ký", "3=/33", "tăng 2 bậc")
    said = text(app)
    assert "**6.081 cửa hàng**" in said
    assert "kém tỉnh xếp ngay trên 33.919 cửa hàng" in said
    assert "33 tỉnh được xếp hạng, thiếu 1 tỉnh" in said
    assert "hạng 3–5 nếu bỏ một sàn" in said


def test_an_unranked_province_is_told_why(opened: Opened) -> None:
    app = opened()
    revenue = next(metric for metric in app.metric if metric.label == "Doanh thu")
    assert revenue.value == "Chưa xếp hạng"
    assert "Chưa có sàn nào giao nộp số liệu toàn quốc" in text(app)
    missing = opened(address={"province": "12"})
    assert "Chưa biết cửa hàng nào của tỉnh này" in text(missing)


def test_months_compare_whole_months_and_name_the_best(opened: Opened) -> None:
    said = text(opened(address={"lang": "en"}))
    assert "**60 transactions** in Mar 2026 (up 50.0% against Feb 2026); the best month was Jan 2026 with 80" in said
    assert "**60 million VND** in Mar 2026" in said


def test_a_month_that_is_not_over_is_no_finding(opened: Opened, tmp_path: Path) -> None:
    day = made_release.NEWEST - timedelta(days=10)
    early = made_release.rankings().with_columns(pl.col("as_of_date").replace({made_release.NEWEST: day}))
    said = text(opened(address={"lang": "en"}, tables={"province_rankings": early}, newest_day=str(day)))
    assert "**40 transactions** in Feb 2026 (down 50.0% against Jan 2026)" in said


def test_rankings_stand_in_order_with_ties_marked_and_the_missing_last(opened: Opened) -> None:
    app = opened("rankings")
    shown = tables(app)[0]
    assert shown["Tỉnh"].to_list()[:4] == ["Hồ Chí Minh", "Hà Nội", "Lạng Sơn", "Sơn La"]
    assert shown["Tỉnh"].to_list()[-1] == "Lai Châu"
    assert shown["Hạng"].to_list()[:4] == [1, 2, 3, 3]
    assert "**Lạng Sơn đứng thứ 3 trong 33 tỉnh được xếp hạng** (đồng hạng)" in text(app)


def test_a_reported_ranking_is_a_source_of_its_own_on_its_own_day(opened: Opened) -> None:
    ours = made_release.rankings()
    title = "Bảng xếp hạng của Bộ, tháng 1/2026"
    theirs = ours.filter(
        pl.col("indicator") == "registered_shops", pl.col("as_of_date") == made_release.NEWEST
    ).with_columns(
        basis=pl.lit("reported"),
        source_title=pl.lit(title),
        as_of_date=pl.lit(date(2026, 1, 31)),
        marketplaces=pl.lit(None),
    )
    app = opened("rankings", tables={"province_rankings": pl.concat([ours, theirs], how="diagonal_relaxed")})
    assert tables(app)[0].height == 34
    source = app.selectbox(key="source")
    source.select(next(code for code in source.options if "Bộ" in code)).run()
    assert tables(app)[0].height == 34
    assert title in text(app)
    assert re.fullmatch(r"[0-9a-f]{8}", app.query_params["source"])
    assert "Không có bảng xếp hạng vào ngày 31/03/2026" in text(app)


def test_the_address_carries_codes_and_leaves_defaults_out(opened: Opened) -> None:
    app = opened(address={"province": "01", "period": "month", "lang": "en"})
    assert app.title[0].value == "Hanoi: overview"
    app.selectbox(key="province").select("48").run()
    assert app.query_params == {"province": "48", "period": "month", "lang": "en"}
    assert app.title[0].value == "Da Nang: overview"
    app.selectbox(key="province").select("20").run()
    app.selectbox(key="period").select("since_launch").run()
    assert app.query_params == {"lang": "en"}


def test_an_unknown_code_is_answered_in_words_and_the_rest_of_the_link_works(opened: Opened) -> None:
    app = opened("rankings", {"province": "99", "indicator": "nonsense", "period": "month", "lang": "en"})
    said = text(app)
    assert "asks for “99” under “Province”, which is not in the list" in said
    assert "Shown instead: Lạng Sơn · Lang Son." in said
    assert "asks for “nonsense” under “Indicator”" in said
    assert app.query_params == {"period": "month", "lang": "en"}
    assert app.selectbox(key="period").value == "month"


def test_a_code_of_the_other_frame_is_told_where_it_went(opened: Opened) -> None:
    assert "06 was Bac Kan, which is part of Thai Nguyen" in text(opened(address={"province": "06", "lang": "en"}))


def test_an_indicator_without_the_chosen_period_is_shown_for_the_longest_it_has(opened: Opened) -> None:
    ours = made_release.rankings()
    per_shop = ours.filter(pl.col("indicator") == "orders_completed", pl.col("period") != "since_launch").with_columns(
        indicator=pl.lit("orders_completed_per_shop")
    )
    address = {"indicator": "orders_completed_per_shop", "lang": "en"}
    app = opened("rankings", address, tables={"province_rankings": pl.concat([ours, per_shop])})
    assert app.header[0].value == "Successful transactions per shop · Twelve months · 31 Mar 2026"
    assert tables(app)[0].height == 34


def test_an_indicator_that_nobody_ranks_is_named(opened: Opened) -> None:
    said = text(opened("rankings", {"indicator": "selling_shops", "lang": "en"}))
    assert "“Selling shops” has no ranking here yet." in said


@pytest.mark.parametrize("code", ["<script>alert(1)</script>", "[a](http://b.example)", "=1+1", "x" * 5000, "💥"])
def test_no_code_can_break_a_page(opened: Opened, code: str) -> None:
    app = opened(address={"province": code, "frame": code, "day": code, "period": code, "lang": code})
    assert not app.exception
    assert not app.error
    assert len(app.warning) == 5
    alive = re.compile(r"(?<!\\)(?:<script|\]\(|://)")
    assert not any(alive.search(warning.value) for warning in app.warning)


def test_a_province_is_followed_into_the_other_frame(opened: Opened) -> None:
    app = opened(address={"province": "24", "lang": "en"})
    assert app.title[0].value == "Bac Ninh: overview"
    app.selectbox(key="frame").select("63").run()
    assert app.query_params["province"] == "27"  # 24 was Bắc Giang
    assert app.title[0].value == "Bac Ninh: overview"
    app.selectbox(key="province").select("06").run()
    app.selectbox(key="frame").select("34").run()
    assert app.title[0].value == "Thai Nguyen: overview"


def test_the_language_switch_stays_in_the_address(opened: Opened) -> None:
    app = opened()
    assert app.title[0].value == "Lạng Sơn: tổng quan"
    app.segmented_control(key="lang").set_value("en").run()
    assert app.title[0].value == "Lang Son: overview"
    assert app.query_params == {"lang": "en"}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_simulated_release_says_so_in_both_languages(opened: Opened, page: str, language: str) -> None:
    said = text(opened(page, {"lang": language}, is_simulated=True))
    assert "Số liệu mô phỏng" in said
    assert "Simulated figures" in said


def test_warnings_say_what_they_mean(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(header, "today", lambda: date(2026, 5, 5))
    late = {"voso": str(made_release.NEWEST), "postmart": "2026-02-20"}
    checks = pl.DataFrame([made_release.REFUSED])
    app = opened(
        tables={"checks": checks}, newest_day_by_marketplace=late, rolled_back_to="20260401T013000", reason="Sai tệp"
    )
    said = [warning.value for warning in app.warning]
    assert any("PostMart chậm: số liệu dừng ở ngày 20/02/2026, trước các sàn khác 39 ngày" in one for one in said)
    assert any("Có tệp bị từ chối đang chờ người sửa" in one and "1.234" in one for one in said)
    assert any("20260401T013000" in one and "Sai tệp" in one for one in said)
    assert any("cách đây 35 ngày: chưa có tệp nào mới hơn" in one for one in said)
    assert len(said) == 4


def test_a_marketplace_34_days_behind_is_not_late(opened: Opened) -> None:
    days = {"voso": str(made_release.NEWEST), "postmart": str(made_release.NEWEST - timedelta(days=34))}
    app = opened(newest_day_by_marketplace=days)
    assert not app.warning
    assert "PostMart (25/02/2026)" in text(app)


def test_without_a_release_both_languages_tell_how_to_deliver_a_file(tmp_path: Path, opened: Opened) -> None:
    (tmp_path / "published").mkdir()
    app = opened()
    said = "\n".join(info.value for info in app.info)
    assert f"{tmp_path}/landing/" in said
    assert "Chạy lệnh `digital-shops refresh`" in said
    assert "Run `digital-shops refresh`" in said
    assert not app.error


def test_an_empty_release_is_no_error(opened: Opened) -> None:
    empty = {name: contract.create_empty() for name, contract in made_release.PUBLISHED.items()}
    for page in PAGES:
        app = opened(page, tables=empty, newest_day=None, newest_day_by_marketplace={})
        assert not app.error, page
        assert "Chưa tính bảng xếp hạng nào" in text(app)


def test_a_page_that_goes_wrong_is_one_sentence_and_the_log_has_the_reason(
    opened: Opened, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    release = made_release.write(tmp_path)
    (release / "daily_orders.parquet").write_bytes(b"no parquet")
    app = opened()
    assert not app.exception
    assert [error.value for error in app.error] == [
        "Không hiển thị được trang này. Các trang khác vẫn dùng được; người vận hành xem nguyên nhân trong nhật ký của ứng dụng."
    ]
    assert made_release.NAME in app.main.markdown[0].value
    assert "Traceback" in caplog.text


def test_a_new_release_is_shown_at_the_next_look(opened: Opened, tmp_path: Path) -> None:
    app = opened()
    newer = tmp_path / "published" / "20260403T013000"
    (tmp_path / "published" / made_release.NAME).rename(newer)
    (tmp_path / "published" / "CURRENT").write_text(f"{newer.name}\n")
    app.run()
    assert newer.name in app.main.markdown[0].value
