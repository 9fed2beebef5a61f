"""The table of topics: names, old names, partitions."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.kafka.topics import ALL, RENAMINGS, current_name, partition_of


def test_every_topic_has_one_name_and_no_old_name_is_a_present_one() -> None:
    names = [topic.name for topic in ALL]
    assert len(set(names)) == len(names)
    assert not {renaming.old_name for renaming in RENAMINGS} & set(names)


def test_dead_letters_of_renamed_topics_go_back_to_the_present_name() -> None:
    assert current_name("statements") == "readings"
    assert current_name("moments") == "pattern-matches"
    assert current_name("feeds") == "feed-states"
    assert current_name("articles") == "articles"


@given(st.text(), st.integers(1, 64))
def test_the_partition_of_a_key_is_stable_and_exists(key: str, partitions: int) -> None:
    assert 0 <= partition_of(key, partitions) < partitions
    assert partition_of(key, partitions) == partition_of(key, partitions)


def test_the_partition_of_a_feed_is_that_of_every_version() -> None:
    assert [partition_of(key, 8) for key in ("feed-1", "feed-2", "")] == [1, 3, 0]
