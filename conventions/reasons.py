"""Every reason why something is set aside, is uncertain, has no place, no figure or no verdict: its code and its sentence, once.

To add a reason, add a line here and its Vietnamese to the catalogue. Tables hold codes (`rejections`, `unplaced`) or the
sentence itself (`claims`, `coverage`, `province_rankings`); both are translated where they are shown.
"""

from conventions.catalogue import N_

RECORDS = {
    "missing": N_("A needed value is missing."),
    "field_count": N_("The record has more or fewer fields than the header."),
    "unreadable_timestamp": N_("The time cannot be read."),
    "unreadable_date": N_("The date cannot be read."),
    "unreadable_decimal": N_("The quantity cannot be read."),
    "unreadable_whole": N_("The whole number cannot be read."),
    "unreadable_dong": N_("The amount cannot be read."),
    "unreadable_number": N_("The number cannot be read."),
    "negative": N_("The number is below zero."),
    "lost_digits": N_(
        "The number has lost digits: a spreadsheet or a program took it for a quantity. Export again and keep the column as text."
    ),
    "too_large": N_(
        "The value is larger than any amount or quantity of a household's shop: it seems to be of another column."
    ),
    "after_delivery": N_("The order time lies after the day on which the file came."),
    "unknown_marketplace": N_("No marketplace has this code."),
    "other_marketplace": N_("The record belongs to another marketplace than the folder says."),
    "unknown_indicator": N_("No indicator of data/reference/indicators.csv has this code."),
    "unknown_place": N_("The name is not that of one province in the frame that the row names."),
}
"""Why a record is set aside."""

EXPECTED = {
    "unreadable_timestamp": N_("A time such as {times} was expected."),
    "unreadable_date": N_("A date such as 2025-10-31 was expected."),
    "unreadable_decimal": N_("A number such as {number} was expected."),
    "unreadable_whole": N_("A number such as {number} was expected."),
    "unreadable_dong": N_("A whole amount in dong such as {dong} was expected."),
    "unreadable_number": N_("A number in the style that the row names was expected."),
    "lost_digits": N_("Every digit of the number, as text, was expected."),
    "too_large": N_("An amount of at most 100 billion dong, or a quantity of at most a million, was expected."),
    "unknown_marketplace": N_("A marketplace code was expected: {marketplaces}."),
}
"""What was expected instead, for whoever mends the file; where the reason alone does not say it. `times`, `number`,
`dong` and `marketplaces` are those of the export."""

PLACES = {
    "no_name": N_("No place is named."),
    "cut_off": N_("The name is cut off; write it in full."),
    "foreign": N_("The place is outside Vietnam."),
    "region_or_total": N_("This is a region or a total, not a province."),
    "gone_before_2021": N_("This province was dissolved before the programme began."),
    "code_without_frame": N_("A code means nothing without its list: the 63 provinces or the 34."),
    "homonym_without_parent": N_("Several places have this name; the unit above it is missing."),
    "contradictory_parts": N_("The district lies in another province."),
    "unknown_name": N_("No province has this name."),
    "unknown_district": N_("The province has no district of this name."),
    "unknown_commune": N_("No commune of this name was found there."),
    "split_commune": N_("The old commune was divided among several new ones."),
    "not_in_register": N_("The shop is not in the register."),
}
"""Why an address, or a shop, has no place."""

HOUSEHOLDS = {
    "phone_of_several": N_("One telephone stands beside several household numbers: counted as one household."),
    "by_phone_only": N_("There is no household number: told by the telephone."),
    "unlinked": N_("There is neither household number nor telephone: counted as a household of its own."),
}
"""Why it is not certain which household a shop or an account belongs to."""

FIGURES = {
    "no_households": N_("No number of households has been entered for this province."),
    "no_denominator": N_("There is nothing to divide by."),
    "not_counted": N_("Shops or accounts of this province have not been delivered."),
    "no_country_wide": N_(
        "No marketplace that covers the whole country has been delivered; provinces cannot be compared."
    ),
    "not_reached": N_("Nothing was delivered for this place and period."),
    "no_provider_of_the_country": N_(
        "No provider of accounts is known to cover the whole country; provinces cannot be compared."
    ),
    "frame_ended": N_("The 63 provinces ended with June 2025; later figures stand under the 34."),
    "base_not_over": N_("The 30 days from launch, which are the base, had not ended on this day."),
    "base_later": N_("The base is of a later day."),
    "no_base": N_("Nothing was counted at launch."),
    "base_not_published": N_("The base was never published."),
    "no_multiple": N_("A ratio or a score has a difference and no multiple."),
    "part_missing": N_("Of one of the provinces that were merged into this one nothing is known."),
    "no_rank_printed": N_("The source prints ranks, and none for this province."),
}
"""Why there is no figure, or no rank."""

QUOTATIONS = {
    "rounded": N_("Equal after rounding to the quoted decimals."),
    "truncated": N_("Equal after truncating to the quoted decimals."),
    "different": N_("Neither rounding nor truncating gives the quoted figure."),
    "listed": N_("The document lists as many as it counts."),
    "not_listed": N_("The document lists more or fewer than it counts."),
    "as_counted": N_("Our own count of that day says the same."),
    "not_as_counted": N_("Our own count of that day says something else."),
    "as_document": N_("Another document says the same of that day."),
    "not_as_document": N_("Another document says something else of that day."),
    "rank_without_values": N_(
        "A rank needs the values of the provinces: a delivered table of that day, or deliveries of the whole country that reach it."
    ),
    "count_without_other": N_("A count needs deliveries that reach that day, or another document of the same day."),
    "undated": N_(
        "The day that the figure speaks of is not known; with it other documents and our own count could be compared."
    ),
    "base_unpublished": N_("The base was never published; with it the multiple could be recomputed."),
    "parts_unpublished": N_(
        "The count and the total behind the share were not published; with them it could be recomputed."
    ),
    "no_number": N_(
        "The document gives no number; two delivered tables of the index would tell whether the rank rose."
    ),
    "target": N_("This is a target, not a count."),
}
"""How the verdict on a quotation was reached; or why there is none, and what would be needed. Some codes are words of
data/reference/claims.csv."""

SENTENCES = RECORDS | PLACES | HOUSEHOLDS | FIGURES | QUOTATIONS
"""Every code with its sentence; no code stands in two of them."""


def sentence(code: str) -> str:
    """The sentence of a code, untranslated. A code of a release that other code has made is said as it is."""
    return SENTENCES.get(code, code)
