"""Acts on accounts: one's own credentials, and one's standing that others decide."""

from __future__ import annotations

from .credentials import (
    CONFIRM_HOURS,
    RESET_HOURS,
    SESSION_DAYS,
    ask_confirmation,
    ask_password_reset,
    change_password,
    check_credentials,
    confirm_email,
    make_reset_link,
    register,
    register_by_operator,
    reset_password,
    sign_in,
    sign_out,
    start_session,
)
from .leaving import erase_account
from .moving import FROZEN_FOR, move_home
from .standing import grant_role, lift_suspension, revoke_role, revoke_sessions, suspend, verify_residency

__all__ = [
    "CONFIRM_HOURS",
    "FROZEN_FOR",
    "RESET_HOURS",
    "SESSION_DAYS",
    "ask_confirmation",
    "ask_password_reset",
    "change_password",
    "check_credentials",
    "confirm_email",
    "erase_account",
    "grant_role",
    "lift_suspension",
    "make_reset_link",
    "move_home",
    "register",
    "register_by_operator",
    "reset_password",
    "revoke_role",
    "revoke_sessions",
    "sign_in",
    "sign_out",
    "start_session",
    "suspend",
    "verify_residency",
]
