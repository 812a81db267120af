"""Writes views/figures/boundaries/middles.csv: where on its province a word of the map stands.

The middle of its largest part, since islands far out at sea would draw it off the land. To be run again when the
boundaries change: `python data/reference/build_middles.py`.
"""

import json
from itertools import accumulate, pairwise
from pathlib import Path

import polars as pl

BOUNDARIES = Path(__file__).parents[2] / "views" / "figures" / "boundaries"


def middles(frame: str) -> pl.DataFrame:
    """One row per province of a frame: frame, province_code, longitude, latitude in degrees."""
    topology = json.loads((BOUNDARIES / f"provinces_{frame}.topojson").read_text(encoding="utf-8"))
    (scale_x, scale_y), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [
        [(x * scale_x + x0, y * scale_y + y0) for x, y in accumulate(arc, lambda a, b: (a[0] + b[0], a[1] + b[1]))]
        for arc in topology["arcs"]
    ]
    rows = []
    for shape in topology["objects"][f"provinces_{frame}"]["geometries"]:
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [
            [point for arc in part[0] for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])] for part in parts
        ]
        _area, x, y = max(_centroid(ring) for ring in rings)
        rows.append((frame, shape["properties"]["code"], round(x, 4), round(y, 4)))
    return pl.DataFrame(rows, schema=["frame", "province_code", "longitude", "latitude"], orient="row")


def _centroid(ring: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Area, and the two coordinates of the middle of a ring."""
    twice = x = y = 0.0
    for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
        cross = ax * by - bx * ay
        twice, x, y = twice + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    return abs(twice) / 2, x / (3 * twice), y / (3 * twice)


if __name__ == "__main__":
    pl.concat([middles("34"), middles("63")]).write_csv(BOUNDARIES / "middles.csv")
