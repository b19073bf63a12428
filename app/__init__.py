"""案流: the application factory. Packages are initialised in the order of the imports they may make."""

from importlib import import_module

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from app.core.database import db, migrate
from app.core.settings import ROOT, Settings

PACKAGES = (
    "core", "law", "identity", "workflow", "documents", "enterprises", "designer", "notices", "operations", "hazards", "inspections",
    "penalties", "self_checks", "supervision", "cases", "referrals", "inbox",
)  # fmt: skip
csrf = CSRFProtect()


def create_app(**overrides) -> Flask:
    """Build the application.

    Args: overrides: fields of `core.settings.Settings` (home, database_url, demo, …)
    """
    configured = Settings(**overrides)
    app = Flask(__name__, static_folder=str(ROOT / "app/static"))
    app.config.update(
        ANLIU=configured,
        SECRET_KEY=configured.secret_key,
        SQLALCHEMY_DATABASE_URI=configured.database,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=configured.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        TESTING=configured.testing,
        WTF_CSRF_ENABLED=not configured.testing,
    )
    app.json.ensure_ascii = False
    configured.home.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, directory=str(ROOT / "migrations"))
    csrf.init_app(app)
    for name in PACKAGES:
        package = import_module(f"app.{name}")
        if hasattr(package, "init_app"):
            package.init_app(app)
    return app
