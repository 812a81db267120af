"""Every published figure traces to files and rows."""

import json

import polars as pl
import pytest
from conftest import Place
from typer.testing import CliRunner

from assets.cli import app
from assets.commands import explain
from assets.storage.warehouse import Warehouse
from conventions.catalogue import Refusal


def behind(place: Place, table: str, where: str) -> list[tuple[dict[str, object], pl.DataFrame]]:
    """The figures and what stands behind each."""
    figures = explain.figures(place.folder, table, where)
    found = explain.records(Warehouse(place.folder.warehouse), table, figures)
    return list(zip(figures.to_dicts(), found, strict=True))


def test_the_orders_of_a_day_are_listed_by_file_and_row(published: Place) -> None:
    told = behind(published, "daily_orders", "true")
    assert told
    for figure, records in told:
        assert records.height == figure["orders_placed"]
        assert records["amount"].sum() == figure["order_value_vnd"]
        assert records["record_number"].min() >= 2  # type: ignore[operator]
        assert records["file_name"].str.ends_with(".xlsx").all()


def test_a_ranked_figure_is_what_its_records_say(published: Place) -> None:
    of_lang_son = "frame = '34' and province_code = '20' and value > 0 and basis = 'computed'"
    for indicator in ("orders_placed", "orders_completed", "orders_cancelled", "registered_shops", "revenue_vnd"):
        told = behind(published, "province_rankings", f"{of_lang_son} and indicator = '{indicator}' limit 12")
        assert told
        for figure, records in told:
            counted = records["amount"].sum() if indicator == "revenue_vnd" else records.height
            assert counted == figure["value"], figure
            assert records["day"].max() <= figure["as_of_date"]  # type: ignore[operator]


def test_what_cannot_be_explained_is_said(published: Place) -> None:
    for table, where, said in [
        ("no_such_table", "true", "No published table is called"),
        ("daily_orders", "no_such_column = 1", "The condition cannot be read"),
        ("daily_orders", "false", "No row of daily_orders"),
        ("province_rankings", "true", "ask for 20 at most"),
        ("checks", "true limit 1", "made of other figures"),
    ]:
        with pytest.raises(Refusal) as refused:
            behind(published, table, where)
        assert said in refused.value.sentences[0].said("en")


def test_the_command_prints_the_figure_and_its_records(published: Place) -> None:
    where = ["explain", "daily_orders", "--where", "true", "--data", str(published.folder.path)]
    assert "orders_placed = " in CliRunner().invoke(app, where).output
    told = json.loads(CliRunner().invoke(app, [*where, "--json"]).output)
    assert {"sha256", "record_number"} <= set(told[0]["records"][0])
