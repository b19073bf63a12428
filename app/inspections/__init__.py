"""Inspections: plans, on-site records, rectification orders, re-inspections."""
