"""Forms of the catalogue's pages."""

from django.utils.translation import gettext as _

from cms.forms import BasePageForm, refuse_duplicates, rows_to_keep


class TopicPageForm(BasePageForm):
    """A topic points to other topics, to each of them once."""

    def clean(self):
        cleaned_data = super().clean()
        relations = self.formsets["topic_relations"]
        refuse_duplicates(relations, ["topic"], _("Dieses Thema steht schon in der Liste."))
        for row in rows_to_keep(relations):
            topic = row.cleaned_data.get("topic")
            if topic and topic.pk == self.instance.pk:
                row.add_error("topic", _("Ein Thema kann nicht auf sich selbst zeigen."))
        return cleaned_data
