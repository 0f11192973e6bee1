"""Turns what people typed into values; never saves beyond what the sign-in library asks of its forms."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from standing.hall import clock
from standing.hall.accounts import actions, names, queries
from standing.hall.accounts.models import User
from standing.kernel.access import DEPARTMENT_ROLES, Role
from standing.kernel.refusals import NotAllowed

ROLE_NAMES = {
    Role.COORDINATOR: _("Coordinator (Mayor's office)"),
    Role.REVIEWER: _("Reviewer"),
    Role.AUTHOR: _("Author"),
    Role.HEAD: _("Head of department"),
    Role.LIAISON: _("Liaison"),
    Role.BACKUP: _("Backup liaison"),
    Role.ATTORNEY: _("City Attorney"),
    Role.EDITOR: _("Editor of public words"),
    Role.TRANSLATOR: _("Translator"),
    Role.AGENT: _("311 agent"),
    Role.PROPERTY: _("Property manager"),
    Role.POLICE: _("Police supervisor"),
    Role.INSPECTOR: _("Inspector General"),
    Role.INVESTIGATOR: _("Investigator of concerns"),
    Role.CUSTODIAN: _("Custodian of names"),
    Role.RECORDS: _("Records officer"),
    Role.PERSONNEL: _("Personnel officer"),
    Role.CONTRACTS: _("Contract compliance officer"),
    Role.TREASURER: _("Treasurer of cash aid"),
    Role.VAULT: _("Custodian of cash cards"),
    Role.KEEPER: _("Key keeper (the trustee's)"),
    Role.AUDITOR: _("Auditor (reads only)"),
    Role.ADMINISTRATOR: _("Administrator"),
}


class SignInForm(LoginForm):  # type: ignore[misc]  # the library has no types
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class LinkForm(ResetPasswordForm):  # type: ignore[misc]  # the library has no types
    """Asks for the link that sets a password. The answer is the same for every address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})

    def save(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ARG002 - the library's signature
        """Mail the link to the address as it is on record, if anything was granted to it or an account is open."""
        said: str = self.cleaned_data["email"]
        try:
            user: User | None = actions.create_account(email=said, at=clock.now())
        except NotAllowed:
            user = queries.open_account_of(email=said)
        if user is not None:
            request_password_reset(request, user.email, [user], None)
        return said


class PasswordByLinkForm(ResetPasswordKeyForm):  # type: ignore[misc]  # the library has no types
    """The page behind the mailed link: the first time it also asks for the name."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, help_text=_("As colleagues know you. It appears beside what you sign.")
    )
    field_order = ("name", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("The same password again")
        for name in ("password1", "password2"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        if self.user is None or self.user.name:
            del self.fields["name"]

    def save(self) -> None:
        """Set the password; the address is proven by the link."""
        super().save()
        actions.prove_email(user=self.user, name=self.cleaned_data.get("name", ""), at=clock.now())


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """Adds a passkey; it signs in alone unless the person says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["name"].label = _("Name of this key")
        passwordless = self.fields.get("passwordless")
        if passwordless is not None:
            passwordless.label = _("Sign in with this key alone")
            passwordless.help_text = _("No password is asked. The key checks your finger, face or PIN.")
            passwordless.initial = True


class NameForm(forms.Form):
    """One's own name."""

    name = forms.CharField(label=_("Your name"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class GrantForm(forms.Form):
    """Gives a role to an e-mail."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Nobody needs an account yet. The role works as soon as somebody signs in with this e-mail."),
    )
    role = forms.ChoiceField(label=_("Role"))
    department = forms.CharField(label=_("Department"), required=False)

    def __init__(self, *args: Any, gives: tuple[Role, ...], department: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.own_department = department
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=[("", _("Choose a role")), *((role.value, ROLE_NAMES[role]) for role in gives)]
        )
        if department is not None:
            del self.fields["department"]
        elif known := names.departments():
            self.fields["department"] = forms.ChoiceField(
                label=_("Department"),
                required=False,
                choices=[("", _("The whole City")), *known],
                help_text=_("For authors, heads and liaisons."),
            )

    def clean_role(self) -> Role:
        """Return the role as such."""
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        """See that role and department fit each other."""
        values = super().clean() or self.cleaned_data
        if self.own_department is not None:
            values["department"] = self.own_department
        elif role := values.get("role"):
            given = values.get("department", "")
            if role in DEPARTMENT_ROLES and not given:
                self.add_error("department", _("This role belongs to a department. Choose the department."))
            if role not in DEPARTMENT_ROLES and given:
                self.add_error("department", _("This role is for the whole City. Leave the department empty."))
        return values
