"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern, path

from standing.rooms.agenda import views

app_name = "agenda"
in_every_language: list[URLPattern] = [
    path("events/", views.index, name="index"),
    path("events/find/", views.find, name="find"),
    path("events/share/", views.share, name="share"),
    path("events/embed/", views.embed, name="embed"),
    path("events/feed.ics", views.feed, name="feed"),
    path("events/feed.atom", views.atom, name="atom"),
    path("events/topic/<slug:topic>/feed.ics", views.feed, name="topic_feed"),
    path("events/language/<slug:spoken>/feed.ics", views.feed, name="language_feed"),
    path("events/<uuid:event>/", views.show_event, name="show_event"),
    path("events/<uuid:event>/event.ics", views.event_ics, name="event_ics"),
]
urlpatterns: list[URLPattern] = [
    path("staff/events/", views.list_events, name="list_events"),
    path("staff/events/new/", views.new_event, name="new_event"),
    path("staff/events/<uuid:event>/", views.staff_event, name="show_event"),
    path("staff/events/<uuid:event>/edit/", views.edit_event, name="edit_event"),
    path("staff/events/<uuid:event>/approve/", views.approve_event, name="approve_event"),
    path("staff/events/<uuid:event>/cancel/", views.cancel_event, name="cancel_event"),
    path("staff/events/<uuid:event>/move/", views.move_event, name="move_event"),
    path("staff/events/<uuid:event>/restore/", views.restore_event, name="restore_event"),
]
