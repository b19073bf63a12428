"""Penalty proposals, decisions, payment."""
