import pytest
from django.test import Client

from standing.rooms.services.queries import listed
from standing.rooms.services.queries import search
from standing.rooms.services.queries.search import Filters
from tests.make import services as make
from tests.make import accounts
from standing.hall import clock

pytestmark = pytest.mark.django_db
AT = make.local("2025-07-11 10:00")


def test_smoke(editor, agent, liaison, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(clock, "now", lambda: AT)
    one = make.service(by=editor, at=AT)
    two = make.service("North Legal Clinic", by=editor, at=AT, kinds=["legal-help"])
    assert make.row(one).checked_on == AT.date()
    assert listed.published(at=AT).count() == 2
    for words in ("pantry", "pantri", "comida", "oak", "clinics", "abogado"):
        found = search.search(filters=Filters(words=words), language="es", at=AT)
        print(words, [s.name.text for s in found.services], found.meant)
    c = Client()
    for path in ("/help/", "/es/help/", "/fa/help/?q=oak", "/help/?zip=00001", "/help/?kind=food&open=on", f"/help/{one}/", f"/es/help/{one}/", "/help/essentials/", "/help/sheet/", f"/help/sheet/?s={one}&s={two}"):
        r = c.get(path)
        print(path, r.status_code, len(r.content))
        assert r.status_code == 200
    c = accounts.client_of(editor)
    for path in ("/staff/services/", f"/staff/services/{one}/", f"/staff/services/{one}/edit/", f"/staff/services/{one}/history/", f"/staff/services/{one}/check/hours/", f"/staff/services/{one}/check/address/", f"/staff/services/{one}/check/languages/",f"/staff/services/{one}/close/", f"/staff/services/{one}/alert/", "/staff/services/rounds/", "/staff/services/gaps/", "/staff/services/gaps.csv", "/staff/services/departments/", "/staff/services/departments/parks/", "/staff/services/add/"):
        r = c.get(path)
        print(path, r.status_code, len(r.content))
        assert r.status_code == 200
