"""Lists of feeds: short ones in a thread, long ones in a killable process."""

import pytest

from monitor.http.lists import SHORT, read_list
from monitor.records.errors import UnreadableOpml


@pytest.mark.parametrize("padding", [0, SHORT])
async def test_short_and_long_lists_are_read_alike(padding: int) -> None:
    outline = b"<opml><body><outline xmlUrl='https://wire.example/rss' text='A & B'/></body></opml>"
    feeds, skipped = await read_list(outline + b" " * padding)
    assert ([feed.name for feed in feeds], skipped) == (["A & B"], [])
    for wrong in (b"", b"\xff\xfe", b"<!ENTITY a 'b'><opml><body/></opml>", b"<html></html>"):
        with pytest.raises(UnreadableOpml):
            await read_list(wrong + b" " * padding)


async def test_a_list_that_takes_too_long_is_unreadable() -> None:
    with pytest.raises(UnreadableOpml, match="not finished within"):
        await read_list(b"<opml><body>" + b"<outline text='x'>" * 200_000, limit_s=0.0)
