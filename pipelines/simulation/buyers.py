"""Where orders go: the communes of buyers, in the system of addresses of their day."""

import numpy as np
import polars as pl

from pipelines.simulation import days
from pipelines.simulation.chance import Floats, Ints, draw_by_row
from pipelines.simulation.places import Places

# Of orders, in July 2025 and in the end: the buyer's address is of the new system. Sellers' exports still show the old
# one nearly always (21 of 9,613 rows seen); a few more here, so that there is something to see.
NEW_ADDRESSES, NEW_ADDRESSES_OF_SELLERS = (0.25, 0.75), (0.02, 0.06)

IN_PROVINCE, IN_METRO = 0.3, 0.24  # of orders; in the two metros most buyers are in the city
HANOI, SAIGON = "01", "79"
NEAR = 9.0  # places in the list of codes, which runs from north to south, at which nearness falls by two thirds


def areas(
    places: Places, origin: Ints, day: Ints, new_addresses: tuple[float, float], random: np.random.Generator
) -> pl.Series:
    """The commune each order goes to, by the shares of destinations; since the merger partly in the new system."""
    destination = draw_by_row(_destinations(places), origin.astype(np.int64), random)
    old = [places.old_areas(province) for province in range(len(places.provinces))]
    new = [places.new_areas(province) for province in range(len(places.provinces))]
    is_new = random.random(len(day)) < _share_since_merger(day, *new_addresses)
    chosen = random.random(len(day))
    area = np.where(is_new, _one_of(new, destination, chosen), _one_of(old, destination, chosen))
    return pl.Series(area.astype(np.uint16))


def _share_since_merger(day: Ints, first: float, last: float) -> Floats:
    """From one share in July 2025 to another in the end; nothing before."""
    since = (day - days.number(days.MERGER)) / (days.LAST - days.number(days.MERGER))
    return np.where(since >= 0, first + (last - first) * since, 0)


def _one_of(areas: list[Ints], which: Ints, chosen: Floats) -> Ints:
    """A member of one of several lists, each order its own list."""
    counts = np.array([len(own) for own in areas])
    starts = np.cumsum(counts) - counts
    return np.concatenate(areas)[starts[which] + (chosen * counts[which]).astype(np.int64)]


def _destinations(places: Places) -> Floats:
    """Shares of destinations (columns) by origin (rows): the own province, the metro of its half, the neighbours."""
    codes = places.provinces["code"].to_list()
    position = np.arange(len(codes))
    near = np.exp(-np.abs(position[:, None] - position) / NEAR) + 0.15
    shares = near * places.sizes() ** 0.6
    hanoi, saigon = codes.index(HANOI), codes.index(SAIGON)
    shares[:, [hanoi, saigon]] = 0
    np.fill_diagonal(shares, 0)
    north = np.array([int(code) < 46 for code in codes])
    to_hanoi, to_saigon = np.where(north, IN_METRO, 0.07), np.where(north, 0.09, IN_METRO)
    shares *= ((1 - IN_PROVINCE - to_hanoi - to_saigon) / shares.sum(axis=1))[:, None]
    shares[:, hanoi] += to_hanoi
    shares[:, saigon] += to_saigon
    shares[position, position] += IN_PROVINCE
    return shares
