"""A real server on loopback as the target of a load, for one test."""

import subprocess
import tempfile
import time

from gevent.pywsgi import WSGIServer
from tests.real_locust import LOOPBACK


class Target:
    """Answers every request with a short text, and records the requests and their times."""

    def __init__(self, test, answer=lambda path: None, **tls):
        self.asked, self.moments = [], []
        self._answer = answer
        self._server = WSGIServer((LOOPBACK, 0), self._serve, log=None, error_log=None, **tls)
        self._server.start()
        self.url = f"http{'s' if tls else ''}://{LOOPBACK}:{self._server.server_port}"
        test.addCleanup(lambda: self._server.stop(timeout=1))

    def _serve(self, request, start_response):
        self.asked.append(request)
        self.moments.append(time.monotonic())
        self._answer(request["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"hello"]


def certificate(test):
    """A self-signed certificate for loopback: the files of key and certificate."""
    folder = test.enterContext(tempfile.TemporaryDirectory())
    files = {"keyfile": f"{folder}/key.pem", "certfile": f"{folder}/certificate.pem"}
    extensions = (f"subjectAltName=IP:{LOOPBACK}", "keyUsage=critical,digitalSignature,keyCertSign")
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"]
        + ["-subj", "/CN=target", "-keyout", files["keyfile"], "-out", files["certfile"]]
        + [part for extension in extensions for part in ("-addext", extension)],
        check=True,
        capture_output=True,
    )
    return files
