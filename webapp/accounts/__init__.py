"""Signing in, and keeping an account safe."""
