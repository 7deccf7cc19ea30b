"""What an ID token must be before anything in it is believed.

OpenID Connect Core 1.0, section 3.1.3.7; the nonce of 15.5.2 is the hash of the PKCE verifier,
which the session keeps already and the browser never sees.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import jwt

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LEEWAY_S = 60
Claims = Mapping[str, Any]


class NotBelieved(ValueError):
    """An ID token that is not what was asked for, with the sentence that says why."""


def nonce_for(verifier: str) -> str:
    """The nonce that goes with this sign-in."""
    return hashlib.sha256(b"nonce:" + verifier.encode()).hexdigest()


def check(
    token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, verifier: str
) -> Claims:
    """The claims of a token whose signature, issuer, audience, time and nonce are right.

    Raises:
        NotBelieved: otherwise.
    """
    try:
        claims: Claims = jwt.decode(
            token,
            key=_key(token, keys),
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY_S,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, TypeError, ValueError) as problem:
        raise NotBelieved(f"The ID token is not accepted: {problem}") from None
    if not hmac.compare_digest(str(claims["nonce"]), nonce_for(verifier)):
        raise NotBelieved("The ID token was made for another sign-in.")
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != client_id:
        raise NotBelieved("The ID token was made for several applications, and not for this one.")
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> Any:
    """The provider's own key the token names; the one there is when it names none."""
    wanted = jwt.get_unverified_header(token).get("kid")
    found = [
        key
        for key in jwt.PyJWKSet.from_dict(dict(keys)).keys
        if wanted in (None, key.key_id) and key.public_key_use in (None, "sig")
    ]
    if len(found) != 1:
        raise NotBelieved("The ID token names a key that the provider does not have.")
    return found[0]
