"""The forms of the workflow's pages. What is allowed is for the actions to say; forms only read what was typed."""

from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.models import BasePage

from .models import ApprovalSettings, SilenceRule, Submission, TakeDown

PUBLIC_NOTE = gettext_lazy("Satz für die Öffentlichkeit (freiwillig)")
FEW_LINES = forms.Textarea(attrs={"rows": 3})


class SubmitForm(forms.ModelForm):
    """What somebody says who hands in a text."""

    class Meta:
        model = Submission
        fields = ["change_note", "public_note"]
        labels = {"public_note": PUBLIC_NOTE}
        widgets = {"change_note": FEW_LINES, "public_note": FEW_LINES}
        help_texts = {
            "change_note": gettext_lazy("Das lesen die Stellen, die mitzeichnen. Öffentlich wird es nicht."),
            "public_note": gettext_lazy(
                "Was hat sich für Leserinnen und Leser geändert? Höchstens 300 Zeichen. Der Satz steht später auf der "
                "Seite. Leer lassen, wenn sich für sie nichts ändert."
            ),
        }
        error_messages = {
            "change_note": {"required": gettext_lazy("Bitte sagen Sie, was Sie geändert haben und warum.")}
        }


class ReasonForm(forms.Form):
    """One reason, which is never optional."""

    reason = forms.CharField(
        label=gettext_lazy("Begründung"),
        max_length=1000,
        widget=FEW_LINES,
        error_messages={"required": gettext_lazy("Bitte nennen Sie einen Grund.")},
    )


class TakeBackForm(ReasonForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Das lesen die Stellen, die mitzeichnen sollten.")


class SignForm(forms.Form):
    """A signature, with a note if there is something to say."""

    note = forms.CharField(
        label=gettext_lazy("Hinweis (freiwillig)"),
        max_length=1000,
        required=False,
        widget=FEW_LINES,
        help_text=gettext_lazy("Das lesen die anderen Stellen. Öffentlich wird es nicht."),
    )


class ObjectionForm(ReasonForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Was stimmt nicht, und wie muss es heißen? Das liest, wer den Text ändert.")


class DecideForm(ReasonForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Warum zeichnen Sie für diese Stelle? Das steht dauerhaft dabei.")


class HandBackForm(ReasonForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Was ist zu ändern? Das liest, wer den Text vorgelegt hat.")


class SignOffForm(forms.Form):
    """The Schlusszeichnung says nothing but yes."""


class UrgentForm(ReasonForm):
    public_note = forms.CharField(
        label=PUBLIC_NOTE,
        max_length=300,
        required=False,
        widget=FEW_LINES,
        help_text=SubmitForm.Meta.help_texts["public_note"],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Warum kann der Text nicht warten? Das lesen die Stellen, die danach zeichnen."
        )


class PagesByKindField(forms.ModelChoiceField):
    """Public pages to choose from, in groups by kind: a plain list, which works without scripts and by keyboard."""

    def __init__(self, **kwargs) -> None:
        super().__init__(queryset=BasePage.objects.none(), **kwargs)

    def offer(self, pages) -> None:
        """Let `pages` be chosen."""
        self.queryset = pages
        ordered = sorted(pages.alphabetical(), key=lambda page: str(page.cached_content_type))
        groups = groupby(ordered, key=lambda page: str(page.specific_class._meta.verbose_name_plural))
        self.choices = [
            ("", self.empty_label),
            *((name, [(page.pk, page.title) for page in group]) for name, group in groups),
        ]


class TakeDownForm(forms.ModelForm):
    """Why a page is no longer there, and where to go instead."""

    forward_to = PagesByKindField(
        label=TakeDown._meta.get_field("forward_to").verbose_name,
        help_text=TakeDown._meta.get_field("forward_to").help_text,
        required=False,
        empty_label=gettext_lazy("zu keiner anderen Seite"),
    )

    class Meta:
        model = TakeDown
        fields = ["reason", "forward_to", "redirects"]
        widgets = {"reason": FEW_LINES}
        error_messages = {"reason": {"required": gettext_lazy("Bitte nennen Sie einen Grund.")}}

    def __init__(self, *args, page: BasePage, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forward_to"].offer(BasePage.objects.published().filter(depth__gte=2).exclude(pk=page.pk))

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("redirects") and not cleaned.get("forward_to") and "forward_to" not in self.errors:
            raise ValidationError(
                {"forward_to": _("Wählen Sie die Seite, zu der Sie weiterleiten wollen, oder leiten Sie nicht weiter.")}
            )
        return cleaned


class PageRuleForm(forms.Form):
    """What silence means for one page."""

    rule = forms.ChoiceField(
        label=gettext_lazy("Wenn eine Stelle bis zur Frist nichts sagt"),
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Kosten und Rechtsgrundlagen gelten nie als gezeichnet."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        general = SilenceRule(ApprovalSettings.load().silence_rule).label
        self.fields["rule"].choices = [
            ("", _("wie in den Einstellungen (%(rule)s)") % {"rule": general}),
            *SilenceRule.choices,
        ]
