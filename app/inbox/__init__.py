"""To-do lists, the task page, start pages."""

from app.inbox import lookups, shell, views


def init_app(app):
    shell.init_app(app)
    app.register_blueprint(views.bp)
    app.register_blueprint(lookups.bp)
