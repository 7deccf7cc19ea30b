"""The API's operations as a page of our own, made from its OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from startline.formats.strict_json import write_json
from startline.web.accounts.models import Scope
from startline.web.api import limits
from startline.web.api.routes import api


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with what it takes and gives. No script, nothing from elsewhere."""
    document = api.get_openapi_schema()
    schemas = document["components"]["schemas"]
    operations = [
        {"method": method.upper(), "path": path, **_told(operation, schemas)}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    context = {"operations": operations, "scopes": Scope.choices, "limits": limits}
    return render(request, "api/docs.html", context)


def _told(operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return {
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
        "body": name,
        "fields": _fields(schemas[name]) if name else [],
        "replies": sorted(str(status) for status in operation["responses"]),
    }


def _fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    required = schema.get("required", [])
    return [
        {"name": name, "kind": _kind(field), "about": field.get("description", ""),
         "required": name in required}
        for name, field in schema["properties"].items()
    ]  # fmt: skip


def _kind(field: dict[str, Any]) -> str:
    """A field's type in a word or two."""
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " | ".join(_kind(one) for one in field["anyOf"])
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    return str(field.get("type", write_json(field)))
