"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import path

from standing.rooms.rights import views

app_name = "rights"
in_every_language = [
    path("rights/", views.index, name="index"),
    path("rights/numbers/", views.list_numbers, name="list_numbers"),
    path("rights/print/", views.choose_paper, name="choose_paper"),
    path("rights/print/<slug:paper>.pdf", views.print_paper, name="print_paper"),
    path("rights/<slug:slug>/", views.show_article, name="show_article"),
]
_ARTICLE = "staff/rights/<slug:slug>/"
_VERSION = f"{_ARTICLE}versions/<int:number>/"
urlpatterns = [
    path("staff/rights/", views.list_articles, name="list_articles"),
    path("staff/rights/new/", views.start_article, name="start_article"),
    path("staff/rights/withdrawn/", views.list_withdrawn, name="list_withdrawn"),
    path(_ARTICLE, views.show_history, name="show_history"),
    path(f"{_ARTICLE}edit/", views.edit_article, name="edit_article"),
    path(f"{_ARTICLE}place/", views.place_article, name="place_article"),
    path(f"{_ARTICLE}compare/<int:before>/<int:after>/", views.compare_versions, name="compare_versions"),
    path(f"{_ARTICLE}withdraw/", views.withdraw_article, name="withdraw_article"),
    path(_VERSION, views.read_version, name="read_version"),
    path(f"{_VERSION}submit/", views.submit_version, name="submit_version"),
    path(f"{_VERSION}take-back/", views.take_back_version, name="take_back_version"),
    path(f"{_VERSION}restore/", views.restore_version, name="restore_version"),
    path(f"{_VERSION}answer/", views.answer_version, name="answer_version"),
    path(f"{_VERSION}confirm/", views.confirm_version, name="confirm_version"),
]
