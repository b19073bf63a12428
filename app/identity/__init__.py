"""Users, organisations, posts, roles, enforcement certificates, login, permissions."""

from app.identity import absence_views, admin_views, sessions  # noqa: F401  (absence_views adds its pages)


def init_app(app):
    sessions.init_sessions(app)
    app.register_blueprint(admin_views.bp)
