"""Deleting files: not while readers see them."""

from django.urls import path
from wagtail.documents.views.documents import DeleteView as WagtailDocumentDeleteView
from wagtail.images.views.images import DeleteView as WagtailImageDeleteView

from cms.viewsets import KeepsWhatIsInUse
from cms.workflow.files import refusal_to_delete


class KeepsWhatReadersSee(KeepsWhatIsInUse):
    def obstacle(self) -> str:
        return refusal_to_delete([self.object])


class ImageDeleteView(KeepsWhatReadersSee, WagtailImageDeleteView):
    edit_url_name = "wagtailimages:edit"


class DocumentDeleteView(KeepsWhatReadersSee, WagtailDocumentDeleteView):
    edit_url_name = "wagtaildocs:edit"


# The addresses are Wagtail's own; ours come before them.
urlpatterns = [
    path("images/<int:image_id>/delete/", ImageDeleteView.as_view()),
    path("documents/delete/<int:document_id>/", DocumentDeleteView.as_view()),
]
