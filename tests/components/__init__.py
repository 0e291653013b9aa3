"""What the browser instrument is sent, and how it is mounted; how it behaves is tested in tests/browser."""
