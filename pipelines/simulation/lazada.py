"""Lazada seller centre: one record per item, a status each, no quantity and no order value; CSV or camel-case XLSX."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from pipelines.simulation.places import short_name
from pipelines.simulation.printing import Format, by_stage, digits, drawn, hundredths, moment

_HEADERS = (
    "Order Item Id|Order Type|Order Flag|Lazada Id|Seller SKU|Lazada SKU|Created at|Updated at|Order Number|"
    "Invoice Required|Customer Name|Customer Email|National Registration Number|Shipping Name|Shipping Address|"
    "Shipping Address2|Shipping Address3|Shipping Address4|Shipping Address5|Shipping Phone Number|"
    "Shipping Phone Number2|Shipping City|Shipping Postcode|Shipping Country|Shipping Region|Billing Name|"
    "Billing Address|Billing Address2|Billing Address3|Billing Address4|Billing Address5|Billing Phone Number|"
    "Billing Phone Number2|Billing City|Billing Postcode|Billing Country|Billing Region|Tax Code|Branch Number|"
    "Tax Invoice requested|Payment Method|Paid Price|Unit Price|Shipping Fee|Wallet Credits|Item Name|Variation|"
    "CD Shipping Provider|Shipping Provider|Shipment Type Name|Shipping Provider Type|CD Tracking Code|Tracking Code|"
    "Tracking URL|Shipping Provider (first mile)|Tracking Code (first mile)|Tracking URL (first mile)|"
    "Promised shipping time|Premium|Status|Cancel / Return Initiator|Reason|Reason Detail|Editor|Bundle ID|"
    "Bundle Discount|Refund Amount"
)
_CAMEL_CASE = (
    "orderItemId|orderType|Guarantee|deliveryType|lazadaId|sellerSku|lazadaSku|wareHouse|createTime|updateTime|rtsSla|"
    "ttsSla|orderNumber|invoiceNumber|deliveredDate|customerName|customerEmail|nationalRegistrationNumber|shippingName|"
    "shippingAddress|shippingAddress2|shippingAddress3|shippingAddress4|shippingAddress5|shippingPhone|shippingPhone2|"
    "shippingCity|shippingPostCode|shippingCountry|shippingRegion|billingName|billingAddr|billingAddr2|billingAddr3|"
    "billingAddr4|billingAddr5|billingPhone|billingPhone2|billingCity|billingPostCode|billingCountry|billingRegion|"
    "taxCode|branchNumber|taxInvoiceRequested|payMethod|paidPrice|unitPrice|shippingFee|walletCredit|itemName|"
    "variation|cdShippingProvider|shippingProvider|shipmentTypeName|shippingProviderType|cdTrackingCode|trackingCode|"
    "trackingUrl|shippingProviderFM|trackingUrlFM|promisedShippingTime|premium|status|cancelReturnInitiator|"
    "cancelReason|cancelDetail|bundleId|bundleDiscount|refundAmount"
)
# Our name, the header of the CSV, the header in camel case.
_NAMES = (
    ("line_no", "Order Item Id", "orderItemId"), ("order_id", "Order Number", "orderNumber"),
    ("ordered_at", "Created at", "createTime"), ("updated_at", "Updated at", "updateTime"),
    ("delivered_at", None, "deliveredDate"), ("status", "Status", "status"),
    ("listing_id", "Seller SKU", "sellerSku"), ("variation_id", "Lazada SKU", "lazadaSku"),
    ("product_name", "Item Name", "itemName"), ("variation_name", "Variation", "variation"),
    ("unit_price_vnd", "Unit Price", "unitPrice"), ("line_value_vnd", "Paid Price", "paidPrice"),
    ("payment_method", "Payment Method", "payMethod"), ("buyer_province", "Shipping Address3", "shippingAddress3"),
    ("buyer_district", "Shipping Address4", "shippingAddress4"),
    ("buyer_commune", "Shipping Address5", "shippingAddress5"), ("name", "Shipping Name", "shippingName"),
    ("phone", "Shipping Phone Number", "shippingPhone"), ("country", "Shipping Country", "shippingCountry"),
    ("order_type", "Order Type", "orderType"), ("provider", "Shipping Provider", "shippingProvider"),
)  # fmt: skip
STATUS = {
    "unpaid": "unpaid", "to_confirm": "pending", "to_ship": "ready_to_ship", "shipping": "shipped",
    "delivered": "delivered", "received": "delivered", "completed": "confirmed", "cancelled": "canceled",
    "failed": "shipped_back_success", "returned": "returned",
}  # fmt: skip
PAYMENTS = ((70, "COD"), (20, "MIXEDCARD"), (10, "MOMO_WALLET"))
PROVIDERS = ((60, "LEX VN"), (25, "J&T VN"), (15, "Ninjavan VN"))


def form(position: int) -> Format:
    """The format of the seller at a position: CSV and XLSX in turn."""
    return _format(is_csv=position % 2 == 0)


@cache
def _format(*, is_csv: bool) -> Format:
    times = "%Y-%m-%d %H:%M:%S" if is_csv else "%d %b %Y %H:%M"
    printed = {name: title if is_csv else camel for name, title, camel in _NAMES}
    names = {name: header for name, header in printed.items() if header is not None}
    own = _cells(times)
    under = {header: own[name] for name, header in names.items()}
    columns = {header: under.get(header, pl.lit("")) for header in (_HEADERS if is_csv else _CAMEL_CASE).split("|")}
    return Format(
        columns, ".csv" if is_csv else ".xlsx", names, stem="orders_{days}", sheet=None if is_csv else "sheet1",
        blank="", is_per_item=True,
    )  # fmt: skip


def _cells(times: str) -> Mapping[str, pl.Expr]:
    sku = pl.col("listing_id").str.strip_prefix("SP").str.strip_chars_start("0")
    is_back = pl.col("item") < pl.col("returned_quantity")
    return {
        "line_no": "3" + pl.col("order").cast(pl.String).str.zfill(9) + _two("line_no") + _two("item"),
        "order_id": "4" + pl.col("order").cast(pl.String).str.zfill(8) + digits(6, salt=2),
        "ordered_at": moment("ordered", times),
        "updated_at": moment("updated", times),
        "delivered_at": moment("delivered", times),
        "status": pl.when(is_back).then(pl.lit("returned")).otherwise(by_stage(STATUS)),
        "listing_id": pl.col("product_sku").fill_null(pl.col("listing_id")),
        "variation_id": sku + "_VNAMZ-" + sku,
        "product_name": pl.col("product_name"),
        "variation_name": pl.col("variation"),
        "unit_price_vnd": hundredths(pl.col("unit_price_vnd")),
        "line_value_vnd": hundredths(_paid()),
        "payment_method": drawn(PAYMENTS, salt=8),
        "buyer_province": short_name(pl.col("province_name")),
        "buyer_district": pl.col("district_name"),
        "buyer_commune": pl.col("commune_name"),
        "name": pl.lit("N***t"),
        "phone": pl.lit("84********") + digits(2, salt=10),
        "country": pl.lit("Vietnam"),
        "order_type": pl.lit("Normal"),
        "provider": drawn(PROVIDERS, salt=6),
    }


def _two(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).str.zfill(2)


def _paid() -> pl.Expr:
    """What each item cost after the order's voucher, spread by price; the items of an order add up to its value."""
    price, voucher = pl.col("unit_price_vnd"), pl.col("voucher_vnd")
    share = voucher * price // price.sum().over("order")
    is_first = pl.int_range(pl.len()).over("order") == 0
    rest = voucher - share.sum().over("order")
    return price - share - pl.when(is_first).then(rest).otherwise(0)
