"""The designers' desk (流程设计): drafts of procedures, forms and tables on their way into force, by two persons."""

from app.designer import models, procedures

__all__ = ["models", "procedures"]  # importing them registers the tables and the kinds of drafts


def init_app(app) -> None:
    pass
