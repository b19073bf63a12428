"""Enterprises (企业): one enterprise, one file: profile, persons in charge, risk colour, history, import."""

from app.enterprises import models, timeline  # noqa: F401  the tables; the registry of events
