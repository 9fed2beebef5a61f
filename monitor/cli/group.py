"""Groups of commands that import a command when it is used, so that ``monitor --help`` stays fast.

1. Command ``x`` of the group in package ``p`` is the module ``p.x``, which defines ``command``.
   The module of a name that Python reserves ends in an underscore: ``import`` is ``p.import_``.
2. The group's package lists the names in the order in which the help shows them.
3. An unknown name is refused with the nearest known one.
"""

import difflib
import importlib
import keyword
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that imports its commands on demand."""

    def __init__(self, *args: Any, package: str, names: tuple[str, ...], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._package = package
        self._names = names

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names in the order of the help."""
        return list(self._names)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import a command; return None for an unknown name."""
        if cmd_name not in self._names:
            return None
        suffix = "_" if keyword.iskeyword(cmd_name) else ""
        module = importlib.import_module(f"{self._package}.{cmd_name}{suffix}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; refuse an unknown one with the nearest."""
        name = args[0]
        if name not in self._names and not name.startswith("-"):
            nearest = difflib.get_close_matches(name, self._names, n=1)
            hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
            ctx.fail(f"No such command {name!r}.{hint}")
        return super().resolve_command(ctx, args)
