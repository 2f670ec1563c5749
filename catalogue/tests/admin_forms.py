"""What the admin's forms are sent, and what they answer."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data


def topic_data(office, *, sections=(), initial=0, relations=(), **fields):
    """What a browser posts for a topic; `fields` come on top."""
    return nested_form_data(
        {
            "title": "Tische",
            "slug": "tische",
            "summary": "",
            "lead_office": office.pk,
            "responsibility": "clear",
            "responsibility_note": "",
            "service_ids": "",
            "leika_key": "",
            "sections": inline_formset(list(sections), initial=initial),
            "topic_relations": inline_formset([{"topic": topic.pk if topic else ""} for topic in relations]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def errors_of(response):
    """What the form that came back complains about, by field; empty for a redirect after saving."""
    assert response.status_code in (200, 302)
    if response.status_code == 302:
        return {}
    form = response.context["form"]
    found = {name: " ".join(messages) for name, messages in form.errors.items()}
    for formset in form.formsets.values():
        if formset.non_form_errors():
            found[formset.prefix] = " ".join(formset.non_form_errors())
        for row in formset.forms:
            found |= {f"{row.prefix}-{name}": " ".join(messages) for name, messages in row.errors.items()}
    return found
