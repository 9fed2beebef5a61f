"""Lists of feeds in a killable process."""

import pytest

from monitor.http.lists import read_list
from monitor.records.errors import UnreadableOpml


async def test_a_list_of_feeds_is_parsed_in_a_process_of_its_own() -> None:
    outline = b"<opml><body><outline xmlUrl='https://wire.example/rss' text='A & B'/></body></opml>"
    feeds, skipped = await read_list(outline)
    assert ([feed.name for feed in feeds], skipped) == (["A & B"], [])
    for wrong in (b"", b"\xff\xfe", b"<!ENTITY a 'b'><opml><body/></opml>", b"<html></html>"):
        with pytest.raises(UnreadableOpml):
            await read_list(wrong)


async def test_a_list_that_takes_too_long_is_unreadable() -> None:
    with pytest.raises(UnreadableOpml, match="not finished within"):
        await read_list(b"<opml><body>" + b"<outline text='x'>" * 200_000, limit_s=0.0)
