"""Work that waits for the end of a block: once, with everything, or not at all."""

import pytest

from cms.together import do, together


@pytest.fixture
def work():
    calls = []

    def call(keys):
        calls.append(sorted(keys))

    call.calls = calls
    return call


def test_outside_of_a_block_it_is_done_at_once(work):
    do(work, [1])
    do(work, [2])

    assert work.calls == [[1], [2]]


def test_a_block_does_it_once_at_its_end_an_inner_one_with_it(work):
    with together():
        do(work, [2])
        with together():
            do(work, [1, 2])
        assert not work.calls

    assert work.calls == [[1, 2]]


def test_nothing_is_done_where_the_block_fails(work):
    def fail():
        with together():
            do(work, [1])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    do(work, [2])

    assert work.calls == [[2]]
