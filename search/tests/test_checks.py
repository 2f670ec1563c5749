from search.checks import engine


def test_an_unused_engine_is_told_to_the_operator(settings):
    settings.ELASTICSEARCH_URL = "http://elasticsearch:9200"
    assert [warning.id for warning in engine(None)] == ["search.W001"]

    settings.ELASTICSEARCH_URL = ""
    assert engine(None) == []
