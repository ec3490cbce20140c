"""What can go wrong, said in a sentence for people.

SgforumError
├── InvalidInput   what was typed does not fit: messages by field           (422)
├── NotFound       it does not exist, or may not be seen                      (404)
├── Forbidden      the actor may not do this; looks like NotFound from outside (404)
├── Refused        the actor may see it, but a rule says no, with its reason  (403)
├── Conflict       the thing is in another state than the act needs           (409)
├── TooMany        a limit on acts in time is reached                         (429)
└── Unavailable    something the site needs is down                           (503)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class SgforumError(Exception):
    """A refusal with a sentence; `message` is a msgid (Indonesian) with %(name)s places filled by `params`."""

    status = 500

    def __init__(self, message: str = "", **params: object) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.params = params


class InvalidInput(SgforumError):
    """Messages by field name; the key "" is for the form as a whole."""

    status = 422

    def __init__(self, errors: Mapping[str, str] | str, **params: object) -> None:
        fields = {"": errors} if isinstance(errors, str) else dict(errors)
        super().__init__(next(iter(fields.values()), ""), **params)
        self.errors = fields


class BadLines(InvalidInput):
    """A file that was not imported, with every wrong line: `lines` is [(line number, what is wrong with it)]."""

    def __init__(self, lines: Sequence[tuple[int, SgforumError]]) -> None:
        self.lines = list(lines)
        super().__init__("; ".join(f"{number}: {error}" for number, error in self.lines))


class NotFound(SgforumError):
    status = 404


class Forbidden(SgforumError):
    status = 404


class Refused(SgforumError):
    status = 403


class Conflict(SgforumError):
    status = 409


class TooMany(SgforumError):
    status = 429


class Unavailable(SgforumError):
    status = 503
