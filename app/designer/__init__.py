"""The designers' desk (流程设计): drafts of procedures, forms and tables on their way into force, by two persons."""

from app.designer import forms_views, models, procedures, process_views, queries, tables, tables_views, views

__all__ = ["models", "procedures", "process_views", "tables"]  # importing them registers the tables and the kinds of drafts


def init_app(app) -> None:
    for each in (views, tables_views, forms_views):
        app.register_blueprint(each.bp)
    app.jinja_env.globals |= {  # pages of what is released tell who edits it and what it came from
        "live_draft": queries.live_draft, "live_drafts_by_key": queries.live_by_key,
        "drafts_of_releases": queries.drafts_of_releases,
    }  # fmt: skip
