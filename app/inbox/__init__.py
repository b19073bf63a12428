"""To-do lists, the task page, start pages."""

from app.inbox import (  # noqa: F401  (calendar, home, finding and own_papers add their pages to those of the views)
    calendar_views,
    enterprise_home,
    finding,
    lookups,
    own_papers,
    shell,
    views,
)


def init_app(app):
    shell.init_app(app)
    app.register_blueprint(views.bp)
    app.register_blueprint(lookups.bp)
