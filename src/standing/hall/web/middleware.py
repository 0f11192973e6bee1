"""Headers that every answer carries, and a page where Django would answer with nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.defaults import page_not_found

from standing.hall.web.views import refused
from standing.kernel.refusals import NotFound, Refused

Answer = Callable[[HttpRequest], HttpResponse]

CLOSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(f"{name}=()" for name in CLOSED)
PRIVATE = ("/staff/", "/accounts/")


class SecurityHeadersMiddleware:
    """
    Sets the headers that keep a visit between the visitor and the City.

    A page with a form says ``same-origin`` instead of ``no-referrer``: with the latter a browser
    sends ``Origin: null`` with the form, and the check against forged forms would refuse it. Neither
    tells another site anything.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then add what the answer does not say itself."""
        response = self.get_response(request)
        has_form = request.path.startswith(PRIVATE) or "CSRF_COOKIE" in request.META
        headers = response.headers
        headers.setdefault("Referrer-Policy", "same-origin" if has_form else "no-referrer")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(PRIVATE):
            headers["Cache-Control"] = "no-store"
        return response


class KindRefusalsMiddleware:
    """
    Gives a page to each way of saying no.

    What is not there is 404 and what is refused 422 with its sentence, in whichever room it is raised; a method that
    an address does not take is 405, which Django leaves blank. A form that was refused shows that itself, at the field.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a blank 405 gets words."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say in a page what a view was refused and did not say itself."""
        if isinstance(exception, NotFound):
            return page_not_found(request, exception)
        return refused(request, exception).render() if isinstance(exception, Refused) else None
