"""Legal documents: number, issue, render, deliver, archive."""
