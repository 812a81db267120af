"""The command line, assembled from `assets/commands/`. A command that needs no Dagster does not import it."""

import sys
from typing import Annotated

import typer

from assets.commands import files, matching, refresh, releases, serving, simulate, terminal
from conventions.catalogue import Refusal, _

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Thống kê cửa hàng số · Digital shop statistics",
)
places = typer.Typer(no_args_is_help=True, help="Địa danh · Places")
produce = typer.Typer(no_args_is_help=True, help="Nông sản · Produce")

app.command()(refresh.refresh)
app.command()(simulate.simulate)
app.command()(files.files)
app.command()(files.quarantine)
app.add_typer(places, name="places")
places.command("resolve")(matching.resolve_places)
app.add_typer(produce, name="produce")
produce.command("match")(matching.match_produce)
app.command()(files.withdraw)
app.command()(files.accept)
app.command("releases")(releases.list_releases)
app.command()(releases.rollback)
app.command()(releases.explain)
app.command("app")(serving.open_app)
app.command()(serving.serve)


def main() -> None:
    """Runs the command line; every expected failure is one sentence on standard error."""
    try:
        app(standalone_mode=True)
    except Refusal as refusal:
        terminal.explain_refusal(refusal)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if terminal.debugging:
            raise
        told = f"{type(error).__name__}: {error}"
        terminal.warn(_("Something failed: {error}. Run it again with --debug for details.", error=told))
        sys.exit(1)


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="In cả dấu vết lỗi · Show tracebacks")] = False,
) -> None:
    terminal.debugging = debug


if __name__ == "__main__":
    main()
