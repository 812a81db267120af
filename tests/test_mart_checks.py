"""A planted error per blocking check of the marts shows that it blocks."""

from conftest import Place
from deliveries import csv_of, order_line, register_csv, shop

from quality import judge

PLANTED = {
    ("province_rankings", "ranks_are_complete"): "update {t} set rank = rank + 1 where rank is not null and value is not null",
    ("growth_since_launch", "where_there_is_a_base_there_is_a_multiple"): "update {t} set times_baseline = 1, baseline_value = null where counts = 'stock'",
    ("growth_since_launch", "a_ratio_has_no_multiple"): "update {t} set times_baseline = 2 where counts = 'ratio'",
    ("growth_since_launch", "quoted_bases_divide_quoted_figures"): "update {t} set baseline_kind = 'quoted_launch'",
    ("growth_rates", "a_change_is_value_minus_value_then"): "update {t} set change = change + 1",
    ("growth_rates", "nothing_is_compared_with_a_later_day"): "update {t} set compared_date = as_of_date",
    ("growth_rates", "percent_and_points_are_not_confused"): "update {t} set change_points = 0, change_pct = 0",
    ("growth_contributions", "parts_add_exactly_to_the_total"): "update {t} set change = change + 1",
    ("growth_contributions", "both_splits_have_one_total"): "update {t} set total_change = total_change + 1 where split_by = 'province'",
    ("claims", "what_can_be_recomputed_has_a_verdict"): "update {t} set agrees = true where computed_value is null",
    ("claims", "an_agreeing_figure_is_the_quoted_one"): "update {t} set agrees = true, agrees_with_itself = true, quoted_value = 200 where quoted_value = 190",
    ("coverage", "both_and_either_lie_around_shop_and_account"): "update {t} set households_covered = households_covered + 1 where measure = 'either'",
    ("coverage", "a_share_is_of_its_households"): "update {t} set coverage_pct = 50",
    ("targets", "a_status_follows_from_the_actual_value"): "update {t} set status = 'met'",
    ("targets", "an_actual_value_is_not_later_than_its_target"): "update {t} set actual_date = due_date + 1",
    ("targets", "one_row_per_document_and_due_date"): "insert into {t} from {t} limit 1",
    ("concentration", "sellers_and_zeros_are_all_shops"): "update {t} set shops = shops + 1",
    ("concentration", "theil_is_within_plus_between"): "update {t} set theil_within = theil_within + 1",
    ("concentration", "shares_are_shares"): "update {t} set top_10_share = 1.1",
    ("concentration", "gini_is_at_least_the_share_of_zeros"): "update {t} set gini = 0, shops_without_revenue = shops - 1",
    ("marketplace_structure", "a_quotient_is_a_local_over_a_national_share"): "update {t} set location_quotient = 2 where level = 'province'",
    ("marketplace_structure", "shares_add_up_to_one"): "update {t} set share = share / 2",
    ("marketplace_structure", "provinces_make_no_more_than_the_country"): "update {t} set value = value / 2 where level = 'country'",
    ("revisions", "a_revision_changes_something"): "insert into {t} by name select *, value as value_before, rank as rank_before"
    " from (select frame, indicator, period, as_of_date, basis, source_title, province_code, value, rank from province_rankings limit 1)",
}  # fmt: skip


def test_every_blocking_check_of_the_marts_passes_on_good_tables_and_blocks_on_a_planted_error(place: Place) -> None:
    shops = [
        shop("v1", marketplace="voso", household_id="H1", opened_on="2021-07-01"),
        shop("v2", marketplace="voso", household_id="H2", opened_on="2021-07-01", province="Hà Nội"),
        shop("v3", marketplace="voso", household_id="H3", opened_on="2021-07-01"),
    ]
    account = {
        "provider": "vnpt",
        "account_id": "1",
        "province": "Lạng Sơn",
        "household_id": "H1",
        "opened_on": "2021-08-15",
    }
    days = ["2021-07-25", "2021-08-20", "2022-07-25", "2022-08-10", "2022-08-31"]
    lines = [
        order_line(f"{shop_id}{n}", f"{day} 10:00", 100_000, shop_id=shop_id)
        for n, day in enumerate(days)
        for shop_id in ("v1", "v2")
    ]
    place.deliver("register/r.csv", register_csv(*shops))
    place.deliver("payment_accounts/a.csv", csv_of([account]))
    place.deliver("voso/orders.csv", csv_of(lines))
    outcome = place.refresh()
    assert outcome.is_success, outcome.failure
    missed = []
    for (table, check), sql in PLANTED.items():
        kept = place.plant(table, sql.format(t=table))
        with place.warehouse.connected() as db:
            verdicts = judge.verdicts(db.cursor, table)
        outcomes = {verdict.check_name: verdict.outcome for verdict in verdicts if verdict.blocks}
        if outcomes.get(check) != "failed":
            missed.append((table, check, outcomes))
        kept.replace(place.folder.marts / f"{table}.parquet")
    assert not missed
