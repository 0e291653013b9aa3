"""Pictures: functions from data to figures, and the one module that knows colours."""
