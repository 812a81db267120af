"""The biggest files that are promised to be taken, each in a process of its own."""

from pathlib import Path

import pytest
from bench import bench

MEGABYTES = 1024


@pytest.mark.soak
def test_a_csv_of_five_million_lines_takes_no_more_than_a_gigabyte_and_one_of_twenty_million_no_more_either(
    tmp_path: Path,
) -> None:
    peaks = []
    for lines in (5_000_000, 20_000_000):
        file, work = tmp_path / "orders.csv", tmp_path / str(lines)
        work.mkdir()
        bench.make_csv(file, lines)
        _seconds, peak = bench.timed("our_csv", file, work)
        peaks.append(peak)
    assert max(peaks) <= MEGABYTES, peaks
