"""The form of an everyday word: tried out before it is saved, and asked about where a known answer would fall."""

import copy

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history

from catalogue.models import EverydayWord

from .tryout import Effect, effect_of


class OneWord:
    """For views of one word: Wagtail asks for the model only, the word is asked here. Nothing points to a word."""

    def get_usage_url(self) -> None:
        return None

    def get_object(self, queryset=None) -> EverydayWord:
        word = super().get_object(queryset)
        if not self.user_has_permission_for_instance(self.permission_required, word):
            raise PermissionDenied
        return word


class AsksBeforeItHurts:
    """For views that change words: whoever pushes known answers out of the first three says so twice.

    What was named is what is accepted: if by now other queries would lose their answer, it is asked again.
    """

    effect: Effect | None = None
    is_asked = False

    def is_accepted(self, effect: Effect) -> bool:
        accepted = self.request.POST.getlist("lost") if self.request.POST.get("accept") else []
        return set(effect.lost) <= set(accepted)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"effect": self.effect, "is_asked": self.is_asked}


class TriesOut(AsksBeforeItHurts):
    """For the form: "Ausprobieren" shows the effect below the form, and whatever was typed stays."""

    template_name = "search/words/form.html"

    def form_valid(self, form) -> HttpResponse:
        word = form.instance
        try:
            tried = form.cleaned_data["search_text"] or word.text
            self.effect = effect_of(lambda: copy.copy(word).save(), tried)
            is_saving = "try" not in self.request.POST
            if is_saving and self.is_accepted(self.effect):
                return super().form_valid(form)
            self.is_asked = is_saving
            return self.show(form)
        except IntegrityError:
            form.add_error(None, _("Jemand anderes hat gerade dasselbe eingetragen. Sehen Sie in der Liste nach."))
            self.effect, self.produced_error_message = None, self.get_error_message()
            return self.form_invalid(form)

    def show(self, form) -> HttpResponse:
        self.form = form
        return self.render_to_response(self.get_context_data(form=form))

    def get_success_url(self) -> str:
        return get_valid_next_url_from_request(self.request) or super().get_success_url()


class WordCreateView(TriesOut, generic.CreateView):
    """A new word; `?text=` and `?page=` fill in what is known already."""

    page_title = gettext_lazy("Neu")

    def get_initial(self) -> dict:
        given = {name: self.request.GET[name] for name in ("text", "page") if name in self.request.GET}
        if not given.get("page", "").isdecimal():
            given.pop("page", None)
        return super().get_initial() | given


class WordEditView(OneWord, TriesOut, generic.EditView):
    pass


class WordDeleteView(OneWord, AsksBeforeItHurts, generic.DeleteView):
    """Says what readers find without the word."""

    template_name = "search/words/confirm_delete.html"
    confirmation_message = gettext_lazy("Möchten Sie dieses Alltagswort löschen?")

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.effect = self.effect_of_deletion()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.effect = self.effect_of_deletion()
        if not self.is_accepted(self.effect):
            self.is_asked = True
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def effect_of_deletion(self) -> Effect:
        return effect_of(lambda: copy.copy(self.object).delete(), self.object.text)


class WordHistoryView(history.HistoryView):
    any_permission_required = ["view"]
