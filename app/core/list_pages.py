"""What the pages of long lists do alike: lead to their neighbours, keep a view under a name, forget it."""

from flask import flash, redirect, request, url_for
from flask_login import current_user

from app.core import saved_filters
from app.core.paging import KeyPage


def lead_on(page: KeyPage, chosen, endpoint: str, size: int) -> None:
    """Next and previous page, by key. Args: chosen: the filter; size: rows of a page"""
    if page.after:
        page.next_url = url_for(endpoint, **chosen.args(after=page.after, n=page.last))
    if page.before:
        page.previous_url = url_for(endpoint, **chosen.args(before=page.before, n=max(chosen.number - size, 0)))


def keep_view(which: str, endpoint: str, args: dict[str, str]):
    """Keep the list as the address narrows it, under the name of the form. Args: which: key of saved_filters.LISTS"""
    row = saved_filters.save_filter(current_user, which, request.form.get("name", ""), args)
    flash(f"已存为视图：{row.name}")
    return redirect(url_for(endpoint, **args))


def forget_view(filter_id: int, endpoint: str):
    """Forget a view of one's own."""
    flash(f"已删去视图：{saved_filters.drop_filter(current_user, filter_id).name}")
    return redirect(url_for(endpoint))
