"""The settings of the sign-in library, ready for the front gate. Knows no model, so settings may import it."""

from collections.abc import Sequence

_HERE = "standing.hall.accounts"

SETTINGS: dict[str, object] = {
    "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
    "LOGIN_URL": "account_login",
    # -- accounts: e-mail and password; no sign-up, for access is granted before the account exists
    "ACCOUNT_ADAPTER": f"{_HERE}.adapters.AccountAdapter",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_USER_MODEL_EMAIL_FIELD": "email",
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*", "password2*"],
    # The only ways in prove the address first: a mailed link, or the City's provider.
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_UNIQUE_EMAIL": True,
    "ACCOUNT_PREVENT_ENUMERATION": True,
    "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
    "ACCOUNT_EMAIL_NOTIFICATIONS": True,
    "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
    "ACCOUNT_SESSION_REMEMBER": False,
    "ACCOUNT_LOGOUT_ON_GET": False,
    "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
    "ACCOUNT_LOGIN_ON_PASSWORD_RESET": False,
    "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
    "ACCOUNT_LOGIN_BY_CODE_ENABLED": False,
    "ACCOUNT_FORMS": {
        "login": f"{_HERE}.forms.SignInForm",
        "reset_password": f"{_HERE}.forms.LinkForm",
        "reset_password_from_key": f"{_HERE}.forms.PasswordByLinkForm",
    },
    "ACCOUNT_RATE_LIMITS": {
        "login": "30/m/ip",
        "login_failed": "10/m/ip,5/5m/key",
        "reset_password": "20/m/ip,5/m/key",
        "reset_password_from_key": "20/m/ip",
        "reauthenticate": "10/m/user",
        "change_password": "5/m/user",
    },
    # -- second factor
    "MFA_ADAPTER": f"{_HERE}.adapters.FactorAdapter",
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_PASSKEY_SIGNUP_ENABLED": False,
    "MFA_REAUTHENTICATION_REQUIRED": True,
    "MFA_TRUST_ENABLED": False,
    "MFA_TOTP_ISSUER": "Standing",
    "MFA_TOTP_TOLERANCE": 1,
    "MFA_RECOVERY_CODES_SHOW_ONCE": False,
    "MFA_FORMS": {"add_webauthn": f"{_HERE}.forms.PasskeyForm"},
    # -- the City's own provider
    "SOCIALACCOUNT_ADAPTER": f"{_HERE}.adapters.ProviderAdapter",
    "SOCIALACCOUNT_AUTO_SIGNUP": False,
    "SOCIALACCOUNT_LOGIN_ON_GET": False,
    "SOCIALACCOUNT_STORE_TOKENS": False,
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,  # the adapter links, and only where something was granted
    "SOCIALACCOUNT_PROVIDERS": {},
}


def oidc(
    *, issuer: str, client_id: str, client_secret: str, name: str, scope: Sequence[str] = ("openid", "email", "profile")
) -> dict[str, object]:
    """Return ``SOCIALACCOUNT_PROVIDERS`` for one OpenID Connect provider, called ``city`` in addresses."""
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "SCOPE": list(scope),
            "APPS": [
                {
                    "provider_id": "city",
                    "name": name,
                    "client_id": client_id,
                    "secret": client_secret,
                    "settings": {"server_url": issuer},
                }
            ],
        }
    }
