"""Images and documents that readers see stay as they are: what they show is part of what the offices signed."""

from collections.abc import Iterable

from django.db.models import Model
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms.models import SiteDocument, SiteImage
from cms.publishing import PublishingRefused

from .usage import pages_showing, titles

# What a change of would change what readers see. Tags and collections are for the editors.
FROZEN = {
    SiteImage: (
        "file",
        "title",
        "description",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    ),
    SiteDocument: ("file", "title"),
}


class FileInUse(PublishingRefused):
    """Readers see the file; the message says where and what to do instead."""


def refusal_to_change(file: Model) -> str:
    """Why `file` must stay as it is; empty if no reader sees it."""
    pages = pages_showing(file)
    if not pages:
        return ""
    return _(
        "„%(file)s“ steht auf veröffentlichten oder vorgelegten Seiten: %(pages)s. "
        "Laden Sie eine neue Datei hoch und wählen Sie sie im Entwurf der Seite aus."
    ) % {"file": file, "pages": titles(pages)}


def refusal_to_delete(files: Iterable[Model]) -> str:
    """Why one of `files` must stay; empty if no reader sees any of them."""
    for file in files:
        if pages := pages_showing(file):
            return _(
                "„%(file)s“ steht auf veröffentlichten oder vorgelegten Seiten: %(pages)s. "
                "Nehmen Sie die Datei erst im Entwurf der Seite heraus und lassen Sie das mitzeichnen."
            ) % {"file": file, "pages": titles(pages)}
    return ""


class RefusesChanges:
    """For forms of files: says beside the field why it cannot be changed."""

    def clean(self):
        cleaned = super().clean()
        frozen = [name for name in self.changed_data if name in FROZEN[type(self.instance)] and name in self.fields]
        if self.instance.pk and frozen and (refusal := refusal_to_change(self.instance)):
            # what is cropped is hidden in the form, and so would be what is said there
            for name in [name for name in frozen if not self.fields[name].widget.is_hidden] or ["title"]:
                self.add_error(name, refusal)
        return cleaned


class ImageForm(RefusesChanges, BaseImageForm):
    pass


class DocumentForm(RefusesChanges, BaseDocumentForm):
    pass


@receiver(pre_save, sender=SiteImage, dispatch_uid="workflow_keep_images")
@receiver(pre_save, sender=SiteDocument, dispatch_uid="workflow_keep_documents")
def refuse_change(sender, instance: Model, raw: bool = False, update_fields=None, **kwargs) -> None:
    """Whatever door the change comes through."""
    written = [name for name in FROZEN[sender] if update_fields is None or name in update_fields]
    if raw or instance.pk is None or not written:
        return
    known = sender.objects.filter(pk=instance.pk).first()
    if known is None or not any(_value(known, name) != _value(instance, name) for name in written):
        return
    if refusal := refusal_to_change(known):
        raise FileInUse(refusal)


@receiver(pre_delete, sender=SiteImage, dispatch_uid="workflow_keep_images_from_deletion")
@receiver(pre_delete, sender=SiteDocument, dispatch_uid="workflow_keep_documents_from_deletion")
def refuse_deletion(sender, instance: Model, **kwargs) -> None:
    """Whatever door it comes through."""
    if refusal := refusal_to_delete([instance]):
        raise FileInUse(refusal)


def _value(file: Model, name: str):
    value = getattr(file, name)
    # a file that is not stored yet is another one, whatever its name
    return (value.name, value._committed) if name == "file" else value
