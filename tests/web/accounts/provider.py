"""A provider to sign in at, in a process of its own: OpenID Connect, and WordPress.com's OAuth 2.

    python -m tests.web.accounts.provider CLIENT_ID SECRET

It prints its address and answers on loopback. It is strict with who asks (redirect address, client
secret, proof key, a code once). How it answers is set by POST /mood with a JSON object:

| key | what it does |
|---|---|
| claims | put into the ID token (null takes a claim out) |
| userinfo | put into the answer of /userinfo |
| discovery | put into the provider's description |
| key | "another": signed by a key it does not publish; "none": not signed; "shared": by secret |
| replay | true: gives the first ID token it ever made |
| me | what WordPress.com says of somebody |
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

Answer = tuple[str, list[tuple[str, str]], bytes]
CLIENT_ID, SECRET = sys.argv[1:] or ["", ""]
KEYS = {name: rsa.generate_private_key(65537, 2048) for name in ("ours", "another")}
asked: dict[str, dict[str, str]] = {}
mood: dict[str, Any] = {}
first_token: list[str] = []
address = ""


def as_json(value: Any, status: str = "200 OK") -> Answer:
    return status, [("Content-Type", "application/json")], json.dumps(value).encode()


def refuse(why: str) -> Answer:
    return as_json({"error": "invalid_request", "error_description": why}, "400 Bad Request")


def changed(value: dict[str, Any], key: str) -> dict[str, Any]:
    both = {**value, **mood.get(key, {})}
    return {name: said for name, said in both.items() if said is not None}


def discovery(query: dict[str, str]) -> Answer:
    described = {
        "issuer": address,
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "userinfo_endpoint": f"{address}/userinfo",
        "jwks_uri": f"{address}/keys",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }
    return as_json(changed(described, "discovery"))


def keys(query: dict[str, str]) -> Answer:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEYS["ours"].public_key()))
    return as_json({"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]})


def authorize(query: dict[str, str]) -> Answer:
    """The person is signed in here and says yes: back with a code."""
    if query.get("client_id") != CLIENT_ID or query.get("response_type") != "code":
        return refuse("an unknown client")
    if query.get("code_challenge_method") != "S256":
        return refuse("no proof key")
    code = secrets.token_urlsafe()
    asked[code] = query
    back = urlencode({"code": code, "state": query["state"]})
    return "302 Found", [("Location", f"{query['redirect_uri']}?{back}")], b""


def token(form: dict[str, str]) -> Answer:
    request = asked.pop(form.get("code", ""), None)
    if request is None or form.get("redirect_uri") != request["redirect_uri"]:
        return refuse("this code was not given for that address, or was used")
    proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != request["code_challenge"]:
        return refuse("the proof does not fit")
    if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, SECRET):
        return refuse("another client")
    made = id_token(request.get("nonce", ""))
    first_token.append(made)
    shown = first_token[0] if mood.get("replay") else made
    return as_json({"access_token": "an access token", "token_type": "Bearer", "id_token": shown})


def id_token(nonce: str) -> str:
    now = int(time.time())
    claims = {
        **{"iss": address, "aud": CLIENT_ID, "sub": "person-1", "iat": now, "exp": now + 300},
        **{"email": "kim@example.org", "email_verified": True, "name": "Kim", "nonce": nonce},
    }
    key = mood.get("key", "ours")
    signing: Any = {"none": None, "shared": SECRET}.get(key) if key not in KEYS else KEYS[key]
    algorithm = {"none": "none", "shared": "HS256"}.get(key, "RS256")
    return jwt.encode(changed(claims, "claims"), signing, algorithm, headers={"kid": "1"})


def userinfo(query: dict[str, str]) -> Answer:
    return as_json(changed({"sub": "person-1"}, "userinfo"))


def me(query: dict[str, str]) -> Answer:
    person = {"ID": 42, "display_name": "Kim", "email": "kim@example.org", "email_verified": True}
    return as_json(changed(person, "me"))


def set_mood(form: dict[str, Any]) -> Answer:
    mood.clear()
    mood.update(form)
    return as_json({})


ROUTES: dict[str, Callable[[dict[str, str]], Answer]] = {
    "/.well-known/openid-configuration": discovery,
    "/keys": keys,
    "/authorize": authorize,
    "/oauth2/authorize": authorize,
    "/token": token,
    "/oauth2/token": token,
    "/userinfo": userinfo,
    "/rest/v1.1/me": me,
    "/mood": set_mood,
}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    if environ["PATH_INFO"] == "/mood":
        said = json.loads(body)
    else:
        form = parse_qs(body or environ.get("QUERY_STRING", ""))
        said = {name: values[0] for name, values in form.items()}
    route = ROUTES.get(environ["PATH_INFO"])
    status, headers, content = route(said) if route else as_json({}, "404 Not Found")
    start_response(status, headers)
    return [content]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(WSGIServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is nothing."""


if __name__ == "__main__":
    with make_server("127.0.0.1", 0, application, Server, Quiet) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        print(address, flush=True)
        server.serve_forever()
