"""Signing in: by password, by mailed link, by the City's provider; and by one click in a sample only."""

import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from standing.hall.accounts import adapters, api, conf, queries
from standing.hall.accounts.api import GrantFact, Role, User
from standing.hall.installation import api as installation
from standing.hall.mail import api as mail
from tests.make import accounts as make
from tests.make.accounts import AT, PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/staff/sign-in/"
LINK = "/staff/account/password/link/"


@pytest.fixture
def sent(monkeypatch):
    posted = []

    def post(**message):
        posted.append(message)
        return True

    monkeypatch.setattr(mail, "post", post)
    return posted


@pytest.fixture
def sample():
    installation.create(is_sample=True, at=AT)


@pytest.fixture
def real():
    installation.create(is_sample=False, at=AT)


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


@pytest.mark.parametrize("said", ["ana@dept.example", "ANA@Dept.Example", "  ana@dept.example "])
def test_a_password_signs_in_whatever_the_case(said):
    make.person(email="ana@dept.example", password=PASSWORD)
    client = Client()
    assert client.get("/staff/account/").status_code == 302
    assert sign_in(client, said).status_code == 302
    assert client.get("/staff/account/").status_code == 200


def test_unknown_closed_and_wrong_answer_alike():
    make.person(email="ana@dept.example", password=PASSWORD)
    make.person(email="no-password@dept.example")
    answers = set()
    for email, password in [
        ("ana@dept.example", "wrong wrong wrong"),
        ("nobody@dept.example", PASSWORD),
        ("no-password@dept.example", ""),
        ("no-password@dept.example", "!"),
    ]:
        response = sign_in(Client(), email, password or "x")
        page = re.sub(
            r'(name="csrfmiddlewaretoken" value="[^"]*")|value="[^"]*@dept.example"', "", response.content.decode()
        )
        answers.add((response.status_code, page))
    assert len(answers) == 1


def test_guessing_is_slowed_down():
    make.person(email="ana@dept.example", password=PASSWORD)
    for _ in range(5):
        sign_in(Client(), "ana@dept.example", "wrong wrong wrong")
    client = Client()
    sign_in(client, "ana@dept.example")
    assert client.get("/staff/account/").status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x", "/\r\nX: y", "///evil.example", "http:evil.example", "http://127.0.0.1:8000/", "evil",
        "/\tevil", "data:text/html,x", " //evil.example",
    ],
)  # fmt: skip
def test_the_next_page_is_always_one_of_ours(elsewhere):
    make.person(email="ana@dept.example", password=PASSWORD)
    response = sign_in(Client(), "ana@dept.example", next=elsewhere)
    assert response.status_code == 302
    assert response["Location"] in {"/staff/", "/%0d%0aSet-Cookie:x"}


def test_the_next_page_is_honoured_when_it_is_ours():
    make.person(email="ana@dept.example", password=PASSWORD)
    assert sign_in(Client(), "ana@dept.example", next="/staff/account/?a=b")["Location"] == "/staff/account/?a=b"


def test_signing_out_takes_a_press_of_a_button():
    client = make.client_of(make.person())
    assert client.get("/staff/sign-out/").status_code == 200
    assert client.get("/staff/account/").status_code == 200
    assert client.post("/staff/sign-out/").status_code == 302
    assert client.get("/staff/account/").status_code == 302


def test_the_first_visit_goes_by_a_mailed_link(sent):
    make.grant(email="new@dept.example", role=Role.AUTHOR, department="fire")
    client = Client()
    assert client.post(LINK, {"email": "New@Dept.example"})["Location"] == f"{LINK}sent/"
    (message,) = sent
    assert message["to"] == ["new@dept.example"]
    url = re.search(r"http://127\.0\.0\.1:8000(/\S+)", message["body"])[1]

    def opened():
        user = User.objects.get(email="new@dept.example")
        return user.has_usable_password(), EmailAddress.objects.filter(user=user, verified=True).exists()

    for _ in range(3):  # a mail scanner opens links, by HEAD and GET, and follows where they lead
        scanner = Client()
        scanner.head(url)
        assert scanner.get(url, follow=True).status_code == 200
    assert opened() == (False, False)

    form = client.get(url)["Location"]
    assert client.post(form, {"name": "", "password1": PASSWORD, "password2": PASSWORD}).status_code == 422
    assert opened() == (False, False)
    done = client.post(form, {"name": "New Sample", "password1": PASSWORD, "password2": PASSWORD})
    assert (done.status_code, opened()) == (302, (True, True))

    assert sign_in(client, "new@dept.example").status_code == 302
    user = User.objects.get(email="new@dept.example")
    assert (user.name, queries.grants_of(user=user)) == (
        "New Sample",
        (GrantFact(role=Role.AUTHOR, department="fire"),),
    )
    used = Client().get(url)
    assert "does not work any more" in used.content.decode()


def test_asking_for_a_link_tells_nothing(sent):
    make.person(email="open@dept.example", password=PASSWORD)
    make.grant(email="granted@dept.example", role=Role.AUDITOR)
    answers = set()
    for email in ("open@dept.example", "granted@dept.example", "stranger@dept.example"):
        response = Client().post(LINK, {"email": email}, follow=True)
        answers.add(
            (response.status_code, re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode()))
        )
    assert len(answers) == 1
    assert [message["to"] for message in sent] == [["open@dept.example"], ["granted@dept.example"]]
    assert not User.objects.filter(email="stranger@dept.example").exists()


def test_nobody_signs_up():
    page = Client().get("/staff/account/no-sign-up/")
    assert "No access was given" in page.content.decode()
    assert Client().post("/staff/account/no-sign-up/", {"email": "a@dept.example"}).status_code == 405


def test_a_changed_password_ends_the_other_sessions():
    user = make.person(password=PASSWORD)
    here, there = Client(), Client()
    sign_in(here, user.email)
    sign_in(there, user.email)
    change = {"oldpassword": PASSWORD, "password1": "five other plain words", "password2": "five other plain words"}
    assert here.post("/staff/account/password/change/", change)["Location"] == "/staff/account/"
    assert [client.get("/staff/account/").status_code for client in (here, there)] == [200, 302]


def test_a_name_can_be_changed_but_not_emptied():
    user = make.person(name="Old Name")
    client = make.client_of(user)
    assert client.post("/staff/account/", {"name": "  "}).status_code == 422
    assert client.post("/staff/account/", {"name": "New Name"}).status_code == 302
    user.refresh_from_db()
    assert user.name == "New Name"


# -- samples


def test_a_sample_offers_every_role_by_one_click(sample):
    head = make.person(role=Role.HEAD, department="fire", name="Hana Head")
    make.grant(email="nobody-yet@dept.example", role=Role.AUTHOR, department="fire")
    (entry,) = api.sample_sign_ins(base_url="http://127.0.0.1:8000")
    assert {key: entry[key] for key in ("role", "department", "person")} == {
        "role": "head", "department": "fire", "person": "Hana Head",
    }  # fmt: skip
    path = entry["url"].removeprefix("http://127.0.0.1:8000")
    assert path in Client().get(SIGN_IN).content.decode()

    client = make.client_of(make.person())
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, "/staff/")
    assert client.get("/staff/people/fire/").status_code == 200  # no second factor is asked in a sample
    assert client.get("/staff/people/parks/").status_code == 404
    assert str(head.pk) == client.session["_auth_user_id"]


def test_every_page_of_the_library_says_that_it_is_a_sample(sample):
    pages = [
        "sign-in/",
        "account/password/link/",
        "account/password/link/sent/",
        "account/no-sign-up/",
        "account/closed/",
    ]
    assert [page for page in pages if b"Sample: invented records" not in Client().get(f"/staff/{page}").content] == []


def test_a_sample_token_is_not_guessed(sample):
    user = make.person(role=Role.HEAD, department="fire")
    (entry,) = api.sample_sign_ins(base_url="")
    other = make.person(role=Role.ADMINISTRATOR)
    stolen = entry["url"].replace(user.pk.hex, other.pk.hex)
    for path in (stolen, entry["url"][:-2] + "/", "/staff/sample-sign-in/x/", f"/staff/sample-sign-in/{user.pk.hex}/"):
        assert Client().get(path).status_code == 404
    assert Client().get(entry["url"]).status_code == 302


def test_a_real_database_knows_no_sample_sign_in(real):
    user = make.person(role=Role.HEAD, department="fire")
    from standing.hall.accounts import sample as samples

    path = samples.address(user)
    client = Client()
    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]
    assert client.get("/staff/account/").status_code == 302
    assert api.sample_sign_ins(base_url="") == []
    assert "sample-sign-in" not in client.get(SIGN_IN).content.decode()


def test_the_mark_of_a_sample_session_exempts_nobody_in_a_real_database(real):
    client = make.client_of(make.person(role=Role.HEAD, department="fire"), proven=False)
    session = client.session
    session["standing_sample_sign_in"] = True
    session.save()
    assert client.get("/staff/people/fire/").status_code == 302


# -- the City's provider


def provider_login(email, *, verified, user=None, process="login"):
    account = SocialAccount(provider="city", uid="u1", extra_data={"phone_number": "555-0100", "email": email})
    login = SocialLogin(
        user=user or User(),
        account=account,
        email_addresses=[EmailAddress(email=email, verified=verified, primary=True)],
    )
    login.state = {"process": process}
    return login


def provider_request():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    return request


def arrives(login):
    request = provider_request()
    adapter = get_provider_adapter(request)
    with request_context(request):
        adapter.populate_user(request, login, {"email": login.email_addresses[0].email, "name": "Prova Sample"})
        try:
            adapter.pre_social_login(request, login)
        except ImmediateHttpResponse as turned_away:
            return turned_away.response.status_code
    return login.user.email


@pytest.mark.parametrize(
    ("verified", "granted", "outcome"),
    [(True, True, "p@dept.example"), (True, False, 403), (False, True, 403), (False, False, 403)],
)
def test_the_provider_opens_only_what_was_granted_to_a_proven_address(verified, granted, outcome, sent, settings):
    settings.SOCIALACCOUNT_PROVIDERS = conf.oidc(
        issuer="https://id.city.example", client_id="standing", client_secret="s", name="City sign-in"
    )
    if granted:
        make.grant(email="p@dept.example", role=Role.AUDITOR)
    assert arrives(provider_login("P@Dept.Example", verified=verified)) == outcome
    assert User.objects.count() == (1 if outcome != 403 else 0)
    assert [account.extra_data for account in SocialAccount.objects.all()] == ([{}] if outcome != 403 else [])
    assert EmailAddress.objects.filter(verified=True).exists() is (outcome != 403)


def test_nobody_connects_a_second_account(sent):
    make.grant(email="p@dept.example", role=Role.AUDITOR)
    assert arrives(provider_login("p@dept.example", verified=True, process="connect")) == 403


# -- what is kept about visitors


def test_the_visitors_address_is_kept_nowhere():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.77")
    adapter = get_adapter(request)
    with request_context(request):
        first, again = adapter.get_client_ip(request), adapter.get_client_ip(request)
        other = adapter.get_client_ip(RequestFactory().get("/", REMOTE_ADDR="192.0.2.78"))
    assert first == again != other
    assert "192.0.2" not in first


def test_secrets_of_second_factors_are_locked(settings):
    adapter = get_factor_adapter()
    locked = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in locked
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert adapter.decrypt(locked) == "JBSWY3DPEHPK3PXP"
    assert adapters.FactorAdapter().build_totp_svg("otpauth://x").startswith("<svg")
