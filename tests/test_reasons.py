"""Every reason that a table holds is said in words, in both languages."""

import re

import pytest

from assets.deliveries import annotated, descriptions, load
from conventions import reasons
from conventions.catalogue import catalogue
from pipelines.rows import judging, staging

KINDS = (reasons.RECORDS, reasons.PLACES, reasons.HOUSEHOLDS, reasons.FIGURES, reasons.QUOTATIONS)


def set_aside_for() -> set[str]:
    """The codes that the statements of every export, and those that judge orders and reported figures, may write."""
    exports = descriptions.load().values()
    statements = [staging.staged(export, "given", ["voso"], export.kind.fields) for export in exports]
    typed = {code for text in statements for code in re.findall(r"'code': '(\w+)'", text)}
    judged = re.findall(r"(?:then|else) '(\w+)'", " ".join(judging.judge_orders("raw")))
    return typed | set(judged) | set(load.FAULTS_OF_REPORTED.values())


@pytest.mark.parametrize("code", reasons.SENTENCES)
def test_every_reason_is_a_sentence_in_both_languages(code: str) -> None:
    source = reasons.sentence(code)
    vietnamese = catalogue("vi").gettext(source)
    assert source.endswith(".")
    assert vietnamese.endswith(".")
    assert vietnamese != source
    assert catalogue("en").gettext(source) == source


def test_no_code_means_two_things() -> None:
    assert sum(len(kind) for kind in KINDS) == len(reasons.SENTENCES)


def test_every_code_for_which_a_record_is_set_aside_has_its_sentence() -> None:
    assert set_aside_for() <= set(reasons.RECORDS)


@pytest.mark.parametrize("code", reasons.RECORDS)
def test_whoever_mends_a_file_is_told_why_and_what_was_expected(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITAL_SHOPS_LANGUAGE", "vi")
    export = next(iter(descriptions.load().values()))
    told = annotated.explained(code, export)
    assert told.startswith(catalogue("vi").gettext(reasons.sentence(code)))
    assert "{" not in told
    assert "%" not in told


def test_a_time_that_was_expected_is_shown_in_the_style_of_the_export() -> None:
    export = descriptions.load()["shopee_orders"]
    assert "2025-10-31 09:49" in annotated.explained("unreadable_timestamp", export)


def test_a_code_of_a_release_made_by_other_code_is_said_as_it_is() -> None:
    assert reasons.sentence("of_tomorrow") == "of_tomorrow"
