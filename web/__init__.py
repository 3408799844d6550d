"""The one way out: every request that this program sends. No models."""
