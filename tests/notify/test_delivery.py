import ssl

import pytest

from sgforum.notify.delivery import tls_for


@pytest.mark.parametrize(
    ("host", "is_checked"),
    [("mail.contoh.id", True), ("10.0.0.5", True), ("127.0.0.1", False), ("localhost", False)],
)
def test_mail_server_elsewhere_must_prove_who_it_is(host, is_checked):
    context = tls_for(host)
    assert (context.verify_mode is ssl.CERT_REQUIRED) is is_checked
    assert context.check_hostname is is_checked
