"""Rights that depend on the page: whose it is, whether readers know it, whether it is submitted."""

from copy import deepcopy

import pytest
from wagtail.models import Site
from wagtail.permissions import policy_registry

from catalogue.models import TopicPage, TopicSection
from cms.models import BasePage, User
from cms.testing.factories import business_promotion, make_editor, make_office, make_user, publish
from cms.workflow import actions

from .factories import make_office_page, make_topic, topic_index

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_people(shared_home):
    """An office of its own for each of the first three."""
    offices = [make_office(name, editors=True) for name in ("Grünflächenamt", "Umweltamt", "")]
    owner, partner, other = (make_editor(office) for office in offices)
    promotion, superuser = make_editor(business_promotion()), make_user(is_superuser=True)
    people = {"owner": owner, "other": other, "partner": partner, "promotion": promotion, "superuser": superuser}
    return people, offices


@pytest.fixture
def people_and_offices(db, shared_people):
    return deepcopy(shared_people)


@pytest.fixture
def people(people_and_offices):
    return people_and_offices[0]


@pytest.fixture
def office(people_and_offices):
    return people_and_offices[1][0]


@pytest.fixture
def other(people_and_offices):
    return people_and_offices[1][1]


def rights(page, user):
    """What one request of `user` finds: nothing is kept from an earlier one."""
    return BasePage.objects.get(pk=page.pk).permissions_for_user(User.objects.get(pk=user.pk))


def who(people, page, right):
    return {name for name, user in people.items() if getattr(rights(page, user), right)()}


def text(office):
    return TopicSection(office=office, kind="overview", text="<p>Text</p>")


def test_a_public_page_is_edited_by_its_owners_and_deleted_by_the_business_promotion(people, office, other):
    topic = make_topic(lead_office=office, sections=[(other, "Text")])
    publish(topic)
    assert who(people, topic, "can_edit") == {"owner", "partner", "superuser"}
    assert who(people, topic, "can_copy") == {"owner", "partner", "superuser"}
    assert who(people, topic, "can_delete") == {"promotion", "superuser"}
    assert who(people, topic, "can_move") == {"promotion", "superuser"}
    assert who(people, topic, "can_read") == set(people)
    for right in ("can_publish", "can_publish_subpage", "can_unpublish", "can_submit_for_moderation"):
        assert who(people, topic, right) == set()
    for right in ("can_lock", "can_unlock", "can_set_view_restrictions", "can_unschedule", "can_reorder_children"):
        assert who(people, topic, right) == {"promotion", "superuser"}


def test_a_draft_of_ones_own_may_be_deleted_but_not_that_of_several(people, office, other):
    own = make_topic(lead_office=office, live=False)
    joint = make_topic(lead_office=office, live=False, sections=[(other, "Text")])
    assert who(people, own, "can_delete") == {"owner", "promotion", "superuser"}
    assert who(people, own, "can_move") == {"owner", "promotion", "superuser"}
    assert who(people, joint, "can_delete") == {"promotion", "superuser"}


def test_a_section_added_to_a_draft_makes_its_office_an_owner(people, office, other):
    topic = make_topic(lead_office=office, live=False)
    topic.sections = [text(other)]
    topic.save_revision()
    assert who(people, topic, "can_edit") == {"owner", "partner", "superuser"}
    assert who(people, topic, "can_delete") == {"promotion", "superuser"}


def test_a_section_added_to_the_draft_of_a_public_page_does_not_yet(people, office, other):
    topic = make_topic(lead_office=office)
    publish(topic)
    topic.sections = [text(other)]
    topic.save_revision()
    assert who(people, topic, "can_edit") == {"owner", "superuser"}
    publish(topic)
    assert who(people, topic, "can_edit") == {"owner", "partner", "superuser"}


@pytest.mark.parametrize("once_public", [True, False])
def test_what_was_submitted_or_public_is_not_deleted_by_its_editors(people, office, once_public):
    topic = make_topic(lead_office=office, live=False, sections=[(office, "Text")])
    if once_public:
        publish(topic)
        TopicPage.objects.filter(pk=topic.pk).update(live=False)
    else:
        topic.save_revision(user=people["owner"])
        actions.submit(page=topic, user=people["owner"], change_note="Neu")
    assert who(people, topic, "can_delete") == {"promotion", "superuser"}
    assert "owner" in who(people, topic, "can_edit")


def test_who_began_a_draft_edits_it_until_it_is_public(people, office, other):
    topic = make_topic(lead_office=other, live=False, owner=people["owner"])
    assert who(people, topic, "can_edit") == {"owner", "partner", "superuser"}
    assert who(people, topic, "can_delete") == {"partner", "promotion", "superuser"}
    publish(topic)
    assert who(people, topic, "can_edit") == {"partner", "superuser"}


def test_whoever_left_all_offices_may_nothing_any_more(people, office):
    topic = make_topic(lead_office=office, live=False, owner=people["owner"])
    people["owner"].groups.clear()
    for right in ("can_read", "can_edit", "can_delete", "can_copy", "can_unlock"):
        assert "owner" not in who(people, topic, right)


def test_an_inactive_account_may_nothing(people, office):
    topic = make_topic(lead_office=office)
    User.objects.update(is_active=False)
    for right in ("can_read", "can_edit", "can_delete", "can_lock", "can_add_subpage"):
        assert who(people, topic, right) == set()


def test_what_the_maintainer_looks_after_is_its_own(people, office):
    below, chamber = make_office(parent=office), make_office(kind="chamber")
    assert who(people, make_office_page(below), "can_edit") == {"owner", "superuser"}
    assert who(people, make_office_page(chamber), "can_edit") == {"promotion", "superuser"}


def test_what_nobody_owns_is_the_business_promotions(people, home):
    BasePage.objects.filter(pk=home.pk).update(lead_office=None)
    home.page_offices.all().delete()
    assert who(people, home, "can_edit") == {"promotion", "superuser"}


def test_pages_begin_in_the_lists_and_everywhere_for_the_business_promotion(people, home):
    topics = topic_index()
    assert who(people, topics, "can_add_subpage") == set(people)
    assert who(people, home, "can_add_subpage") == {"promotion", "superuser"}
    assert who(people, topics, "can_edit") == {"promotion", "superuser"}


def test_nobody_does_anything_with_the_root(people, home):
    root = home.get_parent()
    for right in ("can_edit", "can_delete", "can_move", "can_copy", "can_lock", "can_set_view_restrictions"):
        assert who(people, root, right) == set()


def test_pages_below_keep_a_page_from_being_deleted(people, office):
    topics = make_topic(lead_office=office).get_parent()
    assert who(people, topics, "can_delete") == {"superuser"}


def test_moving_needs_a_place_that_takes_the_page(people, office, home):
    topic, topics = make_topic(lead_office=office, live=False), topic_index()
    targets = {"its own list": topics, "the home page": home, "itself": topic}
    for name, target in targets.items():
        movers = {who for who, user in people.items() if rights(topic, user).can_move_to(target)}
        assert movers == ({"owner", "promotion", "superuser"} if name == "its own list" else set()), name


def test_only_the_holder_and_the_business_promotion_open_a_lock(people, office):
    topic = make_topic(lead_office=office, locked=True, locked_by=people["owner"])
    assert who(people, topic, "can_unlock") == {"owner", "promotion", "superuser"}


# --- lists, menus and reports: the policy ----------------------------------------------------------------
@pytest.fixture
def policy():
    return policy_registry.get_by_type(TopicPage)


def test_the_policy_says_of_one_page_what_its_rights_say(policy, people, office):
    topic = make_topic(lead_office=office, live=False)
    doors = {"change": "can_edit", "publish": "can_publish", "delete": "can_delete", "lock": "can_lock"}
    for action, right in doors.items():
        may = {name for name, user in people.items() if policy.user_has_permission_for_instance(user, action, topic)}
        assert may == who(people, topic, right), action
    changers = policy.users_with_permission_for_instance("change", topic)
    assert {user.pk for user in changers} == {people["owner"].pk, people["superuser"].pk}


def test_the_policy_finds_the_pages_of_an_office(policy, people, office, other):
    joint = make_topic("A", lead_office=office, sections=[(other, "Text")])
    begun = make_topic("B", lead_office=other, live=False, owner=people["owner"])
    make_topic("C", lead_office=other)

    def found(name, *acts):
        return set(policy.instances_user_has_any_permission_for(people[name], acts))

    assert {page.pk for page in found("owner", "change")} == {joint.pk, begun.pk}
    assert found("other", "change") == set()
    assert {page.pk for page in found("promotion", "unlock")} >= {joint.pk, begun.pk}
    assert {page.pk for page in found("owner", "add")} >= {topic_index().pk}
    for name in people:
        assert found(name, "publish") == set()


def test_everybody_explores_everything_below_the_home_page(policy, people, home, other):
    topic = make_topic(lead_office=other)
    for name, user in people.items():
        explored = policy.explorable_instances(user)
        assert {home.pk, topic.pk} <= {page.pk for page in explored}
        root = home.get_parent() if name == "superuser" else home
        assert policy.explorable_root_instance(user).pk == root.pk
        assert policy.user_has_permission(user, "change")
        assert not policy.user_has_permission(user, "publish")


def test_an_account_without_office_explores_nothing(policy, home):
    user = make_user()
    assert not policy.explorable_instances(user).exists()
    assert policy.explorable_root_instance(user) is None
    assert not policy.user_has_any_permission(user, ["add", "change", "lock", "publish"])
    assert not policy.users_with_any_permission(["change"]).filter(pk=user.pk).exists()


def test_the_start_page_works_where_there_is_no_page_at_all(client, people):
    site = Site.objects.get()
    site.is_default_site = False
    site.save()
    client.force_login(people["owner"])
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/pages/").status_code == 302
