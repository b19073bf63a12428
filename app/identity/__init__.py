"""Users, organisations, posts, roles, enforcement certificates, login, permissions."""

from app.identity import sessions, views


def init_app(app):
    sessions.init_sessions(app)
    app.register_blueprint(views.bp)
