"""Contracts of the lists of data/reference/ that are published beside the figures, because pages name things by them."""

import dataframely as dy


class Marketplaces(dy.Schema):
    """One row per marketplace that can be delivered."""

    marketplace = dy.String(primary_key=True, description="Marketplace code.")
    name = dy.String(description="How it calls itself.")
    is_country_wide = dy.String(
        check=lambda column: column.is_in(["true", "false"]),
        description="Whether its deliveries cover the whole country: only such marketplaces are compared between provinces.",
    )
    operator = dy.String(description="Who runs it.")
    source = dy.String(description="Who says that it covers the country, or why it does not.")


class Provinces(dy.Schema):
    """One row per frame, province and time for which a name was valid."""

    frame = dy.String(
        primary_key=True,
        check=lambda column: column.is_in(["63", "34"]),
        description="Provinces before or since 1 July 2025.",
    )
    code = dy.String(primary_key=True, description="Official code in the frame.")
    name = dy.String(description="Name without the kind of unit.")
    full_name = dy.String(description="Name with the kind of unit.")
    type = dy.String(description="Province (Tỉnh) or city of central rank (Thành phố).")
    name_en = dy.String(description="Name without Vietnamese marks, or as English texts write it.")
    slug = dy.String(description="Name as part of an address.")
    gso_region = dy.String(
        nullable=True, description="Region of the statistics office; of the 63 only where it says so."
    )
    successor_code = dy.String(nullable=True, description="Code of the province of the 34 that it became part of.")
    valid_from = dy.String(primary_key=True, description="First day of this name.")
    valid_to = dy.String(nullable=True, description="Last day of it; null where it is still valid.")
    legal_basis = dy.String(description="The resolutions that made and ended it.")
    source = dy.String(description="Source of the row, as data/reference/README.md lists them.")


class Produce(dy.Schema):
    """One row per product and form of produce: its names, its season and its codes in other lists."""

    product_code = dy.String(primary_key=True, description="Code of the product.")
    form = dy.String(primary_key=True, description="Form: fresh, dried, processed and the like.")
    name_vi = dy.String(description="Vietnamese name.")
    name_en = dy.String(description="English name.")
    default_unit = dy.String(description="Unit in which it is usually sold.")
    ocop_group = dy.String(description="Group of the OCOP programme.")
    season_weeks = dy.String(
        nullable=True, description="ISO weeks of the printed season, as spans; null where none was printed."
    )
    season_source = dy.String(nullable=True, description="Who printed the season.")
    cpc_2_1 = dy.String(nullable=True, description="Code of CPC 2.1.")
    hs_2022 = dy.String(nullable=True, description="Code of HS 2022.")
    vcpa_2018 = dy.String(nullable=True, description="Code of VCPA 2018.")
    mapped_on = dy.String(description="Day on which the codes were looked up.")
