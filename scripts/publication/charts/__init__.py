"""Turns a release's tables into drawn charts, and pages into pictures that stand for them elsewhere."""
