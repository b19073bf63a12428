"""The designers' desk (流程设计): drafts of procedures, forms and tables on their way into force, by two persons."""

from app.designer import forms_views, models, procedures, process_views, queries, tables, tables_views, views

__all__ = ["models", "procedures", "process_views", "tables"]  # importing them registers the tables and the kinds of drafts


def init_app(app) -> None:
    for each in (views, tables_views, forms_views):
        app.register_blueprint(each.bp)
    app.jinja_env.globals["live_draft"] = queries.live_draft  # pages of what is released tell that somebody edits it
