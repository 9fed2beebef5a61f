"""Groups: every command is a module named as it is typed; unknown names are refused."""

from collections.abc import Iterator

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli import main
from tests.cli.runner import run


def all_commands(
    group: click.Group = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command and group below a group with its path."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{name} is listed but cannot be imported"
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from all_commands(command, (*path, name))


COMMANDS = dict(all_commands())
GROUPS = [path for path, command in COMMANDS.items() if isinstance(command, click.Group)]
LEAVES = [path for path, command in COMMANDS.items() if not isinstance(command, click.Group)]


def test_a_command_is_in_the_module_of_its_name() -> None:
    for path, command in COMMANDS.items():
        assert command.name == path[-1]
        assert command.callback is not None
        module = command.callback.__module__.removesuffix("_")
        assert module == ".".join(("monitor.cli", *path))


@pytest.mark.parametrize("path", [(), *GROUPS], ids=" ".join)
def test_a_group_shows_the_first_sentence_of_each_command_whole(path: tuple[str, ...]) -> None:
    printed = run(*path, "--help").stdout
    lines = printed.partition("Commands:")[2].splitlines()
    assert len(lines) > 1
    assert all(line.endswith(".") and not line.endswith("...") for line in lines if line)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_has_a_help(path: tuple[str, ...]) -> None:
    options = [param for param in COMMANDS[path].params if isinstance(param, click.Option)]
    assert all(option.help for option in options)


def test_every_command_that_prints_data_takes_json() -> None:
    printing = {
        "scan", "check", "replay", "feeds list", "feeds test", "feeds discover", "watchlist list",
        "watchlist find", "watchlist import", "alerts list", "alerts show", "rejected list",
        "rejected show",
    }  # fmt: skip
    takes_json = {
        " ".join(path)
        for path in LEAVES
        if any("--json" in param.opts for param in COMMANDS[path].params)
    }
    assert printing <= takes_json


@given(st.sampled_from(sorted(COMMANDS)), st.data())
def test_a_mistyped_name_is_refused_with_the_nearest(
    path: tuple[str, ...], data: st.DataObject
) -> None:
    name = path[-1]
    place = data.draw(st.integers(0, len(name) - 1))
    typed = name[:place] + name[place + 1 :] if len(name) > 3 else name + name[-1]
    siblings = {other[-1] for other in COMMANDS if other[:-1] == path[:-1]}
    if typed in siblings:
        return
    refused = run(*path[:-1], typed)
    assert refused.exit_code == 2
    assert f"No such command {typed!r}. Did you mean " in refused.output


def test_a_name_unlike_any_command_is_refused_without_a_guess() -> None:
    refused = run("xyzzy")
    assert (refused.exit_code, "Did you mean" in refused.output) == (2, False)
