"""The operator's page (运行): is everything alive, what waits, what went wrong; and the same as JSON for monitors."""

from app.operations.views import bp


def init_app(app):
    app.register_blueprint(bp)
