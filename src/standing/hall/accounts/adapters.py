"""How the sign-in library behaves in this house: closed to strangers, one post office, nothing stored needlessly."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from standing.hall import clock
from standing.hall.accounts import actions, queries, sessions
from standing.hall.accounts.models import User
from standing.hall.mail import api as mail

# Rate limits need to tell visitors apart, not to know them: addresses are hashed with a key that dies with the process.
_VISITOR_KEY = secrets.token_bytes(32)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts: no sign-up, mail through the hall, next pages only in this house."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """Answer no: access is granted to an e-mail, and the account opens by a mailed link."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Test whether a next page is a path of this house; a full address never is."""
        return (
            bool(url)
            and str(url).startswith("/")
            and str(url).isprintable()
            and "\\" not in str(url)
            and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return something that stands for the visitor's address and cannot be turned back."""
        said = truncate_ip(super().get_client_ip(request))
        return hmac.new(_VISITOR_KEY, said.encode(), hashlib.sha256).hexdigest()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the mail, under the configured address whatever the request called us."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.STANDING['origin']}{path.replace('UID-KEY', key)}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - the library's signature
        """Lead back to the own account."""
        return reverse("accounts:account")

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and note when the session began."""
        super().login(request, user)
        sessions.begin(request, now=clock.now())

    def set_password(self, user: User, password: str) -> None:
        """Change the password, with a record."""
        actions.set_password(user=user, password=password, at=clock.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person that something about the account changed; without address and browser."""
        self.send_mail(template_prefix, email or user.email, {"user": user, **(context or {})})

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Hand a message to the hall's post office."""
        values = {**context, "email": email, "origin": settings.STANDING["origin"]}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", values).split())
        body = render_to_string(f"{template_prefix}_message.txt", values).strip() + "\n"
        user = context.get("user")
        mail.post(
            key=f"{template_prefix}:{secrets.token_hex(16)}",
            to=[email],
            subject=subject,
            body=body,
            about=f"accounts:{user.pk}" if isinstance(user, User) else "accounts",
            secret="password_reset_url" in values,
            at=clock.now(),
        )


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Second factors: secrets are kept encrypted, keys have plain names."""

    def encrypt(self, text: str) -> str:
        """Lock a secret with a key made from the secret key of this installation."""
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what ``encrypt`` locked, also with an older secret key."""
        return _locks().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the picture without an XML declaration, so that it can stand inside a page."""
        return str(super().build_totp_svg(url)).partition("?>")[2].strip()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Suggest a name for the next key."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("My passkey") if count == 0 else _("Passkey %(number)s") % {"number": count + 1}

    def _get_site_name(self) -> str:
        return "Standing"


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """The City's own provider: proves an e-mail; what the e-mail may do, the grants say."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Mapping[str, Any]) -> User:  # noqa: ARG002 - the library's signature
        """Take name and e-mail, and forget everything else the provider told."""
        sociallogin.account.extra_data = {}
        user = sociallogin.user
        assert isinstance(user, User)
        user.email = str(data.get("email") or "").strip().lower()
        user.name = str(data.get("name") or "").strip()[:200]
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """
        Link the sign-in to the account of its proven e-mail, if something was granted to that e-mail.

        :raises ImmediateHttpResponse: with the page that says who gives access, to everybody else
        """
        if sociallogin.state.get("process", "login") != "login":
            _turn_away(request)
        if sociallogin.is_existing:
            if not queries.grants_of(user=sociallogin.user):
                _turn_away(request)
            return
        email = _proven_email(sociallogin.email_addresses)
        if email is None or not queries.has_open_grant(email=email):
            _turn_away(request)
        name = sociallogin.user.name if isinstance(sociallogin.user, User) else ""
        user = actions.create_account(email=email, name=name, at=clock.now())
        actions.prove_email(user=user, name=name, at=clock.now())
        sociallogin.connect(request, user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - the library's signature
        """Answer no: whoever may come in was linked before this is asked."""
        return False


def _proven_email(addresses: list[EmailAddress]) -> str | None:
    return next((address.email.strip().lower() for address in addresses if address.verified), None)


def _turn_away(request: HttpRequest) -> NoReturn:
    raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))


def _locks() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(secret))) for secret in keys])


def _key(secret: str | bytes) -> bytes:
    return salted_hmac("standing.hall.accounts.factors", "", secret=secret, algorithm="sha256").digest()
