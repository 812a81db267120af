"""A nation's daily facts, made straight in a warehouse by DuckDB: what the marts start from, without an intake.

Seven marketplaces, the shops of all 63 provinces and an order history from launch to its last day that grows with the
square of time. Everything follows from a hash of a row's number: the same rows on every run.
"""

from datetime import date

import dagster as dg
from dagster._core.execution.plan.objects import StepSuccessData

from assets import definitions, refresh
from assets.night import Night
from assets.storage import releases
from assets.storage.reference import REFERENCE
from assets.storage.warehouse import Warehouse
from conventions.folder import WorkingFolder
from pipelines.facts import orders

SHOPS, LISTINGS, ACCOUNTS = 60_000, 120_000, 20_000
LINES_PER_ORDER = 1.2
FIRST_DAY, LAST_DAY = date(2021, 7, 20), date(2026, 10, 31)
SPAN = (LAST_DAY - FIRST_DAY).days
MARKETPLACES = ("voso", "voso", "voso", "postmart", "postmart", "shopee", "tiktok_shop", "lazada", "tiki", "sendo")
"""One in ten each; the two national floors have half of all shops."""


def _random(key: str, below: int | str) -> str:
    """A whole number from 0 that looks random and depends on the key alone."""
    return f"(hash({key}) % {below})::bigint"


def _day(key: str, power: float) -> str:
    """A day of the span; the smaller the power, the later most of them."""
    return f"(date '{FIRST_DAY}' + floor({SPAN} * pow((hash({key}) % 1000000) / 1000000.0, {power}))::integer)"


_MARKETPLACE = f"(array[{', '.join(repr(name) for name in MARKETPLACES)}])[1 + i % {len(MARKETPLACES)}]"

STATEMENTS = (
    # One address text per commune of the 63, resolved to both frames.
    f"""insert into places by name select distinct on (old.code) old.code as commune, old.province_code as province, old.province_code as code_63,
            new.province_code as code_34, old.code as commune_code_63, new.code as commune_code_34,
            old.district_code as district_code_63, 'resolved' as status
        from read_csv('{REFERENCE}/communes.csv', all_varchar = true) old
        join read_csv('{REFERENCE}/commune_crosswalk.csv', all_varchar = true) cross_walk
            on old.frame = '63' and cross_walk.old_commune_code = old.code and is_default = '1'
        join read_csv('{REFERENCE}/communes.csv', all_varchar = true) new
            on new.frame = '34' and new.code = new_commune_code
        order by old.code, new.code""",
    f"""insert into delivered_shops by name
        with communes as (select row_number() over (order by commune) - 1 as n, province, commune from places)
        select {_MARKETPLACE} as marketplace, 'S' || i as shop_id, province, commune, {_day("i, 'opened'", 0.8)} as opened_on,
            case when i % 41 = 7 then date '{LAST_DAY}' - {_random("i, 'closed'", 200)}::integer end as closed_on,
            'H' || {_random("i, 'household'", SHOPS * 9 // 10)} as household, true as is_current
        from (select i, {_random("i, 'commune'", "(select count(*) from places)")} as n from range({SHOPS}) shop(i))
        join communes using (n)""",
    f"""insert into delivered_listings by name
        select marketplace, shop_id, 'L' || i as listing_id, 'Na loại ' || {_random("i, 'name'", 300)} as product_name,
            {_day("i, 'listed'", 0.8)} as listed_on,
            case when i % 31 = 7 then date '{LAST_DAY}' - {_random("i, 'delisted'", 200)}::integer end as delisted_on,
            case when i % 17 = 3 then 3 end as ocop_stars, case when i % 17 = 3 then {_day("i, 'ocop'", 0.8)} end as ocop_from,
            true as is_current
        from (select i, 'S' || {_random("i, 'shop'", SHOPS)} as shop_id from range({LISTINGS}) listing(i))
        join delivered_shops using (shop_id)""",
    f"""insert into delivered_payment_accounts by name
        with communes as (select row_number() over (order by commune) - 1 as n, commune from places where province = '20')
        select 'viettel_money' as provider, 'A' || i as account_id, '20' as province, commune,
            {_day("i, 'opened'", 0.8)} as opened_on, 'H' || {_random("i, 'household'", SHOPS)} as household, true as is_current
        from (select i, {_random("i, 'commune'", "(select count(*) from communes)")} as n from range({ACCOUNTS}) account(i))
        join communes using (n)""",
)

ORDERS = f"""insert into daily_shop_orders by name
    with drawn as (
        select 'S' || i as shop_id, {_MARKETPLACE} as marketplace, {_day("n", 0.5)} as order_date,
            {_random("n, 'state'", 20)} as state, 10000 * (1 + {_random("n, 'value'", 100)}) as order_value_vnd
        from (select n, floor({SHOPS} * pow((hash(n, 'shop') % 1000000) / 1000000.0, 2))::bigint as i
            from range({{first}}, {{last}}) drawn(n)))
    select order_date, marketplace, shop_id, count(*) as orders_placed, count(*) filter (state < 16) as orders_completed,
        count(*) filter (state in (16, 17)) as orders_cancelled, count(*) filter (state = 18) as orders_returned,
        sum(order_value_vnd) as order_value_vnd, coalesce(sum(order_value_vnd) filter (state < 16), 0) as completed_value_vnd
    from drawn group by all"""


def fill(warehouse: Warehouse, lines: int) -> None:
    """The register, listings, accounts and daily facts of that many order lines, in an empty warehouse."""
    with warehouse.connected() as db:
        for statement in STATEMENTS:
            db.execute(statement)
        db.execute(ORDERS.format(first=0, last=int(lines / LINES_PER_ORDER)))
        db.register("monthly", orders.monthly_shop_orders(db.table("daily_shop_orders")))
        db.execute("insert into monthly_shop_orders by name from monthly")
        # As if counted by this code from rows, which are not there.
        db.execute("insert into made_from values ('daily_shop_orders', null, ?)", [releases.code_version()])


def materialise(folder: WorkingFolder, layer: str) -> dict[str, float]:
    """Materialises the assets of a layer as the refresh does, but for their checks: the seconds of each step."""
    night = Night(folder, lambda _text: None)
    job = dg.define_asset_job("layer", selection=dg.AssetSelection.groups(layer).without_checks())
    run = dg.Definitions.merge(definitions.build(folder, night=night), dg.Definitions(jobs=[job]))
    with refresh.instance(folder) as where, night.warehouse.held():
        done = run.resolve_job_def("layer").execute_in_process(instance=where)
    succeeded = ((event.step_key, event.event_specific_data) for event in done.all_events)
    return {str(step): data.duration_ms / 1000 for step, data in succeeded if isinstance(data, StepSuccessData)}
