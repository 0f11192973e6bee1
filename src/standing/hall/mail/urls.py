"""The addresses of the post office."""

from django.urls import path

from standing.hall.mail import views

app_name = "mail"
urlpatterns = [
    path("staff/mail/", views.list_letters, name="list_letters"),
    path("staff/mail/<slug:name>/", views.show_letter, name="show_letter"),
    path("staff/mail/<slug:name>/send-again/", views.send_again, name="send_again"),
    path("mail/news/", views.take_news, name="take_news"),
]
