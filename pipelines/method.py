"""The constants of the method, each with its reason."""

from datetime import date

LAUNCH = date(2021, 7, 20)
"""Lạng Sơn's launch of the digital economy drive (Công lý, 20 July 2021)."""

LAST_DAY_OF_63 = date(2025, 6, 30)
"""Resolution 202/2025/QH15: 34 provinces from 1 July 2025. No rank among 63 is computed after this day."""

SELLING_DAYS = 90
"""A shop sells if an order of the last 90 days was completed: a quarter, as a season's pause is no closure."""

LATE_DAYS = 35
"""A marketplace exports monthly; one that is later than a month and some days no longer holds the others back."""

FLOW_BASE_DAYS = 30
"""A flow is compared over the 30 days that end on the as-of day with the 30 days from launch."""

QUOTED_DAYS = (date(2021, 9, 15), date(2021, 10, 13), date(2022, 6, 28))
"""Days of published figures: 15 September 2021 (ministry), 13 October 2021 (press conference), 28 June 2022 (ranks)."""
"""Marts are computed for these besides month ends and the newest day."""
