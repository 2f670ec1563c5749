import datetime
from zoneinfo import ZoneInfo

import pytest

from cms.templatetags import cms_tags

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_period_within_a_day_names_the_day_once():
    start = datetime.datetime(2026, 5, 7, 18, 30, tzinfo=BERLIN)

    shown = cms_tags.period(start, start + datetime.timedelta(hours=1, minutes=30))

    assert shown == "Donnerstag, 7. Mai 2026, 18:30 bis 20 Uhr"


def test_a_period_over_midnight_names_both_days():
    start = datetime.datetime(2026, 12, 31, 20, tzinfo=BERLIN)

    shown = cms_tags.period(start, start + datetime.timedelta(hours=6))

    assert shown == "Donnerstag, 31. Dezember 2026, 20 Uhr, bis Freitag, 1. Januar 2027, 2 Uhr"


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("(030) 90295-0", "030902950"), ("+49 30 115", "+4930115"), ("115", "115")],
)
def test_telephone_numbers_can_be_dialled(written, dialled):
    assert cms_tags.phone_digits(written) == dialled


def test_the_first_sentence_does_not_end_at_dates_and_times():
    assert cms_tags.first_sentence("Am 3. Mai! Oder später.") == "Am 3. Mai!"
    assert cms_tags.first_sentence("Bis 18.30 Uhr. Danach nicht.") == "Bis 18.30 Uhr."
    assert cms_tags.first_sentence("Ohne Punkt") == "Ohne Punkt"


def test_websites_are_named_without_protocol_and_path():
    assert cms_tags.host_name("https://www.berlin.de/ba-pankow/?a=1") == "berlin.de"
