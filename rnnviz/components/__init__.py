"""The browser instrument: what it is sent, and the thin door through which a page shows it."""
