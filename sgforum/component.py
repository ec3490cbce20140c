"""The manifest of a domain: all that the composition root needs to know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import click
from flask import Blueprint

from .config import Config


@dataclass(frozen=True, slots=True)
class Job:
    """Something the worker does again and again: idempotent, derived from what the database says is due.

    run: called inside an application context with the moment; does its own transactions; returns how
    many things it did. Several workers may call it at once. is_long: it may take a minute, and runs beside the others.
    """

    name: str
    every_seconds: int
    run: Callable[[Config, datetime], int]
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """A domain's name and its doors; `wire` subscribes it to facts of lower domains.

    commands: run inside an application for the chosen instance. tools: work on files alone, without one.
    """

    name: str
    pages: tuple[Blueprint, ...] = ()
    commands: tuple[click.Command, ...] = ()
    tools: tuple[click.Command, ...] = ()
    jobs: tuple[Job, ...] = ()
    wire: Callable[[], None] | None = None
    own_data: Callable[[int], Any] | None = None  # what the domain holds of a person, for their own copy
    checks: tuple[Callable[[Config], list[str]], ...] = field(default=())  # what `sgforum doctor` asks
