"""How much memory a measured process took."""

import resource
from pathlib import Path


def own_peak_mb() -> float:
    """The most that this process held: of its own, as `ru_maxrss` inherits the parent's peak."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def peak_mb() -> float:
    """The most that this process, or its largest child, held."""
    return max(own_peak_mb(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
