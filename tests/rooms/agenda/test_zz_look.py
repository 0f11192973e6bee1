import os
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="true"
from random import Random
import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright
from standing.hall import clock
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs, queries, registry
from standing.hall.audit.api import SYSTEM
from standing.config import wiring
from standing.hall.accounts.api import Role
from tests.make import accounts
from standing.sample import agenda, contact

@pytest.mark.django_db(transaction=True)
def test_look(live_server, monkeypatch, tmp_path):
    from standing.hall.pack.base import SECTIONS
    monkeypatch.setattr(registry, "_sections", {s.name: s for s in (*SECTIONS, *wiring.SECTIONS)})
    monkeypatch.setitem(settings.STANDING, "box_key_file", tmp_path / "box.key")
    queries._facts.clear()
    now=clock.now()
    installation.create(is_sample=True, at=now)
    packs.load_first(directory="packs/los-angeles", by=SYSTEM, at=now.replace(year=2025))
    desk=accounts.person(role=Role.COORDINATOR,name="Sample Desk"); ed=accounts.person(role=Role.EDITOR,name="Sample Editor")
    contact.write(desk=desk, until=now, random=Random("a")); agenda.write(editor=ed, coordinator=desk, until=now, random=Random("a"))
    client=accounts.client_of(desk)
    from standing.rooms.agenda import queries as aq
    from standing.rooms.contact.models import Message
    evs=aq.public_events(at=now)
    ev=next(e for e in evs if "Evening" in e.content.title)
    msg=Message.objects.filter(state="answered").first()
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        ctx=b.new_context(viewport={"width":1200,"height":900})
        pg=ctx.new_page()
        def shot(path,name,w=1200):
            pg.set_viewport_size({"width":w,"height":900}); r=pg.goto(live_server.url+path); print(path,r.status)
            ov=pg.evaluate("document.documentElement.scrollWidth-document.documentElement.clientWidth")
            if ov>0: print("OVERFLOW",path,w,ov)
            pg.screenshot(path=f"/tmp/h6look/{name}.png",full_page=True)
        shot("/contact/","contact-s",320); shot("/contact/","contact"); shot("/contact/write/","write-s",320); shot("/es/contact/","contact-es",320); shot("/fa/events/","events-fa",320)
        shot("/events/","events"); shot(f"/events/{ev.id}/","event-s",320); shot("/events/embed/","embed",400); shot("/events/share/","share"); shot("/contact/answer/","answer-s",320)
        # write through
        pg.goto(live_server.url+"/contact/write/"); pg.check("input[name=topic][value=rights]"); pg.fill("textarea[name=text]","Sample words"); pg.wait_for_timeout(3200); pg.click("main button[type=submit]"); pg.screenshot(path="/tmp/h6look/receipt.png",full_page=True); print("cookies",ctx.cookies())
        code=pg.inner_text("#main code"); pg.goto(live_server.url+"/contact/answer/"); pg.fill("input[name=receipt]",code); pg.wait_for_timeout(3200); pg.click("main button[type=submit]"); pg.screenshot(path="/tmp/h6look/status.png",full_page=True)
        from axe_playwright_python.sync_playwright import Axe
        for path in ("/contact/","/contact/write/","/contact/answer/","/events/",f"/events/{ev.id}/","/events/share/","/events/embed/"):
            pg.goto(live_server.url+path); v=Axe().run(pg).response["violations"]; print(path,[ (x["id"],[n["html"][:150] for n in x["nodes"]][:2]) for x in v])
        s=client.session; ctx.add_cookies([{"name":settings.SESSION_COOKIE_NAME,"value":s.session_key,"url":live_server.url}])
        for path,name in (("/staff/contact/","inbox"),(f"/staff/contact/{msg.pk}/","message"),("/staff/contact/counts/","counts"),("/staff/contact/templates/?language=es","templates"),("/staff/contact/hold/","hold"),("/staff/events/","sevents"),(f"/staff/events/{ev.id}/","sevent"),("/staff/events/new/","new")):
            shot(path,name); v=Axe().run(pg).response["violations"]; print(path,[ (x["id"],[n["html"][:150] for n in x["nodes"]][:2]) for x in v])
        pg.goto(live_server.url+f"/staff/contact/{msg.pk}/"); pg.click("text=Open and read"); pg.screenshot(path="/tmp/h6look/read.png",full_page=True); v=Axe().run(pg).response["violations"]; print("read",[ (x["id"],[n["html"][:150] for n in x["nodes"]][:2]) for x in v])
        shot(f"/staff/events/{ev.id}/","sevent-s",320); shot("/staff/contact/","inbox-s",320)
        b.close()
