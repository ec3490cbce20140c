"""The forms of accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ..core.errors import InvalidInput
from ..core.permissions import Role
from ..territory.models import AgeBand, Sex
from ..web.formkit import Form, choices
from ..web.i18n import gettext
from .services.credentials import check_new_password, normalise_email

_REQUIRED = InputRequired(_l("Isi bagian ini."))
ROLE_NAMES = {
    Role.VERIFIER: _l("Petugas verifikasi (RT/RW atau loket)"),
    Role.MODERATOR: _l("Moderator"),
    Role.OFFICIAL: _l("Pejabat (lurah, staf, OPD)"),
    Role.ADMIN: _l("Admin"),
    Role.AUDITOR: _l("Auditor (hanya membaca)"),
}


class MoveForm(Form):
    home_code = SelectField(_l("Kelurahan tempat Anda tinggal sekarang"), [_REQUIRED], validate_choice=False)


class RegisterForm(Form):
    name = StringField(_l("Nama"), [_REQUIRED, Length(max=80)])
    email = EmailField(_l("Alamat surel"), [_REQUIRED, Length(max=254)])
    home_code = SelectField(_l("Kelurahan tempat Anda tinggal"), [_REQUIRED], validate_choice=False)
    password = PasswordField(_l("Kata sandi"), [_REQUIRED, Length(max=200)])

    def validate_email(self, field: EmailField) -> None:
        """Said together with what else is wrong; the service checks again."""
        try:
            normalise_email(field.data)
        except InvalidInput as error:
            problem = error.errors["email"]
            raise ValidationError(gettext(problem)) from None

    def validate_password(self, field: PasswordField) -> None:
        problem = check_new_password(field.data, email=self.email.data or "", name=self.name.data or "")
        if problem:
            raise ValidationError(gettext(problem))


class SignInForm(Form):
    email = EmailField(_l("Alamat surel"), [_REQUIRED, Length(max=254)])
    password = PasswordField(_l("Kata sandi"), [_REQUIRED, Length(max=200)])
    lanjut = HiddenField()


class EmailForm(Form):
    email = EmailField(_l("Alamat surel"), [_REQUIRED, Length(max=254)])


class NewPasswordForm(Form):
    new = PasswordField(_l("Kata sandi baru"), [_REQUIRED, Length(max=200)])


class ChangePasswordForm(NewPasswordForm):
    old = PasswordField(_l("Kata sandi lama"), [_REQUIRED, Length(max=200)])


class EraseForm(Form):
    password = PasswordField(_l("Kata sandi Anda"), [_REQUIRED, Length(max=200)])


class ConfirmForm(Form):
    """Nothing but the button and its CSRF token."""


class VerifyForm(Form):
    rt_code = SelectField(_l("RT tempat tinggal"), [_REQUIRED], validate_choice=False)
    sex = RadioField(
        _l("Jenis kelamin"),
        [Optional()],
        choices=choices(
            [
                (Sex.FEMALE.value, _l("Perempuan")),
                (Sex.MALE.value, _l("Laki-laki")),
                ("", _l("Tidak dicatat")),
            ]
        ),
        default="",
    )
    age_band = RadioField(
        _l("Kelompok umur"),
        [Optional()],
        choices=choices([*((band.value, band.value) for band in AgeBand), ("", _l("Tidak dicatat"))]),
        default="",
    )


class SuspendForm(Form):
    reason = TextAreaField(_l("Alasan"), [_REQUIRED, Length(max=1000)])
    days = RadioField(
        _l("Lama penangguhan"),
        [_REQUIRED],
        choices=choices(
            [("1", _l("1 hari")), ("7", _l("7 hari")), ("30", _l("30 hari")), ("0", _l("Sampai dicabut"))]
        ),
    )


class RoleForm(Form):
    email = EmailField(_l("Alamat surel orangnya"), [_REQUIRED, Length(max=254)])
    role = SelectField(
        _l("Peran"), [_REQUIRED], choices=choices((role.value, name) for role, name in ROLE_NAMES.items())
    )
    place_code = SelectField(_l("Wilayah"), [_REQUIRED], validate_choice=False)
