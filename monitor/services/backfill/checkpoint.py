"""The position of a back-fill on disk, and the items that it skipped."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from monitor.config.private_files import create_private_folder
from monitor.records.ids import digest
from monitor.services.backfill.items import Position, Skipped

FORMAT = 1
"""Number of the format; a file of another one is ignored, and the source is read from its start."""


class Checkpoint:
    """The files of one source below a folder."""

    def __init__(self, folder: Path, kind: str, key: str) -> None:
        create_private_folder(folder)
        name = f"{kind}-{digest(key, size=6)}"
        self.file, self.skipped_file = folder / f"{name}.json", folder / f"{name}.skipped.jsonl"
        self.sent = 0
        """Articles of earlier runs."""
        self.position: Position | None = None
        self.is_done = False
        self._read()

    def _read(self) -> None:
        try:
            written: dict[str, Any] = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return
        if isinstance(written, dict) and written.get("format") == FORMAT:
            self.position, self.sent = written["position"], written["sent"]
            self.is_done = written["done"]

    def forget(self) -> None:
        """Begin at the start of the source."""
        self.position, self.sent, self.is_done = None, 0, False
        self.file.unlink(missing_ok=True)
        self.skipped_file.unlink(missing_ok=True)

    def store(self, position: Position, sent: int, *, is_done: bool = False) -> None:
        """Replace the position. Raises OSError."""
        self.position, self.sent, self.is_done = position, sent, is_done
        body = {"format": FORMAT, "position": position, "sent": sent, "done": is_done}
        partial = self.file.with_suffix(".partial")
        partial.write_text(json.dumps(body), encoding="utf-8")
        partial.replace(self.file)

    def add_skipped(self, skipped: tuple[Skipped, ...]) -> None:
        """Append items that were skipped, a JSON object on a line each. Raises OSError."""
        if skipped:
            lines = [json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in skipped]
            with self.skipped_file.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.writelines(lines)
