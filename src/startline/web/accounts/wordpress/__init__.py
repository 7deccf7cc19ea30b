"""Signing in with WordPress.com, which speaks OAuth 2 and no OpenID Connect."""
