"""One household, however its rows name it: by number, by telephone, or through other rows."""

import random

import polars as pl
import pytest
from conftest import Place
from deliveries import csv_of, register_csv, shop

from pipelines.rows import households


def household_of(*pairs: tuple[str, str]) -> dict[str, str]:
    """What each token is linked to."""
    beside = pl.DataFrame(pairs, schema=["household_token", "phone_token"], orient="row")
    return dict(households.linked(beside).iter_rows())


def test_a_telephone_beside_a_number_is_that_household() -> None:
    assert household_of(("h1", "p1"), ("h2", "p2"), ("h2", "p3")) == {
        "h1": "h1",
        "h2": "h2",
        "p1": "h1",
        "p2": "h2",
        "p3": "h2",
    }


def test_rows_are_linked_through_other_rows_and_called_by_the_least_number() -> None:
    found = household_of(("h3", "p1"), ("h2", "p1"), ("h2", "p2"), ("h1", "p2"), ("h9", "p9"))
    assert {found[name] for name in ("h1", "h2", "h3", "p1", "p2")} == {"h1"}
    assert found["h9"] == found["p9"] == "h9"


@pytest.mark.parametrize("seed", range(5))
def test_components_are_those_of_plain_union_and_do_not_depend_on_the_order_of_rows(seed: int) -> None:
    chance = random.Random(seed)
    pairs = [(f"h{chance.randrange(300)}", f"p{chance.randrange(300)}") for _ in range(270)]
    chain = [(f"h{n + step}", f"q{n}") for n in range(1000, 1400) for step in (0, 1)]
    pairs += chain
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for one, other in pairs:
        parent[max(root(one), root(other))] = min(root(one), root(other))  # numbers sort before telephones
    expected = {name: root(name) for pair in pairs for name in pair}
    assert household_of(*pairs) == expected
    chance.shuffle(pairs)
    assert household_of(*pairs) == expected


def test_rows_without_a_link_have_none() -> None:
    assert household_of() == {}


ROWS = [
    shop("a", household_id="H1", phone="0912345678"),
    shop("b", household_id="", phone="+84 912 345 678"),
    shop("c", household_id="H1", phone=""),
    shop("d", household_id="H2", phone="0923456789"),
    shop("e", household_id="H3", phone="0923 456 789"),
    shop("f", household_id="", phone=""),
    shop("g", household_id="", phone="0000000000"),
    shop("h", household_id="", phone="0934567890"),
]
ACCOUNT = {"provider": "vnpt", "account_id": "1", "province": "Lạng Sơn", "household_id": "", "phone": "84912345678"}


def test_register_and_accounts_are_linked_by_number_and_telephone(place: Place) -> None:
    place.deliver("register/r.csv", register_csv(*ROWS))
    place.deliver("payment_accounts/a.csv", csv_of([ACCOUNT]))
    place.take()
    named = "select shop_id, household from shops union all select provider, household from payment_accounts"
    found = dict(place.rows(named).iter_rows())
    assert found["a"] == found["b"] == found["c"] == found["vnpt"]
    assert found["d"] == found["e"] != found["a"]
    assert found["f"] is found["g"] is None
    assert found["h"] not in (None, found["a"], found["d"])


def test_a_later_row_links_what_earlier_nights_counted_apart(place: Place) -> None:
    place.deliver("register/1.csv", register_csv(ROWS[1]))
    place.deliver("register/2.csv", register_csv(ROWS[2]))
    place.take()
    apart = place.rows("select distinct household from shops")
    place.deliver("register/3.csv", register_csv(ROWS[0]))
    place.take()
    assert (apart.height, place.rows("select distinct household from shops").height) == (2, 1)


def test_uncertain_households_are_counted_and_published(place: Place) -> None:
    place.deliver("register/r.csv", register_csv(*ROWS))
    place.deliver("payment_accounts/a.csv", csv_of([ACCOUNT]))
    outcome = place.refresh()
    assert outcome.is_success, outcome.failure
    counted = place.release("household_conflicts").select("kind", "reason", "records").rows()
    assert sorted(counted) == [
        ("payment_accounts", "by_phone_only", 1),
        ("register", "by_phone_only", 2),
        ("register", "phone_of_several", 2),
        ("register", "unlinked", 2),
    ]
    newest = place.release("coverage").filter(frame="34", area_code="20").sort("as_of_date").tail(4)
    shares = dict(newest.select("measure", "households_covered").iter_rows())
    assert shares == {"shop": 5, "account": 1, "both": 1, "either": 5}
