"""Packs of the simulated goods: how they are sold, by kind, with what is printed and what is in them."""

from typing import NamedTuple


class Pack(NamedTuple):
    """A pack as sellers write it. `kg` is None where no weight is printed; `worth` says how many price units it is."""

    container: str
    amount: str
    kg: float | None
    worth: float
    share: int


FRUIT = (
    Pack("túi", "1kg", 1, 1.05, 2),
    Pack("hộp", "2kg", 2, 2, 4),
    Pack("hộp", "3kg", 3, 3, 3),
    Pack("thùng", "5kg", 5, 4.9, 3),
    Pack("thùng", "10kg", 10, 9.5, 1),
    Pack("hộp", "12 quả", None, 3, 1),
)
VEGETABLES = (
    Pack("bó", "500g", 0.5, 0.55, 3),
    Pack("túi", "1kg", 1, 1, 4),
    Pack("combo 3 túi x", "1kg", 3, 2.9, 2),
    Pack("thùng", "5kg", 5, 4.8, 1),
)
SPICE = (
    Pack("gói", "100g", 0.1, 0.12, 4),
    Pack("túi", "200g", 0.2, 0.22, 3),
    Pack("túi", "500g", 0.5, 0.52, 3),
    Pack("túi", "1kg", 1, 1, 2),
)
DRY = (
    Pack("gói", "500g", 0.5, 0.52, 5),
    Pack("túi", "1kg", 1, 1, 4),
    Pack("combo 3 túi x", "500g", 1.5, 1.45, 2),
    Pack("thùng", "5kg", 5, 4.7, 1),
)
RICE = (
    Pack("túi", "2kg", 2, 2.1, 2),
    Pack("túi", "5kg", 5, 5, 5),
    Pack("bao", "10kg", 10, 9.7, 3),
    Pack("bao", "25kg", 25, 23.5, 1),
)
JAR = (
    Pack("hũ", "200g", 0.2, 0.22, 3),
    Pack("hũ", "500g", 0.5, 0.5, 3),
    Pack("lốc 6 hũ x", "200g", 1.2, 1.25, 1),
)
HONEY = (
    Pack("chai", "500ml", None, 0.7, 4),
    Pack("chai", "1 lít", None, 1.4, 3),
    Pack("hũ", "700g", 0.7, 0.7, 1),
)
SAUCE = (
    Pack("chai", "500ml", None, 0.5, 4),
    Pack("chai", "1 lít", None, 1, 2),
    Pack("combo 2 chai x", "500ml", None, 0.95, 2),
)
OIL = (Pack("lọ", "10ml", None, 0.014, 4), Pack("chai", "50ml", None, 0.055, 3), Pack("chai", "100ml", None, 0.1, 2))
MEAT = (
    Pack("gói", "300g", 0.3, 0.32, 3),
    Pack("khay", "500g", 0.5, 0.52, 4),
    Pack("túi", "1kg", 1, 1, 3),
)
WHOLE = (Pack("nguyên con", "", None, 1, 3), Pack("nửa con", "", None, 0.55, 2), Pack("con", "2kg", 2, 1.1, 1))
CAKE = (
    Pack("hộp", "300g", 0.3, 0.32, 3),
    Pack("hộp", "500g", 0.5, 0.5, 3),
    Pack("hộp", "20 cái", None, 0.45, 2),
)
PIECE = (Pack("", "", None, 1, 6), Pack("combo", "2", None, 1.9, 2), Pack("lốc", "6", None, 5.4, 1))
