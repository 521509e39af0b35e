"""The API's description (OpenAPI 3.1), said as it answers."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

_PROBLEM = "#/components/schemas/Problem"


class DescribedAPI(NinjaAPI):
    """An API whose description gives the content type of problems and files."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The description, made at each call."""
        described = super().get_openapi_schema(**kwargs)
        for methods in described["paths"].values():
            for operation in methods.values():
                for answer in operation["responses"].values():
                    _as_problem(answer)
        return described


def _as_problem(answer: dict[str, Any]) -> None:
    content = answer.get("content", {})
    given = content.get("application/json", {}).get("schema", {})
    if given.get("$ref") == _PROBLEM:
        content["application/problem+json"] = content.pop("application/json")
