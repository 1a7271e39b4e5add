"""Commands for the people at the desk."""

from __future__ import annotations

import click

from monitor.cli.context import Context, now, with_context
from monitor.errors import CounterclaimError

_ROLES = click.Choice(["reviewer", "editor", "admin"])


@click.group()
def user() -> None:
    """Users of the desk."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=_ROLES, required=True)
@with_context
def add_user(context: Context, name: str, role: str) -> None:
    """Add a user; the printed link lets them choose their password."""
    from monitor.people import add_user as add
    from monitor.people import sign_in_path
    from monitor.records import Role

    with context.store() as store:
        add(store, name, Role(role), now())
        click.echo(f"{name}: {role}; first sign-in, once, within the hour: {sign_in_path(store, name, now())}")


@user.command("list")
@with_context
def list_users(context: Context) -> None:
    """Every user with role and state."""
    with context.store() as store:
        for one in store.users():
            click.echo(f"{one['name']}  {one['role']}{'  disabled' if one['disabled'] else ''}")


@user.command()
@click.argument("name")
@with_context
def disable(context: Context, name: str) -> None:
    """Shut a user out, at once and from every session."""
    from monitor.people import disable_user

    with context.store() as store:
        disable_user(store, name)
    click.echo(f"{name}: disabled")


@user.command()
@click.argument("name")
@with_context
def reset(context: Context, name: str) -> None:
    """A new one-time link for somebody who forgot the password."""
    from monitor.people import sign_in_path

    with context.store() as store:
        if store.user(name) is None:
            raise CounterclaimError(f"{name}: no such user; see: counterclaim user list")
        click.echo(f"{name}: sign-in, once, within the hour: {sign_in_path(store, name, now())}")
