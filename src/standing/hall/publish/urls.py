"""The addresses of publishing. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import path

from standing.hall.publish import views

app_name = "publish"
in_every_language = [
    path("changes.atom", views.changes, name="changes"),
    path("offline/", views.offline, name="offline"),
    path("offline.json", views.offline_list, name="offline_list"),
    path("not-found/", views.not_found, name="not_found"),
    path("unavailable/", views.unavailable, name="unavailable"),
]
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sw.js", views.worker, name="worker"),
    path("staff/publishing/", views.show, name="show"),
    path("staff/publishing/now/", views.publish_now, name="publish_now"),
    path("staff/publishing/back/", views.roll_back, name="roll_back"),
]
