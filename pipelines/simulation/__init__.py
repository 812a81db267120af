"""The demonstration: a programme that never was, with the numbers of the one that was.

`make` builds shops, accounts, listings and orders of all provinces from the places, a scale and a seed; `deliveries.of`
prints them as files of the marketplaces' own formats. No file is read or written here and no clock is asked. The truth
about what was made comes with it, so that tests can hold a refresh to it.

Deliveries are cells of text under printed headers. Messy files, with the outcome expected of each record, are made in
`dirty`.
"""

from pipelines.simulation.made import Made, make
from pipelines.simulation.places import Places
from pipelines.simulation.truth import Truth

__all__ = ["Made", "Places", "Truth", "make"]
