from typing import Any


def create_figures(
    *, database: str = "sqlite", bare: float = 0.5, admin: float = 30.0, **pages: float
) -> dict[str, Any]:
    """What one size cost: milliseconds by page, beside a constant that takes `bare`."""
    load = {"cpu": bare, "rate": 1000.0, "p50": 1.0, "p95": 1.0, "p99": 1.0, "requests": 4000}
    made = {"queries": 3, "made_p50": 1.0, "made_p95": 2.0, "made_p99": 3.0, "made_requests": 50}
    kept = {"kept_rate": 500.0, "known_rate": 2000.0, "bytes": 12_345}
    found = {name: {**made, **kept, "made_cpu": cost} for name, cost in (pages or {"feed": 20.0}).items()}
    return {
        "database": database,
        "bare": load,
        "bare_after": load,
        "nginx": load | {"rate": 5000.0},
        "memory": {"made": {"before": 90, "after": 131, "requests": 1200}},
        "pages": found | {"admin list": {**made, "made_cpu": admin}},
    }
