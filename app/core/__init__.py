"""Database, settings, clock, errors, the @command decorator, the append-only audit log and the file store."""
