"""`fairway serve` with one page more, which does nothing, and with counts of queries and processor time in headers.

FAIRWAY_DATA_DIR=… python -m tests.benchmarks.served PORT
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse


def nothing(request: HttpRequest) -> HttpResponse:
    """Answer two letters to whoever is signed in."""
    return HttpResponse("ok")


def counting(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say in headers how many queries an answer took and how long the process worked: right for one at a time."""
    from django.db import connection

    def middleware(request: HttpRequest) -> HttpResponse:
        if "X-Count" not in request.headers:
            return get_response(request)
        asked: list[str] = []

        def note(execute: Callable[..., Any], query: str, *rest: Any) -> Any:
            if "SAVEPOINT" not in query:
                asked.append(query)
            return execute(query, *rest)

        began = time.process_time()
        with connection.execute_wrapper(note):
            response = get_response(request)
        response.headers["X-Processor"] = f"{time.process_time() - began:.6f}"
        response.headers["X-Queries"] = str(len(asked))
        plain = [query for query in asked if not query.startswith(("SET ", "SELECT set_config"))]
        response.headers["X-Repeated"] = str(len(plain) - len(set(plain)))
        return response

    return middleware


def main(port: int) -> None:
    """Serve until stopped, on this machine only, without a job worker."""
    from fairway.cli import serve

    serve.begin()
    from django.conf import settings
    from django.urls import include, path

    from fairway.config import urls
    from fairway.web.shared.permissions import SIGNED_IN, page

    more = [page("", nothing, name="nothing", right=None, kinds=SIGNED_IN)]
    urls.urlpatterns.insert(0, path("nothing/", include((more, "benchmarks"))))
    settings.MIDDLEWARE.insert(0, f"{__name__ if __name__ != '__main__' else 'tests.benchmarks.served'}.counting")
    serve.serve(host="127.0.0.1", port=port, with_worker=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
