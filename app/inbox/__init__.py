"""To-do lists, the task page, start pages."""

from app.inbox import calendar_views, lookups, shell, views  # noqa: F401  (the calendar adds its pages to those of the views)


def init_app(app):
    shell.init_app(app)
    app.register_blueprint(views.bp)
    app.register_blueprint(lookups.bp)
