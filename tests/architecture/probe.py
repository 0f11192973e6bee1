"""A view's stand-in: whatever passes every other middleware is answered here, so no view runs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

REACHED = 299


class Probe:
    """Stands last; what comes here would have reached its view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does, when there is nothing to view."""
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, *_: object) -> HttpResponse:
        """Answer in the view's place."""
        return HttpResponse(status=REACHED)
