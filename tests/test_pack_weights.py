"""Kilograms per item, as a table of what sellers print."""

import polars as pl
import pytest

from pipelines.produce import weights

TITLES: tuple[tuple[str, float | None], ...] = (
    # One weight.
    ("Hoa hồi khô 500g", 0.5), ("Hoa hồi khô 500 g", 0.5), ("Hoa hồi khô 500gr", 0.5), ("Hoa hồi khô 500 gram", 0.5),
    ("Hoa hồi khô 500gam", 0.5), ("HOA HỒI KHÔ 500G", 0.5), ("Hoa hồi khô 500Gr", 0.5), ("hoa hoi kho 500gr", 0.5),
    ("Na Chi Lăng 1kg", 1), ("Na Chi Lăng 1 kg", 1), ("Na Chi Lăng 1KG", 1), ("Na Chi Lăng 1 Kg", 1),
    ("Na Chi Lăng 1 ký", 1), ("Na Chi Lăng 10 kí", 10), ("Na Chi Lăng 2 kilo", 2), ("Na Chi Lăng 2 cân", 2),
    ("Na Chi Lăng 5ky", 5), ("Na Chi Lang 5ki", 5), ("Na 3kgs", 3), ("thùng 10kg", 10), ("Thùng 10 kg na dai", 10),
    ("túi 2 kg", 2), ("[Combo 5kg] Na bở", 5), ("combo 2kg cam", 2), ("Set 3kg xoài", 3), ("Bao 25kg gạo", 25),
    ("Gạo ST25 (5kg)", 5), ("Gạo ST25-5kg", 5), ("Gạo ST25,5kg", 5), ("Hạt tiêu/500g", 0.5), ("Bột quế 100g.", 0.1),
    ("Hồi 3 lạng", 0.3), ("Hồi 5 lạng xứ Lạng", 0.5), ("Gạo 1 tạ", 100), ("Trà 50g", 0.05), ("Trà 1000g", 1),
    ("Chè khối lượng tịnh: 200g", 0.2), ("Net weight 250g", 0.25), ("Na ~1kg", 1), ("khoảng 2kg na", 2),
    ("1 kg/túi", 1), ("500g/gói", 0.5), ("Miến dong 500gr/gói", 0.5), ("0.5kg/hộp", 0.5), ("1kg / hộp", 1),
    # Decimal commas and points, thousands.
    ("Na 0,5kg", 0.5), ("Na 0.5kg", 0.5), ("Na 1,5 kg", 1.5), ("Na 1.5kg", 1.5), ("Na 2,25kg", 2.25),
    ("Na 0,75 ký", 0.75), ("Trà 1.000g", 1), ("Trà 1,000 g", 1), ("Trà 1.500gr", 1.5), ("Trà 2.500 gram", 2.5),
    ("Na 0,500kg", 0.5), ("Na 0.250 kg", 0.25), ("Na 1.000kg", None), ("Na 1,500kg", None), ("Na 12.000 kg", None),
    ("Na 1kg5", 1.5), ("Gà 1kg2", 1.2), ("Gà 1kg500", 1.5), ("Vịt 2 ký 3", 2), ("Gà 1ký2", 1.2),
    ("nửa kg hồi", 0.5), ("1/2kg hồi", 0.5), ("1/2 kg hồi", 0.5), ("½ kg hồi", 0.5), ("nửa ký tiêu", 0.5),
    # Packs times weight.
    ("combo 3 túi x 500g", 1.5), ("combo 3 túi x 0,5kg", 1.5), ("3 túi x 500g", 1.5), ("3 x 500g", 1.5), ("3x500g", 1.5),
    ("3 X 500G", 1.5), ("3*500g", 1.5), ("3×500g", 1.5), ("500g x 3", 1.5), ("500g x 3 gói", 1.5), ("500gx3", 1.5),
    ("500g*3", 1.5), ("1kg x 2 túi", 2), ("500g/gói x 3 gói", 1.5), ("combo 3 túi 500g", 1.5), ("Combo 2 gói 1kg", 2),
    ("lốc 6 hũ x 200g", 1.2), ("Lốc 6 hũ 200g", 1.2), ("set 2 hộp 300g", 0.6), ("2 gói 500g", 1), ("5 gói x 100 gr", 0.5),
    ("10 gói x 50g", 0.5), ("thùng 20 gói x 500g", 10), ("Thùng 12 hộp x 300g", 3.6), ("thùng 2 hộp x 12 gói x 20g", 0.48),
    ("Combo 3 túi miến dong Bình Gia 500g", 1.5), ("[Combo 2 gói] Miến dong 500g", 1), ("[3 túi] Hoa hồi khô 100g", 0.3),
    ("2 con x 1,5kg", 3), ("3 hộp x 12 quả", None), ("4 gói*250gr", 1), ("6 chai x 500g", 3),
    # A volume of one thing beside a weight of another.
    ("Combo 2 hũ mật ong 500ml + 1 gói chè 200g", None), ("Combo chè 200g + mật ong 500ml", None),
    ("Mật ong 500ml & chè 100 gr", None), ("Mật ong chai 500ml (700g)", 0.7),
    # May be the whole or each: never guessed.
    ("thùng 20 gói 6kg", None), ("hộp 20 gói 500g", None), ("thùng 10 túi 5kg", None), ("Thùng 30 gói 75g", None),
    ("combo 20 gói 5kg", None), ("3 quả 1kg", None), ("2 con 1,2kg", None), ("5 củ 500g", None),
    # Pieces weigh nothing we know.
    ("hộp 12 quả", None), ("Hộp quà 6 quả na", None), ("khay 30 quả", None), ("lốc 6", None), ("Combo 3 túi", None),
    ("nguyên con", None), ("nửa con", None), ("Bưởi 5 quả", None), ("20 cái", None), ("1 nải chuối", None),
    ("Dừa xiêm thùng 9 trái", None), ("Na Chi Lăng loại 1", None), ("Na Chi Lăng", None), ("Hồng vip 9-10 trái", None),
    ("hộp 12 quả 3kg", 3), ("thùng 20 trái 5kg", 5), ("hộp 6 quả (2kg)", 2), ("1 quả 1kg", 1), ("1 trái 4kg", 4),
    ("3kg (10 quả)", 3), ("5kg 12 trái", 5), ("Vịt 2kg/con", 2), ("Gà 1.5kg/con", 1.5),
    # How many go into a kilogram.
    ("5-7 quả/kg", None), ("5-7 quả/1kg", None), ("Na size 3-4 quả/kg", None), ("20 con/kg", None), ("8 – 10 quả / kg", None),
    ("Hồng giòn size 8-10 quả/kg 3kg", 3), ("Na 3-4 quả/kg thùng 5kg", 5), ("Na túi 2kg, 4-5 quả/kg", 2),
    ("Tôm 10-12 con/kg hộp 500g", 0.5), ("1kg 4-5 trái", 1), ("1kg (4-5 trái)", 1), ("1kg khoảng 5-7 quả", 1),
    # Ranges, bounds, several weights.
    ("Gà 1,8-2kg", None), ("Gà 1.8 - 2 kg", None), ("Sầu riêng 3-4kg", None), ("Bưởi 1.4kg-1.6kg", None),
    ("Vịt 1kg8-2kg", None), ("từ 2kg đến 3kg", None), ("trên 2kg", None), ("dưới 1kg", None), ("hơn 3kg", None),
    ("5kg trở lên", None), ("Na Thái 500-700g", None), ("Hoa hồi 100g 200g 500g", None), ("Hoa hồi 100g/200g/500g", None),
    ("Hoa hồi [100g, 500g, 1kg]", None), ("Túi 500g - 1kg", None), ("500g, gói 500g", 0.5), ("1kg (1000g)", 1),
    # Prices, gifts and other numbers.
    ("Na 50k/kg", None), ("Na 50.000đ/kg", None), ("Na 50k/kg thùng 5kg", 5), ("Na 5kg tặng 500g hồi", 5),
    ("Trâu gác bếp 1kg tặng kèm chẩm chéo 50g", 1), ("Gạo ST25", None), ("Nho NH01-48 1kg", 1), ("Bơ 034 3kg", 3), ("Bơ sáp 034 túi 1kg", 1),
    ("Nước mắm 40 độ đạm", None), ("Cà phê 3 trong 1", None), ("loại 1 Lạng Sơn", None),
    ("loại 2 lạng sơn 500g", 0.5), ("Yến chưng 6 yến", None), ("2026 tin 100%", None), ("giảm 20%", None),
    ("Na 25k", None), ("size L 60cm", None), ("0g đường", None), ("ship 2h", None),
)  # fmt: skip

LITRES: tuple[tuple[str, float | None, float | None], ...] = (
    ("Mật ong chai 500ml", None, 0.5), ("Mật ong 1 lít", None, 1), ("Mật ong 1L", None, 1), ("Mật ong 0,5 lít", None, 0.5),
    ("Mật ong 1.000ml", None, 1), ("Rượu can 5 lít", None, 5), ("combo 2 chai x 500ml", None, 1),
    ("lốc 6 hũ x 70ml", None, 0.42), ("Tinh dầu hồi 10ml", None, 0.01), ("Mật ong 1 lít (1,4kg)", 1.4, None),
    ("Nước mắm 500 ml x 2", None, 1), ("nửa lít mật ong", None, 0.5), ("Mật ong 500ml - 1 lít", None, None),
)  # fmt: skip

VARIATIONS: tuple[tuple[str, str | None, str | None, float | None], ...] = (
    ("Hoa hồi khô", "500g", None, 0.5),
    ("Hoa hồi khô 1kg", "500g", None, 0.5),
    ("Hoa hồi khô 100g - 500g", "Gói 100g", None, 0.1),
    ("Hoa hồi khô 500g", "Mặc định", None, 0.5),
    ("Hoa hồi khô 500g", None, None, 0.5),
    ("Miến dong 500g", "Combo 3 túi", None, 1.5),
    ("Miến dong 500g", "Combo 3", None, 1.5),
    ("Miến dong 500g", "1 túi", None, 0.5),
    ("Miến dong 500g", "combo 3 túi x 500g", None, 1.5),
    ("Combo 2 gói 500g", "Combo 3", None, None),
    ("Na Chi Lăng 3kg", "hộp 12 quả", None, None),
    ("Vịt quay 2kg", "nửa con", None, None),
    ("Gà ta 1,8-2kg", "con 2kg", None, 2),
    ("Na Chi Lăng", "2-3kg", None, None),
    ("Na Chi Lăng 5kg", "2-3kg", None, None),
    ("Na Chi Lăng", None, "kg", 1),
    ("Na Chi Lăng", None, "Kg", 1),
    ("Na Chi Lăng 1kg", None, "kg", 1),
    ("Na Chi Lăng thùng 5kg", None, "kg", None),
    ("Na Chi Lăng thùng 5kg", None, "thùng", 5),
    ("Na Chi Lăng", None, "thùng", None),
    ("Na Chi Lăng", "loại 1", "túi", None),
)


def kg_of(title: str | None, variation: str | None = None, unit: str | None = None) -> dict[str, object]:
    frame = pl.DataFrame(
        {"product_name": [title], "variation_name": [variation], "unit": [unit]},
        schema=dict.fromkeys(weights.KEYS, pl.String),
    )
    return weights.per_item(frame).row(0, named=True)


def test_the_weight_of_an_item_is_what_its_title_says() -> None:
    frame = pl.DataFrame({"product_name": [title for title, _ in TITLES]}).with_columns(
        variation_name=pl.lit(None, pl.String), unit=pl.lit(None, pl.String)
    )
    found = dict(weights.per_item(frame).select("product_name", "kg_per_item").iter_rows())
    wrong = {title: (found[title], kg) for title, kg in TITLES if found[title] != pytest.approx(kg)}
    assert not wrong
    assert len(TITLES) > 150


@pytest.mark.parametrize(("title", "kg", "litres"), LITRES)
def test_litres_are_read_apart_and_never_turned_into_kilograms(
    title: str, kg: float | None, litres: float | None
) -> None:
    found = kg_of(title)
    assert (found["kg_per_item"], found["litres_per_item"]) == (pytest.approx(kg), pytest.approx(litres))


@pytest.mark.parametrize(("title", "variation", "unit", "kg"), VARIATIONS)
def test_the_variation_goes_before_the_title_and_may_count_its_packs(
    title: str, variation: str | None, unit: str | None, kg: float | None
) -> None:
    assert kg_of(title, variation, unit)["kg_per_item"] == pytest.approx(kg)


def test_the_reading_says_how_the_weight_was_read_or_why_it_was_not() -> None:
    assert kg_of("combo 3 túi x 500g")["pack_reading"] == "3 × 0.5 kg"
    assert kg_of("hộp 12 quả")["pack_reading"] == "pieces"
    assert kg_of("Gà 1,8-2kg")["pack_reading"] == "unclear"
    assert kg_of(None)["pack_reading"] == "none"
