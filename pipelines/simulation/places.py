"""The places of the simulation: provinces of both frames and every commune an address can name."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.simulation.chance import Floats, Ints

LANG_SON = "20"
FIRST_DISTRICTS = ("187", "186", "180", "185", "184")  # Chi Lăng, Hữu Lũng, Tràng Định, Bắc Sơn, Văn Quan
PILOT_DISTRICT = "187"


@dataclass(frozen=True)
class Places:
    """Provinces and areas, numbered: everything else points to a place by its position here.

    `provinces`: one row per province of the 63, in the order of the codes: code, name, code_34.
    `areas`: one row per commune of either frame: area, frame, province (position of the province of the 63; null
    in the new frame), code_34, district_code, and the names as an address has them.
    """

    provinces: pl.DataFrame
    areas: pl.DataFrame

    @classmethod
    def of(cls, provinces: pl.DataFrame, districts: pl.DataFrame, communes: pl.DataFrame) -> "Places":
        """The places of the reference tables `provinces`, `districts` and `communes`, all columns text."""
        named = provinces.sort("code", "valid_from").unique(["frame", "code"], keep="first", maintain_order=True)
        old = named.filter(frame="63").select("code", "name", "full_name", code_34="successor_code")
        new = named.filter(frame="34").select(
            "code", "name", "full_name", code_34="code", province=pl.lit(None, pl.Int64)
        )
        units = communes.sort("code", "valid_from").unique(["frame", "code"], keep="first", maintain_order=True)
        old = old.with_row_index("province").cast({"province": pl.Int64})
        areas = pl.concat(
            units.filter(frame=frame)
            .join(upper, left_on="province_code", right_on="code", suffix="_province", validate="m:1")
            .join(districts, left_on="district_code", right_on="code", how="left", suffix="_district", validate="m:1")
            .select(
                "frame",
                "province",
                "code_34",
                "district_code",
                province_name="name_province",
                province_full_name="full_name_province",
                district_name="full_name_district",
                commune_name="full_name",
            )
            for frame, upper in (("63", old), ("34", new))
        )
        return cls(old.select("province", "code", "name", "code_34"), areas.with_row_index("area"))

    def position(self, code: str) -> int:
        """The position of a province of the 63."""
        return self.provinces["code"].to_list().index(code)

    def sizes(self) -> Floats:
        """Communes per province of the 63: farm households live where communes are many."""
        counts = self.areas.filter(frame="63")["province"].value_counts().sort("province")["count"]
        return counts.to_numpy().astype(np.float64)

    def old_areas(self, province: int, districts: tuple[str, ...] | None = None) -> Ints:
        """The communes of a province of the 63, of some districts only if asked."""
        chosen = self.areas.filter(pl.col("province") == province)
        if districts is not None:
            chosen = chosen.filter(pl.col("district_code").is_in(districts))
        return chosen["area"].to_numpy().astype(np.int64)

    def new_areas(self, province: int) -> Ints:
        """The communes of the province of the 34 into which a province of the 63 went."""
        code = self.provinces["code_34"][province]
        return self.areas.filter(frame="34", code_34=code)["area"].to_numpy().astype(np.int64)


def short_name(name: pl.Expr) -> pl.Expr:
    """A province as marketplaces print it: without its prefix, except the city that is never named without."""
    return pl.when(name == "Hồ Chí Minh").then(pl.lit("TP. Hồ Chí Minh")).otherwise(name)
