"""What hostile people write: scripts, control signs, bombs, format strings; and what they put into addresses."""

from __future__ import annotations

MARK = "k4n4r1"  # in every payload that tries to become markup

MARKUP = [
    f"<script>alert('{MARK}')</script>", f"<img src=x onerror=alert('{MARK}')>", f"<svg/onload=alert('{MARK}')>", f'"><b {MARK}=1>',
    f"'-alert('{MARK}')-'", f"<a href=\"javascript:alert('{MARK}')\">x</a>", f"[x](javascript:alert('{MARK}'))",
    f"[x](JaVaScRiPt&#58;alert('{MARK}'))", f"![x](data:text/html,{MARK})", f"<iframe srcdoc='{MARK}'></iframe>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror=alert('{MARK}')>", f"<style>@import '//{MARK}.example';</style>",
    f"<base href=//{MARK}.example>", f"<meta http-equiv=refresh content='0;url=//{MARK}.example'>", f"<!--<img src=x onerror={MARK}>-->",
    f"</title><script>{MARK}</script>", f"</textarea><script>{MARK}</script>", f"<x onclick={MARK} style=position:fixed>klik</x>",
    f"`<script>{MARK}</script>`", f"<scr<script>ipt>{MARK}</scr</script>ipt>", f"<form action=//{MARK}.example><button>masuk</button></form>",
    f"[x]( vbscript:{MARK} )", f'<https://{MARK}.example/"onmouseover=alert(1)>', f"&lt;script&gt;{MARK}&lt;/script&gt;", f'<noscript><p title="</noscript><img src=x onerror={MARK}>">',
]  # fmt: skip
SIGNS = [
    "baris satu\r\nSet-Cookie: sgforum=jahat", "nul \x00 di tengah", "\u202ebalik\u202c", "\u200b\u200b\u200b\u200b", "\ufeffawal", "\ud800",
    "💥" * 50, "a\u0301" * 200, "\x1b[31mmerah", "\u2028\u2029",
]  # fmt: skip
BOMBS = [
    "[" * 10_000,
    "(" * 5_000 + "x",
    "*a" * 5_000,
    "> " * 3_000 + "x",
    "- " * 3_000 + "x",
    "`" * 9_999,
    "![" * 4_000,
    "<" * 9_999,
    "a" * 60_000,
    "|" * 5_000 + "\n" + "|-" * 2_500,
]
STRINGS = [
    "%(x)s %s %d %n", "{x} {0} {{7*7}} {%25 raw %25}", "{{ config }}{{ 7*7 }}", "${7*7} #{7*7}", "' OR 1=1 --", '"; DROP TABLE forum_post; --',
    'NEAR(a, b) AND "x" *', "=cmd|' /C calc'!A0", "../../../etc/passwd", "null", "-1", "1e999", "9223372036854775808", "99999999999999999999999999", "%00%0d%0a", "\\", "   ",
]  # fmt: skip
ALL = MARKUP + SIGNS + BOMBS + STRINGS

# For addresses: parts of a path and values of the query
PARTS = [
    "-1", "0", "999999999999999999999999", "9223372036854775808", "%00", "a%00b", "%0d%0aX:%20y", "%ff%fe", "%2e%2e%2f%2e%2e", "' OR 1=1--", "x" * 3000,
    "💥", "[]", "%5b%5d", "null", "\u0663", "²", "aaaaaaaaaa-", "-", "2026-13", "64.71.01.1001'", "atom.xml", "1.5",
]  # fmt: skip
VALUES = [
    "", "-1", "0", "1", "999999999999999999999999", "9223372036854775807", "1e9", "nan", "%00", "a%00b", "%0d%0aSet-Cookie:%20a=b", "%ff%fe", "%c2%b2", "%d9%a3",
    "x" * 5000, "%F0%9F%92%A5", "%27%20OR%201%3D1--", "[]", "%7B%7B7*7%7D%7D", "%25%28x%29s", "2026-13", "0000-00", "99999-01", "..%2f..%2fetc%2fpasswd", "%3Cscript%3Ek4n4r1%3C/script%3E",
    # cursors that nobody made: [1e400], [null], [[]], {}, "x", [9999999999999999999999], [true,1], ["9999-12-31T23:59:59+00:00", 1], ["x", 1], [NaN, 1]
    "WzFlNDAwXQ", "W251bGxd", "W1tdXQ", "e30", "Ingi", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTld", "W3RydWUsMV0", "WyI5OTk5LTEyLTMxVDIzOjU5OjU5KzAwOjAwIiwxXQ", "WyJ4IiwxXQ", "W05hTiwxXQ",
    "WzEsMV0", "WyJ4IiwieCJd", "WyIwMDAxLTAxLTAxIiwxXQ", "WyIyMDI2LTEyLTMxVDIzOjU5OjU5IiwxXQ",
]  # fmt: skip
