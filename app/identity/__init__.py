"""Users, organisations, posts, roles, enforcement certificates, login, permissions."""

from app.identity import admin_views, sessions


def init_app(app):
    sessions.init_sessions(app)
    app.register_blueprint(admin_views.bp)
