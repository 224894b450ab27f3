"""The demo: the main job, for real. See deploy/demo."""
