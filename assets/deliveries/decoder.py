"""The child process that touches delivered files first, and the parent's hand on it.

A crafted workbook can take any amount of memory or time. So decoding happens in a child with a limit on memory; it
answers one JSON line per job, is killed when a file takes too long, and is started again for the next file.
"""

import contextlib
import json
import os
import resource
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from assets.deliveries import decode, descriptions
from assets.deliveries.household_key import household_key
from assets.deliveries.tables import Decoded, Job
from conventions.catalogue import Refusal, Sentence, _

MEMORY_BYTES = 6 * 2**30
"""Address space of the child: what it maps, of which a workbook of the largest size uses about a quarter."""
SECONDS_PER_FILE = 900


class Decoder:
    """A context manager around the child process; `decode` gives what the child found in one file."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[str] | None = None
        self.asked: dict[str, object] = {}
        """What was sent and not yet answered."""

    def __enter__(self) -> "Decoder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def send(self, source: Path, name: str, output: Path, exports: list[str]) -> None:
        """Has a file decoded while something else is done; `decode` of the same gives the answer."""
        if self.asked:
            self._stop()  # at work on a file that is no longer wanted
        self.asked = {"source": str(source), "name": name, "output": str(output), "exports": exports}
        child = self.started()
        assert child.stdin is not None
        with contextlib.suppress(OSError):  # a child that is gone gives no answer
            child.stdin.write(json.dumps(self.asked) + "\n")
            child.stdin.flush()

    def decode(self, source: Path, name: str, output: Path, exports: list[str]) -> Decoded:
        """Decodes one file. Raises Refusal with the child's sentences, or if the file was too much for it."""
        if self.asked != {"source": str(source), "name": name, "output": str(output), "exports": exports}:
            self.send(source, name, output, exports)
        answer = self._answer()
        if not answer:
            raise Refusal(
                _("The file needs more memory or time than a delivery may take. Deliver it as CSV, in smaller parts.")
            )
        found = json.loads(answer)
        if "refused" in found:
            raise Refusal(*(Sentence.from_json(kept) for kept in found["refused"]))
        return Decoded(**found)

    def _answer(self) -> str:
        """What the child says of the file that it was sent; nothing where it was too much for it."""
        self.asked = {}
        answer = ""
        if self.child is not None and self.child.stdout is not None:
            ready, _writable, _failed = select.select([self.child.stdout], [], [], SECONDS_PER_FILE)
            answer = self.child.stdout.readline() if ready else ""
        if not answer:
            self._stop()
        return answer

    def started(self) -> subprocess.Popen[str]:
        """The child, started if none is running: it takes half a second to load its libraries, beside other work."""
        if self.child is None or self.child.poll() is not None:
            environment = {
                **os.environ,
                "POLARS_MAX_THREADS": "2",
                "DIGITAL_SHOPS_HOUSEHOLD_KEY": household_key().hex(),
            }
            self.child = subprocess.Popen(
                [sys.executable, "-m", "assets.deliveries.decoder"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=environment,
                cwd=Path(__file__).parents[2],
            )
        return self.child

    def _stop(self) -> None:
        self.asked = {}
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            for pipe in (self.child.stdin, self.child.stdout):
                if pipe:
                    with contextlib.suppress(OSError):  # what was not written to a child that is gone
                        pipe.close()
            self.child = None


def _serve() -> None:
    """The child: one job a line on standard input, one answer a line on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    key = bytes.fromhex(os.environ.pop("DIGITAL_SHOPS_HOUSEHOLD_KEY"))
    exports = descriptions.load()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    for line in sys.stdin:
        asked = json.loads(line)
        job = Job(
            source=Path(asked["source"]),
            name=asked["name"],
            output=Path(asked["output"]),
            exports=[exports[name] for name in asked["exports"]],
            household_key=key,
        )
        try:
            answer = decode.decode(job).to_dict()
        except Refusal as refusal:
            answer = {"refused": [sentence.to_json() for sentence in refusal.sentences]}
        except MemoryError:
            os._exit(1)
        except Exception as error:  # a file that breaks a library is refused; it must not stop the others
            unread = _("The file could not be read ({error}). Export it again.", error=type(error).__name__)
            answer = {"refused": [unread.to_json()]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
