"""The key under which households are hashed before a row is written anywhere."""

import os
import secrets
from pathlib import Path


def household_key() -> bytes:
    """The key under which households are hashed: DIGITAL_SHOPS_HOUSEHOLD_KEY, else a file made at first run.

    The file lies outside the project and the working folder, readable by the owner only. Whoever loses it cannot link
    new deliveries to households seen before.
    """
    if given := os.environ.get("DIGITAL_SHOPS_HOUSEHOLD_KEY"):
        return given.encode()
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "digital-shops"
    path = home / "household.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = home / f"household.key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        try:
            os.link(fresh, path)  # fails where another process was first: then its key is the key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip().encode()
