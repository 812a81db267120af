"""`simulate`: a folder of made-up deliveries."""

from pathlib import Path
from typing import Annotated

import typer

from assets.commands.terminal import err, say
from conventions.catalogue import Refusal, _


def simulate(
    to: Annotated[Path, typer.Option("--to", help="Thư mục làm việc mới · A new working folder")],
    scale: Annotated[float, typer.Option(help="1 = cả nước · 1 = the whole country")] = 0.05,
    seed: Annotated[int, typer.Option(help="Số hạt giống · Seed")] = 1,
    dirty: Annotated[
        bool,
        typer.Option("--dirty", help="Thêm tệp lỗi và kết quả mong đợi · Add messy files and what is expected of them"),
    ] = False,
) -> None:
    """Viết các tệp mô phỏng · Write simulated deliveries into a folder of their own."""
    from assets.commands import demonstration

    with err.status(_("Making simulated deliveries").said()) as status:
        try:
            demonstration.write(to.expanduser().absolute(), scale=scale, seed=seed, progress=status.update, dirty=dirty)
        except FileExistsError as error:
            raise Refusal(
                _("{folder} holds other deliveries. Name a folder that does not exist yet.", folder=to)
            ) from error
        except ValueError as error:
            raise Refusal(_("The scale must lie between 0.001 and 1.")) from error
    say(
        _(
            "Simulated deliveries stand in {folder}. Refresh them with “digital-shops refresh --data {folder}”.",
            folder=to,
        )
    )
