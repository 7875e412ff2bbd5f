"""People at a running server: sign in, follow links, ask for pages; many at once, each a bounded number of times."""

import http.client
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "127.0.0.1"


class Refused(Exception):
    """The server answered something else than a page."""


@dataclass(frozen=True)
class Counted:
    """What an answer took: queries, how many of them were asked before word for word, processor seconds."""

    queries: int
    repeated: int
    processor: float


@dataclass
class Visitor:
    """One person with cookies of their own on one connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(HOST, self.port, timeout=120)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, http.client.HTTPMessage]:
        """Answer status, body and headers; the answer's cookies are kept."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Host": f"localhost:{self.port}", "Referer": f"http://localhost:{self.port}{path}", "X-Count": "1"}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.msg.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.headers

    def page(self, path: str) -> str:
        """Answer the body of a page.

        :raises Refused: anything but 200.
        """
        status, text, _ = self.ask(path)
        if status != 200:
            raise Refused(f"{path} answered {status}: {' '.join(re.sub('<[^>]*>', ' ', text).split())[:300]}")
        return text

    def afresh(self) -> None:
        """Connect anew: a server hangs up on whoever says nothing for a while."""
        self._connection.close()

    def counted(self, path: str) -> Counted:
        """Ask for a page and say what it took."""
        _, _, headers = self.ask(path)
        return Counted(int(headers["X-Queries"]), int(headers["X-Repeated"]), float(headers["X-Processor"]))

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form.

        :raises Refused: it was not accepted.
        """
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page("/account/login/"))
        form = {"login": email, "password": password, "csrfmiddlewaretoken": token.group(1) if token else ""}
        status, text, _ = self.ask("/account/login/", form)
        if status != 302:
            raise Refused(f"Signing in as {email} answered {status}: {text[:300]}")

    def follow(self, path: str, pattern: str) -> str:
        """Find the first link of a page that a pattern matches whole.

        :raises Refused: there is none.
        """
        for link in re.findall(r'href="([^"]+)"', self.page(path)):
            if re.fullmatch(pattern, link):
                return str(link)
        raise Refused(f"{path} has no link {pattern}")


def crowd(port: int, cookies: dict[str, str], path: str, people: int, each: int) -> list[float]:
    """Let people ask for a page at the same time, each a number of times without a pause; all seconds, sorted.

    :raises Refused: an answer was no page.
    """
    seconds: list[float] = []
    faults: list[BaseException] = []
    together = threading.Barrier(people)

    def one() -> None:
        visitor = Visitor(port, dict(cookies))
        together.wait()
        try:
            for _ in range(each):
                began = time.perf_counter()
                visitor.page(path)
                seconds.append(time.perf_counter() - began)
        except (Refused, OSError) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise Refused(str(faults[0]))
    return sorted(seconds)
