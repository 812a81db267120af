"""The dirty twin: files as they come on a bad day, each with the exact outcome expected of every record.

`twin(made)` gives them. Each is a clean sample of a format (`samples`), one kind of dirt (`headers`, `texts`,
`containers`, `records`) and what must become of it. Outcomes are told from the simulation's own rows and from what the
dirt does to them; nothing here asks the code that reads deliveries. Several files that only together mean something
(late changes, a register that corrects itself, the wrong folder) stand in `nights`.
"""

from pipelines.simulation.dirty import files, nights, samples
from pipelines.simulation.dirty.files import Messy
from pipelines.simulation.dirty.nights import Current
from pipelines.simulation.made import Made

__all__ = ["Current", "Messy", "twin"]


def twin(made: Made) -> tuple[list[Messy], list[Current]]:
    """Every messy file of a simulation, and what is current once all of them have come."""
    all_samples = samples.of(made)
    together, current = nights.of(all_samples)
    return files.of(all_samples) + together, current
