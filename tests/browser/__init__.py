"""The app in a real Chromium: `rig` finds and steers the browser, `server` starts the app."""
