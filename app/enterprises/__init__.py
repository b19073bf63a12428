"""One enterprise, one file (一企一档)."""
