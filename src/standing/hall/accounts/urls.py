"""
Addresses of accounts, all under /staff/.

The sign-in library is mounted page by page: what is not listed here (sign-up by form, change of e-mail, codes by
mail) has no address at all. Its names carry no namespace because it asks for them so.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import URLPattern, URLResolver, include, path, re_path

from standing.hall.accounts import views

_OWN: list[URLPattern | URLResolver] = [
    path("account/", views.own_account, name="account"),
    path("people/", views.people, name="people"),
    path("people/grants/<uuid:grant>/withdraw/", views.withdraw, name="withdraw"),
    path("people/accounts/<uuid:account>/close/", views.close, name="close"),
    path("people/<slug:department>/", views.people_of, name="people_of"),
    path("people/<slug:department>/grants/<uuid:grant>/withdraw/", views.withdraw_of, name="withdraw_of"),
    path("sample-sign-in/<slug:token>/", views.sample_sign_in, name="sample_sign_in"),
]

_LIBRARY = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/closed/", account.account_inactive, name="account_inactive"),
    path("account/no-sign-up/", account.signup, name="account_signup"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/password/link/", account.password_reset, name="account_reset_password"),
    path("account/password/link/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/link/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/link/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/security/", mfa.index, name="mfa_index"),
    path("account/security/enter/", mfa.authenticate, name="mfa_authenticate"),
    path("account/security/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/security/app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/security/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/security/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/security/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/security/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/security/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/security/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("account/security/passkeys/confirm/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/security/passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("account/security/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/security/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/provider/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/provider/error/", social.login_error, name="socialaccount_login_error"),
    path("account/provider/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("account/provider/<slug:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
]


def _in_our_shell(pattern: URLPattern) -> URLPattern:
    return URLPattern(pattern.pattern, views.in_our_shell(pattern.callback), pattern.default_args, pattern.name)


urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/", include((_OWN, "accounts"))),
    path("staff/", include([_in_our_shell(pattern) for pattern in _LIBRARY])),
]
