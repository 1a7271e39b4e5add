"""Commands that poll outlets over the network."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import click

from monitor.cli.context import Context, answer, as_json, located, now, show_errors, with_context
from monitor.errors import CounterclaimError

if TYPE_CHECKING:
    from monitor.poll import Polled
    from monitor.records import Feed
    from monitor.store import Store


@click.group()
def feeds() -> None:
    """Where outlets are polled."""


@feeds.command("add")
@click.argument("url")
@click.option("--outlet", metavar="ID", required=True, help="The outlet whose feed this is.")
@click.option("--page", is_flag=True, help="The address is a page that lists articles, not a feed.")
@click.option("--full-text", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True,
              help="Whether articles are fetched: by default where the feed gives only a teaser.")  # fmt: skip
@with_context
def add_feed(context: Context, url: str, outlet: str, page: bool, full_text: str) -> None:
    """Watch a feed, or a page that lists articles."""
    from monitor.add import chosen_outlet
    from monitor.addresses import refused_url

    if reason := refused_url(url, context.settings().fetch_allow):
        raise CounterclaimError(f"{url}: this address is not a public one and is not watched ({reason})")
    with context.store() as store:
        of = chosen_outlet(store, outlet)
        assert of is not None
        found = store.add_feed(url, of, now(), kind="page" if page else "feed", full_text=full_text)
    click.echo(f"{found.id}  {found.url}")


@feeds.command("list")
@as_json
@with_context
def list_feeds(context: Context, as_json: bool) -> None:
    """Every feed with its health."""
    from dataclasses import asdict

    with context.store() as store:
        found = store.feeds()
    lines = [f"{one.id}  {one.outlet_id:<20} {_health(one):<44} {one.url}" for one in found]
    answer({"feeds": [asdict(one) | {"health": _health(one)} for one in found]}, as_json, "\n".join(lines))


@feeds.command("poll")
@click.option("--due", "which", flag_value="due", default=True, help="Feeds whose time has come (the default).")
@click.option("--all", "which", flag_value="all", help="Every feed that is not paused, due or not.")
@as_json
@with_context
def poll_feeds(context: Context, which: str, as_json: bool) -> None:
    """Ask feeds for what is new, and look again at articles that are due."""
    from monitor.fetch import Fetcher
    from monitor.poll import poll, recheck

    with context.store() as store:
        chosen = [one for one in store.feeds() if not one.paused and not one.gone] if which == "all" else store.feeds_due(now())
        fetcher = Fetcher(context.settings())
        done = [_told(one) for one in poll(store, fetcher, chosen, now)]
        fates = list(recheck(store, fetcher, now))
    errors = [error for one in done for error in one.errors]
    show_errors(errors)
    broken = [one for one in done if one.feed.error]
    result = {
        "polled": len(done), "failed": len(broken), "documents": sum(one.documents for one in done),
        "versions": sum(one.versions for one in done) + fates.count("edited"), "gone": fates.count("gone"),
        "new_statements": sum(one.new_statements for one in done),
        "errors": [located(error) for error in errors]
        + [{"file": one.feed.url, "place": "whole feed", "reason": str(one.feed.error)} for one in broken],
    }  # fmt: skip
    said = f"{len(done)} feeds polled, {len(broken)} failed, {result['documents']} documents, {result['versions']} changed"
    answer(result, as_json, said)
    if result["errors"]:
        raise SystemExit(1)


@feeds.command("pause")
@click.argument("id")
@with_context
def pause_feed(context: Context, id: str) -> None:
    """Stop asking a feed; say it again to go on."""
    with context.store() as store:
        found = _known(store, id)
        store.pause_feed(found.id, not found.paused)
    click.echo(f"{found.id} {'is asked again' if found.paused else 'is paused'}")


@feeds.command("remove")
@click.argument("id")
@with_context
def remove_feed(context: Context, id: str) -> None:
    """Stop watching a feed. What it brought stays."""
    with context.store() as store:
        found = _known(store, id)
        store.remove_feed(found.id, now())
    click.echo(f"{found.id} is no longer watched")


@click.command()
@click.option("--run", "also_run", is_flag=True, help="Match and flag what is new after each round.")
@with_context
def watch(context: Context, also_run: bool) -> None:
    """Poll by itself until it is stopped (Ctrl-C, or SIGTERM): what was fetched is stored first."""
    from monitor.fetch import Fetcher
    from monitor.watch import watch as keep_watch

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    models = context.models() if also_run else None
    with context.store() as store:
        for one in keep_watch(store, Fetcher(context.settings()), now, stop):
            news = not isinstance(one, str) and bool(_told(one).documents + one.versions)
            if models and news and not stop.is_set():
                from monitor.pipeline import run

                for _ in run(store, models, now()):
                    if stop.is_set():
                        break
    click.echo("stopped; everything that was fetched is stored", err=True)


def _told(one: Polled) -> Polled:
    said = one.feed.error or f"{one.documents} new, {one.versions} changed, {one.new_statements} new statements"
    click.echo(f"{one.feed.url}: {said}", err=True)
    return one


def _known(store: Store, id: str) -> Feed:
    found = store.feed(id)
    if found is None:
        raise CounterclaimError(f"{id}: no such feed; see: counterclaim feeds list")
    return found


def _health(one: Feed) -> str:
    from monitor.polling import silent_since

    if one.gone or one.error:
        return one.error or "ended"
    if one.paused:
        return "paused"
    silent = silent_since(one, now())
    if silent:
        return f"silent since {silent[:10]}"
    return f"well, {one.ok_at[:16]}" if one.ok_at else "not asked yet"
