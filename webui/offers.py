"""What an address offers to be watched, and of which outlet it is: known, or named by an editor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from flask import current_app, g, render_template, request

from monitor.add import outlets_by_key
from monitor.addresses import refused_url
from monitor.errors import CounterclaimError
from monitor.ids import slug
from monitor.read.outlets import Outlets, host
from monitor.records import Outlet, OutletKind

if TYPE_CHECKING:
    from monitor.discover import Discovery

#: Seconds for one of the few pages that are asked while somebody waits.
_PATIENCE = 15.0
#: Hosts of many outlets: none of them is the site of one.
_SHARED = """
blogspot.com dzen.ru facebook.com feedburner.com feeds.feedburner.com instagram.com medium.com ok.ru rutube.ru t.me tiktok.com
twitter.com vimeo.com vk.com vkvideo.ru x.com youtube.com youtu.be m.youtube.com
"""


class Offer(NamedTuple):
    """Something at an address that can be watched; ``watched`` is the id of the feed where it is already."""

    url: str
    kind: str
    title: str
    watched: str | None


def discovered(address: str) -> Discovery:
    """Raises CounterclaimError with the sentence that belongs beside the field."""
    from monitor.discover import discover
    from monitor.fetch import Fetcher

    if not address:
        raise CounterclaimError("Write the address of a site, a feed or a section page.")
    desk = current_app.config["DESK"]
    if reason := _not_opened(address):
        raise CounterclaimError(reason)
    return discover(Fetcher(replace(desk, fetch_deadline=min(desk.fetch_deadline, _PATIENCE))).get, address)


def offers_page(
    address: str, offers: list[Offer], title: str = "", notes: tuple[str, ...] = (), problems: dict[str, str] | None = None
) -> str:
    """The page on which what an address offers is chosen from, with what was entered before."""
    known = outlets_by_key(g.store)
    near = Outlets(known).of(urls=[address])
    site = host(address) or ""
    return render_template(
        "feeds/new.html",
        address=address,
        offers=offers,
        notes=notes,
        problems=problems or {},
        outlets=g.store.outlets(),
        form={
            "outlet": near.id if near.id in known else "",
            "outlet_name": title[:80],
            "outlet_site": "" if site in _SHARED.split() else site,
            "take": [str(number) for number, one in enumerate(offers) if not one.watched][:1],
        }
        | ({} if problems is None else request.form.to_dict() | {"take": request.form.getlist("take")}),
        kinds=list(OutletKind),
    )


def offer(url: str, kind: str, title: str) -> Offer:
    known = g.store.feed(url)
    return Offer(url, kind, title, known.id if known else None)


def refused(taken: list[Offer]) -> str:
    """What stands against watching these, in a sentence."""
    if not any(not one.watched for one in taken):
        return "It is watched already." if taken else "Choose what to watch."
    return next((reason for one in taken if (reason := _not_opened(one.url))), "")


def _not_opened(address: str) -> str:
    desk = current_app.config["DESK"]
    reason = refused_url(address, desk.fetch_allow, onion=bool(desk.proxy))
    return f"This address is not opened: {reason}." if reason else ""


def wrong_outlet(form: Mapping[str, str]) -> tuple[str, str]:
    """(the field, what is wrong with it in a sentence) of the outlet that was chosen or named."""
    if form.get("outlet"):
        known = any(one.id == form["outlet"] for one in g.store.outlets())
        return "outlet", "" if known else "There is no such outlet any more. Choose another one."
    if slug(form.get("outlet_name", "")) == slug(""):
        return "outlet_name", "Name the new outlet, or choose one that is known."
    written = form.get("outlet_site", "").strip()
    site = _site(form)
    if written and (site is None or _not_opened(f"https://{site}/")):
        return "outlet_site", "Write the site as in herald.example, or leave the field empty."
    if site and (owner := outlets_by_key(g.store).get(site)) and owner.id != slug(form["outlet_name"]):
        return "outlet_site", f"This is the site of {owner.name}. Choose that outlet, or leave the field empty."
    return "", ""


def chosen_outlet(form: Mapping[str, str]) -> Outlet:
    """The outlet that was chosen; or the new one, stored with its site, so that its links are known from now on."""
    known = {one.id: one for one in g.store.outlets()}
    name = form.get("outlet_name", "").strip()[:200]
    if found := known.get(form.get("outlet") or slug(name)):
        return found
    site = _site(form)
    kind = form.get("outlet_kind", "")
    new = Outlet(
        id=slug(name),
        name=name,
        kind=OutletKind(kind) if kind in set(OutletKind) else OutletKind.STATE,
        domains=(site,) if site else (),
    )
    g.store.save_outlets([new])
    return new


def _site(form: Mapping[str, str]) -> str | None:
    """The host that was written as the site of a new outlet, alone or as an address."""
    written = form.get("outlet_site", "").strip()
    return host(written if "://" in written else f"https://{written}")
