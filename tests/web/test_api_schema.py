"""The API keeps what its description promises, whatever is sent."""

import schemathesis
from hypothesis import HealthCheck, given, settings

from web_world import World, make_world, shared_world, world  # noqa: F401


def test_the_description_is_open_api_3_1(shared_world: World) -> None:
    """It is OpenAPI 3.1, names its errors and its key, and describes every answer."""
    description = shared_world.stranger().get("/api/v1/openapi.json").json()

    assert description["openapi"].startswith("3.1")
    assert "HTTPBearer" in description["components"]["securitySchemes"]
    for ways in description["paths"].values():
        for way in ways.values():
            assert {"401", "403", "404", "422"} <= set(way["responses"])


def test_schemathesis_finds_nothing(shared_world: World) -> None:
    """Made-up requests, right and wrong, to every route are answered as described."""
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", shared_world.app)
    # The probe without a token takes the header away by this very spelling.
    headers = {"Authorization": shared_world.bearer("keeper")["authorization"], "host": "localhost"}
    tried = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy())
        def try_it(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=headers)

        try_it()
        tried.append(operation.label)

    assert len(tried) >= 15
