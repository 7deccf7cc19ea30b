"""Signing in at any OpenID Connect provider, checked more strictly than allauth does."""
