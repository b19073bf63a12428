"""Backup and restore: database, stored files and the organ's own settings in one archive with a manifest of sha256."""
