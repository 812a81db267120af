"""The constants of the method, each with its reason."""

from datetime import date, timedelta

import polars as pl

LAUNCH = date(2021, 7, 20)
"""Lạng Sơn's launch of the digital economy drive (Công lý, 20 July 2021)."""

LAST_DAY_OF_63 = date(2025, 6, 30)
"""Resolution 202/2025/QH15: 34 provinces from 1 July 2025. No rank among 63 is computed after this day."""

FIRST_DAY_OF_34 = LAST_DAY_OF_63 + timedelta(days=1)

LAST_MONTH_OF_63 = LAST_DAY_OF_63.replace(day=1)

LAST_WEEK_OF_63 = date(2025, 6, 29)
"""The Sunday on which the last whole week of the 63 provinces ended; the week of 30 June has days of both frames."""

SELLING_DAYS = 90
"""A shop sells if an order of the last 90 days was completed: a quarter, as a season's pause is no closure."""

LATE_DAYS = 35
"""A marketplace exports monthly; one that is later than a month and some days no longer holds the others back."""

FLOW_BASE_DAYS = 30
"""A flow is compared over the 30 days that end on the as-of day with the 30 days from launch."""

OCOP_MONTHS = 36
"""An OCOP certificate is valid for 36 months (nongthonmoi.langson.gov.vn 1149)."""

OCOP_STARS = 3
"""Plans speak of OCOP products of three stars and more; fewer stars carry no certificate of the province."""

QUOTED_DAYS = (date(2021, 9, 15), date(2021, 10, 13), date(2022, 6, 28))
"""Days of published figures: 15 September 2021 (ministry), 13 October 2021 (press conference), 28 June 2022 (ranks)."""
"""Marts are computed for these besides month ends and the newest day."""

FEWEST_SELLERS = 5
"""A public cell of fewer households is hidden: the stricter of the two thresholds in use, 3 and 5 (OECD glossary)."""

DOMINANT_SELLERS, DOMINANT_SHARE = 2, 0.85
"""A public cell is hidden where the two largest sellers have more than 85 % of its kilograms or of its dong: (n, k) =
(2, 85), the parameters of the ESSnet handbook."""

CLOSING_DAYS = 15
"""A month is closed, and public, 15 days after its end: until then returns are still possible and orders open."""

QUOTED_LEEWAY = 0.05
"""How far a figure may lie from one that is quoted as "about", "nearly": no document says; a twentieth is what a reader
of a rounded figure expects."""

LARGEST_AMOUNT_VND = 100_000_000_000
"""No order, line or price of a household's shop is worth more: a hundred billion dong. Above it lie identifiers that
stand in the wrong column (SKU and order numbers, tracking numbers, times in milliseconds). It also keeps sums exact:
50 million orders of this size, more than a warehouse holds, add up to 5 × 10¹⁸, and a whole number reaches 9.2 × 10¹⁸."""

LARGEST_QUANTITY = 1_000_000
"""No line of a household's shop sells more pieces (or kilograms, or litres) than a million."""

SMALLEST_MEDIAN_ORDER_VND = 1_000
"""Hardly anything is sold for less than a thousand dong: where half of a marketplace's orders are, thousands were lost."""


def in_frame(day: str = "as_of_date") -> pl.Expr:
    """Whether the frame of a row has figures of its day: the 63 end with June 2025, the 34 are back-cast to the start."""
    return (pl.col("frame") != "63") | (pl.col(day) <= LAST_DAY_OF_63)
