"""The files of the dirty twin: every kind of dirt on every format that it can befall."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipelines.simulation import days
from pipelines.simulation.days import DAY, HOUR
from pipelines.simulation.dirty import containers, headers, kinds, meanings, records, samples, texts
from pipelines.simulation.dirty.kinds import Kind
from pipelines.simulation.dirty.samples import Sample
from pipelines.simulation.dirty.sheets import ACCEPTED, DUPLICATE, REJECTED, Record, Sheet

DRAWN = (days.LAST + 3) * DAY + 5 * HOUR
MODULES = (headers, texts, containers, records, meanings)


@dataclass(frozen=True)
class Messy:
    """One messy file, and what must become of it and of each of its records.

    `said`: parts of the sentences (in English) of a refused file. `again_of`: the path of the file whose bytes these
    are; it has no receipt of its own. `unreadable`: values that became null, by header.
    """

    path: str
    content: bytes
    drawn: int
    format: str
    kind: str
    sentence: str
    table: str
    status: str = "loaded"
    said: tuple[str, ...] = ()
    encoding: str | None = None
    unknown: tuple[str, ...] = ()
    unreadable: Mapping[str, int] | None = None
    records: tuple[Record, ...] = ()
    again_of: str | None = None

    def counts(self) -> tuple[int, int, int, int]:
        """Records read, accepted, rejected and duplicate."""
        outcomes = [record.outcome for record in self.records]
        return len(outcomes), *(outcomes.count(name) for name in (ACCEPTED, REJECTED, DUPLICATE))  # type: ignore[return-value]


def of(all_samples: list[Sample]) -> list[Messy]:
    """Every messy file."""
    made = []
    for position, sample in enumerate(all_samples):
        for number, kind in enumerate(kinds.ALL, start=position * len(kinds.ALL)):
            if is_met(sample, kind) and kind.befits(sample.sheet(number)):
                made.append(file_of(sample, kind, number))
    return _once(made)


def is_met(sample: Sample, kind: Kind) -> bool:
    """Whether a format meets a kind of dirt: another language of the same headers leaves the bytes around alone."""
    return sample.format not in samples.TRANSLATED or kind.of in ("headers", "records", "meanings")


KIND_FOLDERS = ("register", "payment_accounts", "reported")


def _once(files: list[Messy]) -> list[Messy]:
    """The files, equal bytes of one marketplace and shop noted as those of the first by name: they are one delivery."""
    firsts: dict[tuple[str, bytes], str] = {}
    for file in sorted(files, key=lambda file: file.path):
        firsts.setdefault((_whose(file.path), file.content), file.path)
    known = [firsts[_whose(file.path), file.content] for file in files]
    return [
        file if first == file.path else replace(file, again_of=first) for file, first in zip(files, known, strict=True)
    ]


def _whose(path: str) -> str:
    """The folder of a marketplace or of one of its shops; blank for what belongs to none."""
    folder = path.rpartition("/")[0]
    return "" if folder in KIND_FOLDERS else folder


def file_of(sample: Sample, kind: Kind, number: int) -> Messy:
    """One kind of dirt on one format."""
    sheet = sample.sheet(number)
    sheet.suffix = kind.suffix or sheet.suffix
    kind.dirty(sheet)
    return messy(sheet, kind.name, kind.sentence)


def messy(sheet: Sheet, name: str, sentence: str, drawn: int = DRAWN) -> Messy:
    """The file of a sheet with what is expected of it."""
    is_unread = bool(sheet.refused) and not sheet.is_refused_for_content
    return Messy(
        path=f"{sheet.folder}/{sheet.format}-{name}{sheet.named or sheet.suffix}",
        content=sheet.content(),
        drawn=drawn,
        format=sheet.format,
        kind=name,
        sentence=sentence,
        table=sheet.kind,
        status="refused" if sheet.refused else "loaded",
        said=sheet.refused,
        encoding=None if is_unread else sheet.told_encoding,
        unknown=() if is_unread else tuple(sheet.unknown),
        unreadable={} if is_unread else {sheet.printed(name): count for name, count in sheet.unreadable.items()},
        records=() if is_unread else tuple(sheet.expected()),
    )
