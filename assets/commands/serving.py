"""What keeps running on localhost: `app`, the pages, and `serve`, the schedule with Dagster's page."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from assets.commands.terminal import DataOption
from conventions.folder import PROJECT, WorkingFolder


def open_app(data: DataOption = None, port: Annotated[int, typer.Option(help="Cổng · Port")] = 8501) -> None:
    """Mở ứng dụng · Open the app on localhost."""
    folder = WorkingFolder.chosen(data).made()
    environment = {**os.environ, "DIGITAL_SHOPS_DATA": str(folder.path)}
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), "--server.port", str(port)]
    raise typer.Exit(subprocess.call(command, cwd=PROJECT, env=environment))


def serve(data: DataOption = None, port: Annotated[int, typer.Option(help="Cổng · Port")] = 3000) -> None:
    """Chạy lịch hằng đêm và giao diện Dagster · Run the nightly schedule and Dagster's page on localhost."""
    folder = WorkingFolder.chosen(data).made()
    from assets import refresh as job

    job.instance(folder).dispose()
    environment = {**os.environ, "DIGITAL_SHOPS_DATA": str(folder.path), "DAGSTER_HOME": str(folder.orchestrator)}
    command = [sys.executable, "-m", "dagster", "dev", "-m", "assets.definitions", "-h", "127.0.0.1", "-p", str(port)]
    raise typer.Exit(subprocess.call(command, cwd=PROJECT, env=environment))
