"""Deleting files: not while readers see them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from wagtail.documents.views import multiple as multiple_documents
from wagtail.documents.views.documents import DeleteView as WagtailDocumentDeleteView
from wagtail.images.views import multiple as multiple_images
from wagtail.images.views.images import DeleteView as WagtailImageDeleteView

from cms.viewsets import KeepsWhatIsInUse
from cms.workflow.files import FileInUse, refusal_to_delete


class KeepsWhatReadersSee(KeepsWhatIsInUse):
    def obstacle(self) -> str:
        return refusal_to_delete([self.object])


class ImageDeleteView(KeepsWhatReadersSee, WagtailImageDeleteView):
    edit_url_name = "wagtailimages:edit"


class DocumentDeleteView(KeepsWhatReadersSee, WagtailDocumentDeleteView):
    edit_url_name = "wagtaildocs:edit"


class KeepsUploads:
    """For the views that discard a file just after its upload; their address takes any file."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if refusal := refusal_to_delete(self.get_model().objects.filter(pk=kwargs[self.pk_url_kwarg])):
            raise FileInUse(refusal)
        return super().post(request, *args, **kwargs)


class ImageUploadDeleteView(KeepsUploads, multiple_images.DeleteView):
    pass


class DocumentUploadDeleteView(KeepsUploads, multiple_documents.DeleteView):
    pass


# The addresses are Wagtail's own; ours come before them.
urlpatterns = [
    path("images/<int:image_id>/delete/", ImageDeleteView.as_view()),
    path("documents/delete/<int:document_id>/", DocumentDeleteView.as_view()),
    path("images/multiple/<int:image_id>/delete/", ImageUploadDeleteView.as_view()),
    path("documents/multiple/<int:doc_id>/delete/", DocumentUploadDeleteView.as_view()),
]
