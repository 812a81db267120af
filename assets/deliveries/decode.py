"""First contact with a delivered file: what its first bytes say it is.

Runs only in the child process of `decoder.py`, which limits its memory and time: a delivered file is not trusted.
"""

from pathlib import Path

from assets.deliveries import csv_files, parquet_files, workbooks
from assets.deliveries.tables import Decoded, Job
from conventions.catalogue import Refusal, _


def decode(job: Job) -> Decoded:
    """The file's export and records. Raises Refusal with one sentence per structural fault."""
    with job.source.open("rb") as file:
        start = file.read(8)
    if not start:
        raise Refusal(_("The file is empty. Export it again."))
    suffixes = [suffix.lower() for suffix in Path(job.name).suffixes[-2:]]
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(*workbooks.why_not(job.source))
    if start.startswith(b"PK"):
        return workbooks.read(job)
    if start.startswith(b"PAR1"):
        return parquet_files.read(job)
    if suffixes[-1:] in ([".xlsx"], [".xlsm"], [".xls"]):
        raise Refusal(
            _("The file is named {suffix} but is not a workbook. Save it as XLSX or as CSV UTF-8.", suffix=suffixes[-1])
        )
    if start.startswith(b"\x1f\x8b"):
        return csv_files.read_packed(job)
    return csv_files.read(job, job.source)
