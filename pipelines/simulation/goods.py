"""What is grown and made where: the goods of the simulation, as a table.

Lạng Sơn's seasons and prices follow what was printed: na 20,000-70,000 VND/kg, main crop in August, Đồng Bành from
June to the end of September [dothivacuocsong.vn 502; baolangson.vn 443050]; star anise in two crops, July to September
and November to February, dried 150,000-290,000 VND/kg in 2025, fresh 30,000 in 2019 [2lua.vn 14350; ngoisao.vn 431224];
mandarins November to February [fair.vnexpress.net 185473]; persimmons about 20,000 and dried black jelly plant about
25,000 VND/kg [dothivacuocsong.vn 502]. The goods of other provinces are the well-known ones, at plausible prices.
"""

from dataclasses import dataclass

from pipelines.simulation.packs import (
    CAKE,
    DRY,
    FRUIT,
    HONEY,
    JAR,
    MEAT,
    OIL,
    PIECE,
    RICE,
    SAUCE,
    SPICE,
    VEGETABLES,
    WHOLE,
    Pack,
)


@dataclass(frozen=True)
class Good:
    """A kind of goods in one form. `season` has a digit per month, January first: how much there is of it."""

    key: str
    form: str
    home: str  # provinces of the 63; blank is everywhere
    share: float  # of the sales of its home
    names: str  # as sellers write it, separated by |; @24 after a name: sold from province 24 only
    packs: tuple[Pack, ...]
    price_vnd: int  # per kg in the middle of its season, 2022; per piece where nothing is weighed
    season: str = "555555555555"
    category: str = "Nông sản"
    districts: tuple[str, ...] = ()  # where in its home most of it comes from
    stars: tuple[tuple[str, int], ...] = ()  # OCOP certificates: from which day, how many stars


NO_PRODUCE = "other"
YEAR_ROUND = "555555555555"
CHI_LANG, HUU_LUNG, TRANG_DINH, BAC_SON, VAN_QUAN = "187", "186", "180", "185", "184"
BINH_GIA, VAN_LANG, CAO_LOC, LOC_BINH, DINH_LAP = "181", "182", "183", "188", "189"
# Na Chi Lăng went from three to four stars on 7 December 2022 [nongthonmoi.langson.gov.vn 1149]; a certificate is
# valid 36 months. The days of the other certificates are not known to us and are invented.
NA_STARS = (("2020-09-10", 3), ("2022-12-07", 4), ("2025-12-05", 4))
STARS_3 = (("2020-12-28", 3), ("2023-12-20", 3))
STARS_4 = (("2020-12-28", 4), ("2023-12-20", 4))

LANG_SON = (
    Good("na", "fresh", "20", 42, "Na Chi Lăng|Na dai Chi Lăng|Na bở Chi Lăng loại 1|Na Đồng Bành|Quả na dai xứ Lạng",
         FRUIT, 52_000, "000001694100", "Trái cây tươi", (CHI_LANG, HUU_LUNG), NA_STARS),
    Good("hoi", "dried", "20", 10,
         "Hoa hồi khô|Hồi khô nguyên cánh|Đại hồi Lạng Sơn sấy khô|Hoa hồi khô loại 1 nấu phở",
         SPICE, 190_000, "745444687645", "Gia vị", (VAN_QUAN, BINH_GIA, TRANG_DINH, CAO_LOC), STARS_4),
    Good("hoi", "fresh", "20", 3, "Hoa hồi tươi|Quả hồi tươi Văn Quan", VEGETABLES, 32_000, "530000686145",
         "Gia vị", (VAN_QUAN, BINH_GIA, TRANG_DINH)),
    Good("hoi", "oil", "20", 4, "Tinh dầu hồi nguyên chất|Tinh dầu hoa hồi Lạng Sơn", OIL, 1_900_000, YEAR_ROUND,
         "Tinh dầu", (VAN_QUAN, BINH_GIA), STARS_4),
    Good("quyt", "fresh", "20", 12, "Quýt vàng Bắc Sơn|Quýt Bắc Sơn|Quýt Tràng Định|Quýt ngọt vỏ mỏng xứ Lạng",
         FRUIT, 36_000, "750000000179", "Trái cây tươi", (BAC_SON, TRANG_DINH), STARS_4),
    Good("hong", "fresh", "20", 8, "Hồng vành khuyên Văn Lãng|Hồng không hạt Bảo Lâm|Hồng giòn ngâm Lạng Sơn",
         FRUIT, 30_000, "000000017930", "Trái cây tươi", (VAN_LANG, CAO_LOC), STARS_3),
    Good("hong", "dried", "20", 2, "Hồng treo gió|Hồng sấy dẻo Văn Lãng", JAR, 320_000, "632000000379",
         "Trái cây sấy", (VAN_LANG, CAO_LOC)),
    Good("thach_den", "dried", "20", 5, "Cây thạch đen khô Tràng Định|Thạch đen khô (sương sáo)", DRY, 42_000,
         "334566789854", "Nông sản khô", (TRANG_DINH, BINH_GIA)),
    Good("thach_den", "powder", "20", 4, "Bột thạch đen|Bột sương sáo đen Tràng Định", SPICE, 150_000,
         "334567765433", "Thực phẩm khô", (TRANG_DINH,), STARS_3),
    Good("thach_den", "jelly", "20", 3, "Thạch đen đóng hộp|Thạch đen Lạng Sơn ăn liền", JAR, 45_000,
         "224678876422", "Đồ ăn vặt", (TRANG_DINH,), STARS_4),
    Good("rau_cai_ngong", "fresh", "20", 6, "Rau cải ngồng Lạng Sơn|Cải ngồng hoa vàng|Cải làn xứ Lạng",
         VEGETABLES, 28_000, "986420002589", "Rau củ", (CAO_LOC, LOC_BINH), STARS_3),
    Good("rau_bo_khai", "fresh", "20", 2, "Rau bò khai|Rau dạ hiến (bò khai) rừng", VEGETABLES, 65_000,
         "147987654211", "Rau củ", (HUU_LUNG, BAC_SON)),
    Good("mat_ong", "processed", "20", 5, "Mật ong rừng Lạng Sơn|Mật ong hoa rừng Hữu Lũng|Mật ong bạc hà Mẫu Sơn",
         HONEY, 230_000, "555778865555", "Mật ong", (HUU_LUNG, DINH_LAP), STARS_3),
    Good("mien_dong", "processed", "20", 4, "Miến dong Bình Gia|Miến dong Lạng Sơn sợi dai", DRY, 72_000,
         "876444445678", "Thực phẩm khô", (BINH_GIA,), STARS_3),
    Good("pho_kho", "processed", "20", 2, "Phở khô Lạng Sơn|Bánh phở khô gạo Bao thai", DRY, 48_000, YEAR_ROUND,
         "Thực phẩm khô", (LOC_BINH,), STARS_3),
    Good("cao_kho", "processed", "20", 2, "Cao khô Vạn Linh|Mỳ cao khô xứ Lạng", DRY, 52_000, "765444445567",
         "Thực phẩm khô", (CHI_LANG,), STARS_3),
    Good("vit_quay", "processed", "20", 3, "Vịt quay lá mác mật|Vịt quay Thất Khê", WHOLE, 270_000, "896444545556",
         "Thực phẩm chế biến", (TRANG_DINH,)),
    Good("lon_quay", "processed", "20", 2, "Lợn quay lá mác mật Lạng Sơn|Khâu nhục Lạng Sơn", MEAT, 330_000,
         "986444444568", "Thực phẩm chế biến"),
    Good("mac_mat", "fresh", "20", 1, "Quả mác mật tươi|Lá mác mật", SPICE, 90_000, "011233798421", "Gia vị"),
    Good("mang", "processed", "20", 3, "Măng ớt mác mật|Măng ớt Lạng Sơn ngâm", JAR, 95_000, "766555679866",
         "Đồ ngâm", (LOC_BINH,), STARS_3),
    Good("mang", "dried", "20", 2, "Măng khô Lạng Sơn|Măng nứa khô", DRY, 190_000, "984333345679", "Nông sản khô"),
    Good("hat_de", "fresh", "20", 2, "Hạt dẻ Lạng Sơn|Hạt dẻ rừng", DRY, 110_000, "100000018984", "Hạt"),
    Good("khoai", "fresh", "20", 3, "Khoai lang Lộc Bình|Khoai môn Lạng Sơn", VEGETABLES, 22_000, "554322234677",
         "Rau củ", (LOC_BINH,)),
    Good("gao", "processed", "20", 4, "Gạo Bao thai|Gạo nếp cái hoa vàng Bắc Sơn", RICE, 26_000, "644444445699",
         "Gạo", (BAC_SON, TRANG_DINH)),
    Good("che", "processed", "20", 3, "Chè Ô long Đình Lập|Chè Shan tuyết Mẫu Sơn", SPICE, 420_000, "765566665567",
         "Chè", (DINH_LAP, LOC_BINH), STARS_4),
    Good("dao", "fresh", "20", 2, "Đào Mẫu Sơn|Đào mèo Lạng Sơn", FRUIT, 45_000, "000012752000", "Trái cây tươi",
         (LOC_BINH, CAO_LOC)),
    Good("ruou", "processed", "20", 2, "Rượu Mẫu Sơn|Rượu men lá xứ Lạng", SAUCE, 160_000, "986444444568", "Đồ uống",
         (LOC_BINH,), STARS_3),
)  # fmt: skip

ELSEWHERE = (
    Good("com", "processed", "01", 8, "Cốm làng Vòng|Chả cốm Hà Nội", MEAT, 210_000, "222222358964"),
    Good("o_mai", "processed", "01", 9, "Ô mai Hà Nội|Ô mai mận xào gừng", JAR, 240_000, "986444444568"),
    Good("gio_cha", "processed", "01 33", 8, "Giò lụa Ước Lễ@01|Chả quế", MEAT, 230_000, "998444444468"),
    Good("buoi", "fresh", "01 25", 6, "Bưởi Diễn@01|Bưởi Đoan Hùng@25", FRUIT, 28_000, "962000000248"),
    Good("rau_huu_co", "fresh", "01 79 68 31", 9, "Rau cải hữu cơ|Combo rau củ sạch", VEGETABLES, 38_000),
    Good("ca_phe", "processed", "79 66 64 62 67 68 14 45", 16, "Cà phê rang xay nguyên chất|Cà phê Robusta",
         SPICE, 240_000),
    Good("kho_bo", "processed", "79 48", 7, "Khô bò sợi|Khô gà lá chanh", JAR, 380_000, "976444444567"),
    Good("hat_dieu", "processed", "70 79 75", 12, "Hạt điều rang muối|Hạt điều Bình Phước vỏ lụa@70", JAR, 260_000,
         "986544444468"),
    Good("cam", "fresh", "02 08 17 40", 14, "Cam sành|Cam Cao Phong@17|Cam Vinh@40", FRUIT, 32_000, "740000000379"),
    Good("mat_ong", "processed", "02 33 37 66", 7,
         "Mật ong hoa nhãn@33|Mật ong bạc hà@02|Mật ong hoa cà phê@66|Mật ong nguyên chất", HONEY, 210_000),
    Good("che", "processed", "19 02 08 12 15 25 68", 16, "Chè Tân Cương@19|Chè xanh móc câu|Trà Ô long@68",
         SPICE, 330_000, "865555555567"),
    Good("hat_de", "fresh", "04", 8, "Hạt dẻ Trùng Khánh", DRY, 160_000, "000000029900"),
    Good("mien_dong", "processed", "04 06 12", 10,
         "Miến dong Na Rì@06|Miến dong Phia Đén@04|Miến dong Bình Lư@12", DRY, 78_000, "875444445678"),
    Good("lap_xuong", "processed", "04 10 94", 8, "Lạp xưởng gác bếp|Lạp xưởng tươi", MEAT, 280_000, "984433334569"),
    Good("hong", "fresh", "06 68", 6, "Hồng không hạt Bắc Kạn@06|Hồng giòn Đà Lạt@68", FRUIT, 33_000, "000000027941"),
    Good("man", "fresh", "10 14", 14, "Mận hậu Mộc Châu@14|Mận tam hoa Bắc Hà@10", FRUIT, 34_000, "000038840000"),
    Good("tuong_ot", "processed", "10 49", 5, "Tương ớt Mường Khương@10|Ớt A Riêu ngâm@49", SAUCE, 80_000),
    Good("gao", "processed", "11 15 34 36 80 94 87 38", 14,
         "Gạo Séng Cù@11|Gạo nếp Tú Lệ@15|Gạo tám Hải Hậu@36|Gạo ST25@94|Gạo nàng thơm@80|Gạo tẻ thơm", RICE,
         27_000),
    Good("xoai", "fresh", "14 87 82 56", 16,
         "Xoài tròn Yên Châu@14|Xoài cát Hòa Lộc@82|Xoài cát chu Cao Lãnh@87|Xoài Úc Cam Lâm@56", FRUIT,
         38_000, "012489952111"),
    Good("nhan", "fresh", "14 33 77 95", 14,
         "Nhãn lồng Hưng Yên@33|Nhãn Sông Mã@14|Nhãn xuồng cơm vàng@77|Nhãn Bạc Liêu@95", FRUIT, 36_000,
         "000000599200"),
    Good("que", "dried", "15 49", 9, "Quế thanh khô|Quế chi Trà My@49", SPICE, 160_000),
    Good("cha_muc", "processed", "22", 16, "Chả mực giã tay Hạ Long", MEAT, 430_000, "976666665567"),
    Good("ba_kich", "dried", "22", 5, "Ba kích tím khô", SPICE, 420_000),
    Good("vai", "fresh", "24 30", 30, "Vải thiều Lục Ngạn@24|Vải thiều Thanh Hà@30|Vải u hồng", FRUIT, 34_000,
         "000049300000"),
    Good("vai", "dried", "24", 6, "Vải thiều sấy khô", DRY, 120_000, "544444666655"),
    Good("my_gao", "processed", "24", 14, "Mỳ Chũ|Mỳ gạo Chũ ngũ sắc", DRY, 46_000, "765555555567"),
    Good("ga", "processed", "24", 6, "Gà đồi Yên Thế ủ muối", WHOLE, 190_000, "986444444468"),
    Good("su_su", "fresh", "26 68", 9, "Ngọn su su Tam Đảo@26|Quả su su", VEGETABLES, 22_000, "555666666655"),
    Good("thanh_long", "fresh", "26 60 80", 14, "Thanh long ruột đỏ|Thanh long ruột trắng", FRUIT, 25_000,
         "544357886555"),
    Good("banh", "processed", "27 30 34 35 36 46 94", 14,
         "Bánh đậu xanh@30|Bánh cáy@34|Bánh phu thê@27|Bánh pía@94|Mè xửng@46|Bánh nhãn@36|Bánh cuốn khô@35",
         CAKE, 150_000, "975444445568"),
    Good("banh_da", "processed", "31 72 52", 9,
         "Bánh đa đỏ@31|Bánh tráng phơi sương@72|Bánh tráng nước dừa@52", DRY, 60_000),
    Good("nuoc_mam", "processed", "31 38 40 60 91 48", 14, "Nước mắm cốt|Nước mắm nhĩ 40 độ đạm", SAUCE, 120_000),
    Good("ca_kho", "processed", "35", 14, "Cá kho làng Vũ Đại", MEAT, 330_000, "995333333468"),
    Good("com_chay", "processed", "37", 16, "Cơm cháy chà bông Ninh Bình", JAR, 160_000),
    Good("nem", "processed", "38 36 87 52", 14,
         "Nem chua Thanh Hóa@38|Nem Lai Vung@87|Nem nắm@36|Nem chua chợ Huyện@52", MEAT, 190_000),
    Good("keo", "processed", "42 83", 14, "Kẹo cu đơ@42|Kẹo dừa@83", CAKE, 110_000, "985444444468"),
    Good("khoai", "fresh", "44 86", 12, "Khoai lang Bình Tân@86|Khoai deo@44", DRY, 60_000),
    Good("tieu", "dried", "45 64 67 91 77", 12, "Hạt tiêu đen|Tiêu sọ|Tiêu Phú Quốc@91|Tiêu Cùa@45", SPICE, 210_000),
    Good("toi", "fresh", "51", 18, "Tỏi Lý Sơn|Tỏi cô đơn Lý Sơn", SPICE, 190_000, "345544444444"),
    Good("ca_ngu", "processed", "54 56", 14, "Cá ngừ đại dương@54|Cá cơm khô", MEAT, 220_000),
    Good("yen", "processed", "56", 10, "Yến sào Khánh Hòa|Yến chưng sẵn", JAR, 1_300_000, "985555555568"),
    Good("nho", "fresh", "58", 20, "Nho đỏ Ninh Thuận|Nho xanh|Táo Ninh Thuận", FRUIT, 65_000, "665444456666"),
    Good("sam_day", "dried", "62 49", 9, "Sâm dây Ngọc Linh|Hồng đẳng sâm khô", SPICE, 480_000),
    Good("bo", "fresh", "66 67 64", 12, "Bơ sáp 034|Bơ booth", FRUIT, 42_000, "001378866431"),
    Good("sau_rieng", "fresh", "66 75 82 92", 12, "Sầu riêng Ri6|Sầu riêng Dona", FRUIT, 95_000, "001379986431"),
    Good("macca", "processed", "67 68", 9, "Hạt macca nứt vỏ", JAR, 230_000, "976444444567"),
    Good("dau_tay", "fresh", "68 14", 10, "Dâu tây Đà Lạt@68|Dâu tây Mộc Châu@14", VEGETABLES, 170_000, "998630000047"),
    Good("muoi", "processed", "72 95", 9, "Muối tôm Tây Ninh@72|Muối hạt Bạc Liêu@95", JAR, 90_000),
    Good("na", "fresh", "72 77", 8,
         "Mãng cầu ta Bà Đen@72|Mãng cầu (na) Tây Ninh@72|Na dai Vũng Tàu@77", FRUIT, 55_000, "222333579642"),
    Good("mang_cut", "fresh", "74 83", 12, "Măng cụt Lái Thiêu@74|Măng cụt Chợ Lách@83", FRUIT, 62_000, "000049941000"),
    Good("buoi", "fresh", "75 83 86 42", 14,
         "Bưởi da xanh|Bưởi Năm Roi@86|Bưởi Phúc Trạch@42|Bưởi Tân Triều@75", FRUIT, 40_000,
         "875433467899"),
    Good("dua", "fresh", "83 84 96", 12, "Dừa xiêm|Dừa sáp Trà Vinh@84", PIECE, 45_000),
    Good("quyt", "fresh", "87", 9, "Quýt hồng Lai Vung", FRUIT, 42_000, "940000000049"),
    Good("duong", "processed", "89", 10, "Đường thốt nốt An Giang", DRY, 60_000),
    Good("kho_ca", "dried", "89 91 96 95", 16,
         "Khô cá tra phồng@89|Tôm khô Rạch Gốc@96|Khô cá lóc", MEAT, 420_000, "985444444568"),
    Good("chanh", "fresh", "93 80", 12, "Chanh không hạt", VEGETABLES, 22_000),
    Good("khom", "fresh", "93", 12, "Khóm Cầu Đúc", FRUIT, 18_000, "455666555544"),
    Good("hanh", "fresh", "94", 8, "Hành tím Vĩnh Châu", VEGETABLES, 38_000, "468643333333"),
    Good("trung", "fresh", "", 4, "Trứng gà ta|Trứng vịt quê",
         (Pack("hộp", "10 quả", None, 1, 3), Pack("khay", "30 quả", None, 2.8, 2)), 38_000),
    Good("lac", "dried", "", 3, "Lạc nhân|Đậu xanh|Vừng đen", DRY, 62_000),
    Good("rau", "fresh", "", 4, "Rau muống|Bí đỏ|Cà chua bi|Rau má", VEGETABLES, 26_000),
    Good("chuoi", "fresh", "", 3, "Chuối tiêu hồng|Chuối sứ", FRUIT, 17_000),
    Good("ga", "live", "", 2, "Gà ta thả vườn|Gà mái tơ làm sẵn", WHOLE, 160_000, "997444444468"),
)  # fmt: skip

# What household shops sell beside produce; several names hold a word of produce and are not produce.
OTHER = tuple(
    Good(NO_PRODUCE, "", "", share, names, PIECE, price, YEAR_ROUND, category)
    for share, names, price, category in (
        (3.0, "Giấy vệ sinh 10 cuộn 4 lớp|Khăn giấy ăn rút 300 tờ", 62_000, "Nhà cửa"),
        (2.0, "Dầu gội bồ kết|Dầu gội thảo dược hương bưởi", 95_000, "Sắc đẹp"),
        (1.5, "Son dưỡng màu hồng đào|Nước hoa hồng cân bằng da", 120_000, "Sắc đẹp"),
        (1.5, "Sữa rửa mặt chiết xuất trà xanh|Mặt nạ mật ong nghệ", 110_000, "Sắc đẹp"),
        (2.0, "Áo thun nữ màu hồng|Áo khoác gió nam|Quần thể thao", 135_000, "Thời trang"),
        (1.5, "Áo chàm thêu tay|Túi thổ cẩm|Khăn thổ cẩm", 180_000, "Thủ công"),
        (1.0, "Trà sữa hòa tan|Bột cacao sữa", 85_000, "Đồ uống"),
        (1.5, "Nồi cơm điện mini|Ấm siêu tốc", 290_000, "Điện gia dụng"),
        (1.5, "Ốp lưng điện thoại|Cáp sạc nhanh", 55_000, "Phụ kiện"),
        (1.2, "Hạt giống rau cải ngồng|Cây giống na dai|Cây giống quýt", 25_000, "Vật tư nông nghiệp"),
        (1.2, "Phân bón hữu cơ cho cây ăn quả|Túi bao trái na", 75_000, "Vật tư nông nghiệp"),
        (1.0, "Rổ nhựa đựng trái cây|Thùng carton 5 lớp", 45_000, "Nhà cửa"),
        (1.0, "Chổi chít|Giỏ tre đan tay|Mẹt tre", 60_000, "Thủ công"),
        (0.8, "Nến thơm quế hồi|Tinh dầu treo xe hương cam", 99_000, "Nhà cửa"),
        (0.8, "Thức ăn cho mèo|Cám gà con", 80_000, "Thú cưng"),
    )
)

ALL = LANG_SON + ELSEWHERE + OTHER
