"""The law as data: statutory periods and the working-day calendar."""

from app.law import views


def init_app(app):
    app.register_blueprint(views.bp)
