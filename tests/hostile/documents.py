"""Hostile documents for `check`: rows of (name, suffix, content).  Nothing in them may hang, run, load, write or move a cursor."""

import json


def utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def book(*sources: object, **more: object) -> bytes:
    """A notebook with a Markdown cell for each source (a text, or whatever stands in its place)."""
    cells = [{"cell_type": "markdown", "metadata": {}, "source": s} for s in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


RIGHT = r"\frac{\partial J}{\partial v_c} = U(\hat y - y)"
WRONG = r"\frac{\partial J}{\partial v_c} = U(y - \hat y)"
TEX = "\\documentclass{article}\n%s\\begin{document}\n%s\n\\end{document}\n"
SCRIPT = "<script>alert(1)</script>"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CELL = {"cell_type": "markdown", "metadata": {}, "source": f"${RIGHT}$"}
HEAD = b'{"metadata": {}, "nbformat": 4, "nbformat_minor": 5, "cells": '

DOCUMENTS: list[tuple[str, str, bytes]] = [
    # ------------------------------------------------------------------ found by fuzzing
    (
        "fuzz_carriage_returns",
        ".md",
        b"Gf \x1b[30m $w \\ne o\x1b[0m$: $\\frac{\\partial J}\x02J = 1\rJ = 2\r\rZ = 3\r\n{\\partial u_w} = \r\r\nJ = 4\x0bJ = 5\x0c$",
    ),
    ("fuzz_default_is_itself", ".tex", b"\\newcommand{\\a}[1][\\a]{#1 #1}\n$\\a = 1$"),
    ("fuzz_1800_parameters", ".tex", b"\\newcommand{\\a}[1]{" + b"#1" * 900 + b"}\n$\\a{\\a{\\a{x}}} = 1$"),
    # ------------------------------------------------------------------ scripts, links, pages
    ("html_text", ".tex", utf8(TEX % ("", rf"$\text{{{SCRIPT}}} = {RIGHT}$"))),
    ("html_text_refuted", ".md", utf8(rf"$${WRONG} \text{{{SCRIPT}}}$$")),
    ("html_text_member", ".md", utf8(rf"$J = \text{{{SCRIPT}}}$ and $\text{{{SCRIPT}}} = x$")),
    ("html_text_entities", ".md", utf8(r"$\text{&lt;script&gt;alert(1)&lt;/script&gt;} = x$")),
    ("html_text_double_entities", ".md", utf8(r"$\text{&amp;lt;img src=x onerror=alert(1)&amp;gt;} = x$")),
    (
        "html_condition_words",
        ".md",
        utf8(rf"$\sigma(x) = x \text{{ if <img src=x onerror=alert(1)> }}$, when <script>a</script> $w \ne o$: $w = {SCRIPT}$"),
    ),
    ("html_mathrm", ".md", utf8(r"$\mathrm{<img/src=x/onerror=alert(1)>} = x$ $\operatorname{<svg/onload=alert(1)>} x = x$")),
    ("html_bare_script", ".txt", utf8(f"J = {SCRIPT}\n{SCRIPT} = J\n")),
    ("html_formula_is_tag", ".md", utf8(f"${SCRIPT} = x$ and $x <img src=x onerror=alert(1)> = y$")),
    ("html_href", ".md", utf8(r"$\href{javascript:alert(1)}{x} = x$ $$\href{javascript:alert(1)}{J} = \href{data:text/html,a}{y}$$")),
    ("html_href_quotes", ".md", utf8('$\\href{" onclick="alert(1)}{x} = x$ $\\href{\'><script>alert(1)</script>}{x} = x$')),
    ("html_url", ".md", utf8(r"$\url{javascript:alert(1)} = x$")),
    ("html_color", ".md", utf8('$\\color{red" onmouseover="alert(1)}{x} = x$ $\\textcolor{x" onclick="a}{x} = x$')),
    ("html_colorbox", ".md", utf8('$\\colorbox{red" onclick="alert(1)}{x} = x$ $\\fcolorbox{a" b="}{c" onload="d}{x} = x$')),
    ("html_hspace", ".md", utf8('$x \\hspace{1em" onmouseover="alert(1)} = x$ $\\rule{1" onclick="}{2} = \\kern{3" onload="} x$')),
    ("html_style_class", ".md", utf8(r"$\style{background:url(javascript:alert(1))}{x} = \class{a}{\cssId{b}{x}}$")),
    ("html_environment_name", ".md", utf8(f"$$\\begin{{{SCRIPT}}} x \\end{{{SCRIPT}}} = x$$")),
    ("html_array_columns", ".md", utf8('$$\\begin{array}{c" onclick="alert(1)} x \\end{array} = x$$')),
    ("html_matrix_entries", ".md", utf8(rf"$$\begin{{pmatrix}} \text{{{SCRIPT}}} & <b onclick=a> \end{{pmatrix}} = x$$")),
    ("html_tag_label", ".md", utf8(rf"$$x = x \tag{{{SCRIPT}}} \label{{{SCRIPT}}}$$")),
    (
        "html_definition",
        ".md",
        utf8(rf"Let $q_{{\text{{{SCRIPT}}}}} = \hat y - y$. Then $\frac{{\partial J}}{{\partial v_c}} = U q_{{\text{{{SCRIPT}}}}}$."),
    ),
    ("html_definition_wrong", ".md", utf8(r"Let $q_{\text{<img/src=x/onerror=a>}} = y$. $J = q_{\text{<img/src=x/onerror=a>}} + 1$.")),
    ("html_macro", ".tex", utf8(TEX % (rf"\newcommand{{\a}}{{\text{{{SCRIPT}}}}}" + "\n", r"$\a = x$ \[J = \a\]"))),
    ("html_macro_letters", ".tex", utf8(TEX % (r"\def\l{<}\def\g{>}" + "\n", r"$J = \text{\l script\g alert(1)\l/script\g}$"))),
    ("html_unreadable", ".md", utf8(f"$J = = = {SCRIPT} )))$\n\n$$J = \\foo{{<img src=x onerror=alert(1)>}}$$")),
    ("html_unclosed_display", ".md", utf8(f"$$J = {SCRIPT}")),
    ("html_heading", ".md", utf8(f"# {SCRIPT}\n\n<iframe src=javascript:alert(1)></iframe>\n\n${WRONG}$")),
    (
        "html_links",
        ".md",
        utf8(f"[x](javascript:alert(1)) ![y](file:///etc/passwd) <javascript:alert(1)> ${WRONG}$ [$J = 1$](javascript:alert(1))"),
    ),
    (
        "html_raw_blocks",
        ".md",
        utf8(f"<div onclick=alert(1)>\n\n${WRONG}$\n\n</div>\n<style>body {{ display: none }}</style>\n<base href=//evil>"),
    ),
    ("html_comment_ends_late", ".md", utf8(f"<!-- ${RIGHT}$ --!> ${WRONG}$ --> $J = 1$ <!-- <script>")),
    ("html_close_details", ".md", utf8("$J = \\text{</details></math><script>alert(1)</script><details>}$")),
    ("html_unicode_escapes", ".md", utf8("$\\text{\\u003cscript\\u003e} = x$ $\\text{\uff1cscript\uff1ealert(1)\uff1c/script\uff1e} = x$")),
    ("html_full_width_letters", ".txt", utf8("J = \uff1cscript\uff1ealert(1)\uff1c/script\uff1e + ŷ\n")),
    ("html_char_codes", ".md", utf8(r"$\char60 script \char62 = x$ $\char`\< = \unicode{x3c}$ $\symbol{60} = x$")),
    ("html_dollars", ".md", utf8(r"$\$<b onclick=a>\$ = x$ $\#\&lt;\% = x$")),
    ("html_in_notebook", ".ipynb", book(f"$\\text{{{SCRIPT}}} = x$ [x](javascript:alert(1)) ${WRONG}$")),
    ("html_long_formula", ".md", utf8("$$J = " + "x + " * 900 + rf"\text{{{SCRIPT}}}$$")),
    ("html_thousand_scripts", ".md", utf8("".join(f"$\\text{{<script>{k}</script>}} = x$\n\n" for k in range(60)))),
    (
        "html_markdown_table",
        ".md",
        utf8(f"$J = |x| `a` | <b> \\\\ {SCRIPT}$\n\n| a | $J = \\text{{{SCRIPT}}}$ |\n|---|---|\n| b | $c = 1$ |"),
    ),
    # ------------------------------------------------------------------ terminals
    ("esc_in_prose", ".md", utf8(f"\x1b[2J\x1b]0;owned\x07 ${WRONG}$")),
    ("esc_in_formula", ".md", utf8("$\\frac{\\partial J}{\\partial v_c} = U(\x1b[31my - \\hat y\x1b[0m)$")),
    ("esc_in_text", ".tex", utf8(TEX % ("", "$J = \\text{\x1b[1;32mproved\x1b[0m}$ \\[\\text{\x1b]8;;http://evil\x1b\\\\} = x\\]"))),
    ("esc_osc52", ".txt", utf8("J = \x1b]52;c;cm0gLXJmIH4=\x07 U\nZ = \x9b31m 1\n")),
    ("esc_c1", ".txt", utf8("J = \x80\x85\x90\x9b\x9c\x9d + 1\nŷ = \x9bq + \x90\n")),
    ("esc_in_unknown_name", ".md", utf8("$q_{\\text{\x1b]0;t\x07}} = 1$ and $\\operatorname{a\x9bb} x = x$")),
    ("esc_in_definition", ".md", utf8("Let $q_{\x1b[5m} = \\hat y$. Then $J = q_{\x1b[5m}$. Let $\x9bq = 1$, $J = \x9bq$.")),
    (
        "esc_in_environment",
        ".tex",
        utf8("\\begin{equa\x1b[31mtion} J = 1 \\end{equa\x1b[31mtion} \\begin{align} J &= \\foo\x1b[5m \\end{align}"),
    ),
    ("esc_in_condition", ".md", utf8("If \x1b[31m $w \\ne o\x1b[0m$: $\\frac{\\partial J}{\\partial u_w} = \x1b[32m y$")),
    ("esc_backspaces", ".txt", utf8("J = 1\b\b\b\b\b\b\b\bproved\nJ = 2\r  ✓ J = 3\n")),
    ("esc_carriage_returns", ".txt", b"J = 1\rJ = 2\r\rZ = 3\r\n\r\r\nJ = 4\x0bJ = 5\x0cJ = 6\x85"),
    ("esc_delete", ".txt", utf8("J = 1\x7f\x7f\x7f + \x7f x\n")),
    ("esc_every_control", ".md", utf8("".join(f"$J = x {chr(k)} + {k}$\n\n" for k in [*range(1, 32), *range(127, 160)]))),
    ("esc_escaped_in_notebook", ".ipynb", book("$J = \\text{\x1b[31m} + \x07 + \x9b31m$")),
    ("bidi_override", ".md", utf8("$J = \u202eU(y - \\hat y)\u202c$ $\\text{\u2066a\u2069} = x$ \u202d$Z = \u202a1$")),
    ("bidi_in_name", ".txt", utf8("J_\u202eab\u202c = 1\n\u2067q\u2069 = ŷ\n\u200fŷ\u200e = \u061cy\n")),
    ("bidi_in_definition", ".md", utf8("Let $q_{\\text{\u202egnorw}} = y$. Then $J = q_{\\text{\u202egnorw}}$.")),
    ("bidi_in_condition", ".md", utf8("when $w = \u202eo$: $J = 1 \\text{ if \u202ew = o}$")),
    ("zero_width", ".md", utf8(f"$J\u200b = \u2060{WRONG[1:]}\ufeff$ " + "$\u200b$ " * 90)),
    ("separators", ".txt", utf8("J = 1\u2028J = 2\u2029J = 3\x1cJ = 4\x1dJ = 5\x1eJ = 6\n")),
    # ------------------------------------------------------------------ encodings
    ("encoding_bom", ".md", b"\xef\xbb\xbf" + utf8(f"${WRONG}$")),
    ("encoding_bom_twice", ".tex", b"\xef\xbb\xbf\xef\xbb\xbf" + utf8(f"${WRONG}$")),
    ("encoding_bom_notebook", ".ipynb", b"\xef\xbb\xbf" + book(f"${WRONG}$")),
    ("encoding_utf16", ".md", f"${WRONG}$ ŷ".encode("utf-16")),
    ("encoding_utf16_be_notebook", ".ipynb", b"\xfe\xff" + book(f"${WRONG}$").decode().encode("utf-16-be")),
    ("encoding_utf16_odd", ".md", f"${WRONG}$".encode("utf-16") + b"x"),
    ("encoding_utf16_surrogates", ".txt", b"\xff\xfe" + "J = ".encode("utf-16-le") + b"\x00\xd8\x00\xd8 \x00"),
    ("encoding_utf16_lone_after", ".txt", b"\xff\xfe" + "J = 1 ".encode("utf-16-le") + b"\x00\xdc"),
    ("encoding_utf16_nul", ".txt", "J = \0 + 1".encode("utf-16")),
    ("encoding_utf32", ".md", f"${WRONG}$".encode("utf-32")),
    ("encoding_latin1", ".tex", "% café\n$J = ÿ$".encode("latin-1")),
    ("encoding_surrogates", ".txt", utf8("J = \ud800 + \udfff\n")),
    ("encoding_overlong", ".txt", b"J = \xc0\xbc script \xe0\x80\xbc \xf4\x90\x80\x80\n"),
    ("encoding_truncated", ".txt", b"J = 1 \xf0\x9f\x98"),
    ("encoding_nul", ".md", b"$J = \0$"),
    ("encoding_nuls", ".txt", b"\0" * 100_000),
    ("encoding_gzip", ".tex", b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + bytes(range(256)) * 9),
    ("encoding_pickle", ".ipynb", b"\x80\x04\x95cposix\nsystem\n(S'touch CANARY'\ntR."),
    ("encoding_random", ".txt", bytes((k * 7919 + k * k) % 255 + 1 for k in range(20_000))),
    ("encoding_mixed_line_ends", ".md", b"$J = 1$\r\n\r$$J\r= 2$$\n\r\n\r"),
    ("empty", ".md", b""),
    ("empty_spaces", ".tex", b" \n\t\n" * 9000),
    ("empty_bom", ".txt", b"\xef\xbb\xbf"),
    ("empty_controls", ".txt", b"\x01\x02\x03\x1b"),
    ("empty_zero_width", ".md", utf8("\u200b\u200c\u2060")),
    ("large_over_limit", ".md", b"x = 1\n" * 700_000),
    # ------------------------------------------------------------------ macros
    ("macro_self", ".tex", utf8(r"\newcommand{\a}[1]{\a{#1#1}}" + "\n$\\a{v} = 1$")),
    ("macro_self_in_prose", ".tex", utf8(r"\newcommand{\a}{\a\a}" + "\n\\a \\a $J = 1$ \\a")),
    ("macro_mutual", ".tex", utf8(r"\def\a#1{\b{#1#1}}\def\b#1{\a{#1#1}}" + "\n$\\a{v} = \\b{v}$")),
    ("macro_900_parameters", ".tex", utf8(r"\newcommand{\a}[1]{" + "#1" * 900 + "}\n" + r"$\a{\a{\a{x}}} = 1$")),
    (
        "macro_15_levels_of_40",
        ".tex",
        utf8(
            "".join(rf"\newcommand{{\m{c}}}[1]{{" + rf"\m{d}{{#1}}" * 40 + "}\n" for c, d in zip(LETTERS[:15], LETTERS[1:16], strict=True))
            + "\\newcommand{\\mp}[1]{#1}\n$\\ma{x} = 1$"
        ),
    ),
    (
        "macro_26_doublings",
        ".tex",
        utf8(
            "".join(rf"\def\m{c}{{\m{d}\m{d}}}" + "\n" for c, d in zip(LETTERS[:-1], LETTERS[1:], strict=True))
            + "\\def\\mz{x }\n$\\ma = 1$ \\ma"
        ),
    ),
    (
        "macro_doubling_displays",
        ".tex",
        utf8(
            "".join(rf"\def\m{c}{{\m{d}\m{d}}}" + "\n" for c, d in zip(LETTERS[:14], LETTERS[1:15], strict=True))
            + "\\def\\mo{$J = 1$ }\n\\ma"
        ),
    ),
    ("macro_expansion_of_many_uses", ".tex", utf8(r"\newcommand{\a}{" + "x + " * 490 + "}\n" + "$J = \\a x$\n\n" * 3000)),
    ("macro_many_uses", ".tex", utf8(r"\newcommand{\a}{J}" + "\n" + "\\a " * 200_000 + "$J = \\a$")),
    (
        "macro_many_definitions",
        ".tex",
        utf8(
            "".join(
                f"\\newcommand{{\\{a}{b}{c}{d}}}{{J}}\n"
                for a in LETTERS[:10]
                for b in LETTERS[:10]
                for c in LETTERS[:10]
                for d in LETTERS[:10]
            )
            + "$\\aaaa = 1$ " * 200
        ),
    ),
    ("macro_many_unfinished", ".tex", utf8("\\newcommand{\\a}[1]{" * 60_000 + "\n$J = 1$")),
    ("macro_spaces_backtrack", ".tex", utf8("\\newcommand{\\a}" + " " * 3000 + "x\n$J = 1$")),
    ("macro_spaces_backtrack_long", ".md", utf8("\\newcommand{\\a}" + "\n" * 20_000 + "x\n$J = 1$")),
    ("macro_spaces_let", ".md", utf8("\\let" + " " * 60_000 + "\n$J = 1$")),
    ("macro_count_half", ".tex", utf8("\\newcommand{\\a}[½]{x}\n$\\a = 1$ $\\newcommand{\\b}[½] = 1$")),
    ("macro_count_arabic", ".tex", utf8("\\newcommand{\\a}[٣]{#١ x}\n$\\a{1}{2}{3} = 1$")),
    ("macro_count_nines", ".md", utf8("$$\\newcommand{\\a}[" + "9" * 400 + "]{x} J = \\a$$")),
    ("macro_parameter_arabic", ".tex", utf8("\\def\\a#٣{#٣}\n$\\a{x} = 1$")),
    ("macro_optional_unclosed", ".tex", utf8("\\newcommand{\\a}[2][\\a{#1}{#2}\n$\\a[x = 1$ \\a[" + "[" * 5000)),
    ("macro_of_delimiters", ".tex", utf8("\\def\\be{\\begin{align}}\\def\\ee{\\end{align}}\n" + "\\be J = 1 \\be " * 3000 + "\\ee" * 3000)),
    (
        "macro_redefines_document",
        ".tex",
        utf8("\\renewcommand{\\begin}{\\end}\\def\\end{\\begin}\\def\\$#1{#1}\n" + TEX % ("", f"${WRONG}$")),
    ),
    ("macro_default_is_itself", ".tex", utf8("\\newcommand{\\a}[1][\\a]{#1 #1}\n$\\a = 1$")),
    ("macro_in_display_bomb", ".md", utf8("$$\\newcommand{\\a}[1]{\\a{#1#1}}\\a{v} = 1$$\n\n" * 40)),
    ("macro_operator", ".tex", utf8("\\DeclareMathOperator{\\a}{__import__('os').system('touch CANARY')}\n$\\a x = 1$")),
    # ------------------------------------------------------------------ files and commands that TeX would run
    (
        "tex_input_passwd",
        ".tex",
        utf8(TEX % ("\\input{/etc/passwd}\n", "\\input{/etc/passwd}\\include{/etc/passwd} $J = 1$ $\\input{/etc/passwd} = 1$")),
    ),
    ("tex_input_itself", ".tex", utf8(TEX % ("", "\\input{tex_input_itself}\\include{tex_input_itself.tex} $J = 1$"))),
    (
        "tex_write18",
        ".tex",
        utf8(TEX % ("\\immediate\\write18{touch CANARY}\n", "\\write18{touch CANARY} $J = \\immediate\\write18{touch CANARY}$")),
    ),
    (
        "tex_openout",
        ".tex",
        utf8(TEX % ("\\newwrite\\f\\openout\\f=CANARY\n", "\\write\\f{x} $J = \\openout\\f$ \\directlua{os.execute('touch CANARY')}")),
    ),
    (
        "tex_filecontents",
        ".tex",
        utf8("\\begin{filecontents*}[overwrite]{CANARY}\n$J = 1$\n\\end{filecontents*}\n" + TEX % ("", f"${WRONG}$")),
    ),
    (
        "tex_minted_shell",
        ".tex",
        utf8(TEX % ("\\usepackage{shellesc}\n", "\\ShellEscape{touch CANARY} \\mintinline{python}{$J = 1$} $Z = 2$")),
    ),
    ("tex_catcodes", ".tex", utf8(TEX % ("\\catcode`\\$=12 \\catcode`\\@=3\n", "@J = 1@ $Z = 2$ \\makeatletter\\loop\\iftrue\\repeat"))),
    (
        "code_python_formula",
        ".md",
        utf8("$J = __import__('os').system('touch CANARY')$\n\n$Z = {}.__class__.__bases__$\n\n{{7*7}} ${7*7}$ %(x)s"),
    ),
    ("code_python_text", ".txt", utf8("J = eval(\"open('CANARY', 'w')\")\nZ = f'{open(\"CANARY\", \"w\")}'\nŷ = lambda: exec('1')\n")),
    ("code_front_matter", ".md", utf8("---\n!!python/object/apply:os.system ['touch CANARY']\nJ: $J = 1$\n---\n\n$J = 1$\n")),
    (
        "code_front_matter_bomb",
        ".md",
        utf8(
            "---\na: &a [x]\n"
            + "".join(f"{d}: &{d} [*{c}, *{c}]\n" for c, d in zip(LETTERS[:-1], LETTERS[1:], strict=True))
            + "---\n$J = 1$\n"
        ),
    ),
    (
        "code_fences",
        ".md",
        utf8("```python\nimport os; os.system('touch CANARY')\n```\n\n    $J = 1$\n\n~~~\n$J = 2$\n~~~\n\n`$J = 3$` $Z = 4$"),
    ),
    # ------------------------------------------------------------------ definitions
    (
        "let_doubles",
        ".md",
        utf8(
            "Let $b = a a$.\n\n"
            + "".join(f"Let ${d} = {c} {c}$.\n\n" for c, d in zip(LETTERS[1:-1], LETTERS[2:], strict=True))
            + "Then $z = a$."
        ),
    ),
    (
        "let_doubles_26_names",
        ".md",
        utf8(
            "Let $q_1 = \\alpha \\alpha$.\n\n"
            + "".join(f"Let $q_{{{k + 1}}} = q_{{{k}}} q_{{{k}}}$.\n\n" for k in range(1, 27))
            + "Then $q_{27} = \\alpha$."
        ),
    ),
    (
        "let_doubles_sums",
        ".tex",
        utf8(
            TEX
            % (
                "",
                "Let $q_1 = \\hat y - y$.\n\n"
                + "".join(f"Let $q_{{{k + 1}}} = q_{{{k}}} + q_{{{k}}}$.\n\n" for k in range(1, 60))
                + "Then $\\frac{\\partial J}{\\partial v_c} = U q_{60}$.",
            )
        ),
    ),
    (
        "let_doubles_softmax",
        ".md",
        utf8(
            "Let $q_1 = U^T v_c$.\n\n"
            + "".join(f"Let $q_{{{k + 1}}} = \\text{{softmax}}(q_{{{k}}} + q_{{{k}}})$.\n\n" for k in range(1, 20))
            + "Then $\\hat y = q_{20}$ and $\\frac{\\partial q_{20}}{\\partial v_c} = U$."
        ),
    ),
    (
        "let_doubles_sigma",
        ".txt",
        utf8("Let s_1 = σ(α)\n" + "".join(f"Let s_{k + 1} = σ(s_{k} s_{k})\n" for k in range(1, 40)) + "Then s_40 = α\n"),
    ),
    ("let_itself", ".md", utf8("Let $q = q + q$. Let $r = s$ and $s = r$. Then $q = r$.\n\n" * 40)),
    ("let_same_name_often", ".md", utf8("".join(f"Let $q = {k}$. Then $q = {k + 1}$.\n\n" for k in range(900)))),
    ("let_many_names", ".md", utf8("".join(f"Let $q_{{{k}}} = \\hat y_{{{k}}}$.\n\n" for k in range(1500)) + "$J = 1$")),
    ("let_function_doubles", ".md", utf8("Let $f(x) = x + x$.\n\n$J = " + "f(" * 40 + "J" + ")" * 40 + "$")),
    ("let_chain_of_claims", ".md", utf8("".join(f"$q_{{{k}}} = q_{{{k + 1}}}$\n\n" for k in range(900)))),
    (
        "let_redefines_sheet",
        ".md",
        utf8("Let $U = 0$, $J = U$, $\\hat y = y = J$, $\\log = \\exp$, $1 = 2$. Then $1 = 2$ and $\\partial = 3$."),
    ),
    # ------------------------------------------------------------------ size
    ("size_ampersands", ".tex", utf8("\\begin{align}" + "&" * 30_000 + " J = 1 \\end{align}")),
    ("size_ampersands_between", ".md", utf8("$$J " + "& " * 24_000 + "= 1 \\\\ & = 2$$")),
    ("size_ampersands_rows", ".md", utf8("$$J = 1 " + ("&" * 60 + "\\\\ x") * 700 + "$$")),
    ("size_row_breaks", ".tex", utf8("\\begin{align}" + "\\\\" * 24_000 + " J = 1 \\end{align}")),
    ("size_rows", ".tex", utf8("\\begin{align} J " + "&= U(y - \\hat y) \\\\\n" * 2000 + " \\end{align}")),
    ("size_rows_distinct", ".tex", utf8("\\begin{align} J " + "".join(f"&= v_c^T v_c + {k} \\\\\n" for k in range(600)) + " \\end{align}")),
    ("size_equals", ".md", utf8("$$" + "=" * 49_000 + "$$")),
    ("size_equals_spaced", ".md", utf8("$$J " + "= " * 24_000 + "1$$")),
    ("size_equals_chain", ".md", utf8("$$J" + " = J" * 10_000 + "$$")),
    ("size_equals_bare", ".txt", utf8("J " + "= " * 1900 + "1\n" + "=" * 100_000 + "\n")),
    ("size_commas", ".md", utf8("$$J = 1" + ", x = 1" * 6000 + "$$")),
    ("size_words_in_display", ".md", utf8("$$J = 1 " + "\\text{ and } x = 1 " * 2000 + "$$")),
    ("size_quads", ".md", utf8("$$J = 1 " + "\\quad x = 1 " * 3000 + "$$")),
    ("size_arrows", ".md", utf8("$$J = 1 " + "\\Rightarrow x = 1 " * 2000 + "$$")),
    ("size_over_formula", ".md", utf8("$$J = " + "x + " * 200_000 + "x$$")),
    ("size_blank_lines", ".md", b"\n" * 100_000 + b"$J = 1$\n" + b"\n" * 100_000),
    ("size_blank_lines_tex", ".tex", b"$J = 1$\n" + b"\n \n" * 1_000_000 + b"$J = 2$"),
    ("size_tiny_same", ".md", b"$x = 1$\n\n" * 19_000),
    ("size_tiny_distinct", ".md", utf8("".join(f"$x = {k}$\n\n" for k in range(3000)))),
    ("size_tiny_proved", ".md", utf8("".join(f"$\\sigma({k} x) = 1 - \\sigma(-{k} x)$\n\n" for k in range(2000)))),
    ("size_tiny_conditions", ".md", utf8("".join(f"when $w = {k}$: $\\hat y_{{{k}}} = y_{{{k}}}$\n\n" for k in range(600)))),
    ("size_tiny_dollars", ".md", utf8("$x$ " * 200_000)),
    ("size_tiny_unknown", ".md", utf8("".join(f"$\\text{{q{k}}} = \\text{{r{k}}}$\n\n" for k in range(1500)))),
    ("size_one_paragraph", ".md", utf8("so we have that it holds " * 140_000 + f"${WRONG}$")),
    ("size_one_paragraph_txt", ".txt", utf8("so we have J = 1 and then Z = 2 " * 9000)),
    ("size_one_line_txt", ".txt", utf8("J = U(y - ŷ) ∂ " * 200_000)),
    ("size_lines_txt", ".txt", utf8("".join(f"∂J/∂v_c = U(ŷ − y) + {k}\n" for k in range(900)))),
    ("size_one_word", ".txt", b"x" * 3_900_000),
    ("size_digits", ".txt", b"J = " + b"9" * 3_900_000),
    (
        "size_digits_display",
        ".md",
        b"$$J = " + b"9" * 40_000 + b"$$ $$9^{9^{9^{9}}} = 1$$ $$2^{10^9} = 1$$ $$1e999999 = x$$ $$1000000! = 1$$",
    ),
    ("size_power", ".md", b"$$(x+y)^{1000} = 1$$ $$(a+b+c+d)^{64} = 1$$ $$" + b"(a+b)(c+d)" * 400 + b" = 1$$"),
    (
        "size_softmax",
        ".md",
        utf8("$$" + "\\text{softmax}(" * 14 + "x" + ")" * 14 + " = x$$\n\n" + "softmax(" * 14 + "x" + ")" * 14 + " = x\n"),
    ),
    ("size_hard_formulas", ".md", utf8("".join(f"$$(a+b+c+d+e+f+{k})^{{12}} = \\log(1+\\exp({k} a))$$\n\n" for k in range(60)))),
    (
        "size_hard_definitions",
        ".md",
        utf8("".join(f"Let $q_{{{k}}} = (\\alpha + {k})^{{60}}$. Then $q_{{{k}}} q_0 q_1 q_2 = \\alpha$.\n\n" for k in range(30))),
    ),
    # ------------------------------------------------------------------ LaTeX
    ("latex_comments", ".tex", b"%\n" * 1_000_000 + b"$J = 1$"),
    ("latex_comment_no_end", ".tex", b"$J = 1$ " + b"% " * 1_000_000),
    ("latex_comment_characters", ".tex", b"$J = 1$ %" + b"\\%" * 900_000 + b"\n$Z = 1$"),
    ("latex_begin_only", ".tex", b"\\begin{align}" * 20_000 + b" J = 1"),
    ("latex_begin_only_spaced", ".tex", b"\\begin{align} J = 1\n\n" * 20_000),
    ("latex_begin_unlike", ".tex", b"\\begin{align} J = 1 \\end{gather}\n" * 9000),
    ("latex_end_only", ".tex", b"\\end{align}" * 100_000 + b"$J = 1$"),
    ("latex_begin_document", ".tex", b"\\begin{document}" * 60_000 + b"$J = 1$"),
    ("latex_begin_document_macros", ".tex", b"\\def\\a{x}\\begin{document}" * 20_000 + b"$J = 1$"),
    ("latex_begin_verbatim", ".tex", b"\\begin{verbatim}" * 100_000 + b"$J = 1$"),
    ("latex_verbatim_closed", ".tex", b"\\begin{verbatim} $J = 1$ \\end{verbatim}" * 20_000 + b"$Z = 1$"),
    ("latex_verb_unclosed", ".tex", b"\\lstinline{" * 300_000 + b"$J = 1$"),
    ("latex_verb_odd", ".tex", utf8("\\verb" + "\\verb".join(map(chr, range(0x4E00, 0x9000))) + " $J = 1$")),
    ("latex_iffalse", ".tex", b"\\iffalse" * 300_000 + b"$J = 1$"),
    ("latex_iffalse_fi", ".tex", b"\\iffalse $J = 1$ \\fi" * 90_000 + b"$Z = 1$"),
    ("latex_dollars", ".tex", b"$" * 500_000),
    ("latex_dollars_odd", ".tex", b"$ J = 1 $$ " * 50_000),
    ("latex_dollars_nested", ".md", b"$J = \\text{if $w = \\text{so $o$}$}$ " * 300),
    ("latex_backslashes", ".tex", b"\\" * 2_000_000 + b"$J = 1$"),
    ("latex_backslashes_dollar", ".tex", (b"\\" * 999 + b"$") * 2000),
    ("latex_square_unclosed", ".tex", b"\\[ J = 1 " * 60_000),
    ("latex_round_unclosed", ".tex", b"\\( J = 1 \n\n" * 60_000),
    ("latex_double_unclosed", ".md", b"$$ J = 1\n\n" * 20_000),
    ("latex_sections", ".tex", b"\\section{$J = 1$}\n" * 3000),
    ("latex_items", ".tex", b"\\begin{itemize}\n" + b"\\item $J = 1$\n" * 3000 + b"\\end{itemize}"),
    ("latex_nested_lists", ".tex", b"\\begin{itemize}\\item " * 3000 + b"$J = 1$" + b"\\end{itemize}" * 3000),
    ("latex_nested_aligned", ".tex", b"\\[" + b"\\begin{aligned}" * 1500 + b"J = 1" + b"\\end{aligned}" * 1500 + b"\\]"),
    ("latex_cases_nested", ".tex", b"\\[J = " + b"\\begin{cases} 1 & w = o \\\\ " * 300 + b"2" + b"\\end{cases}" * 300 + b"\\]"),
    (
        "latex_cases_rows",
        ".tex",
        utf8("\\[\\hat y_w = \\begin{cases} " + "".join(f"{k} & w = {k} \\\\ " for k in range(500)) + "\\end{cases}\\]"),
    ),
    ("latex_cases_unclosed", ".tex", b"\\[" + b"\\begin{cases} x" * 2500 + b" = 1\\]"),
    ("latex_matrix_unclosed", ".tex", b"\\[ J = " + b"\\begin{pmatrix} " * 2500 + b"\\]"),
    ("latex_cancel", ".md", b"$$J = " + b"\\cancel{x{y{z}" * 3000 + b"$$"),
    ("latex_cancelto", ".md", b"$$J = " + b"\\cancelto{" + b"{x}" * 12_000 + b"{ = 1$$"),
    ("latex_underbrace", ".md", b"$$J = " + b"\\underbrace{" * 3000 + b"x" + b"}_{y = 1}" * 3000 + b"$$"),
    ("latex_boxes", ".md", b"$$" + b"\\boxed{" * 3000 + b"J = 1" + b"}" * 3000 + b"$$"),
    ("latex_text_unclosed", ".md", b"$$J = " + b"\\text{" * 8000 + b"$$"),
    ("latex_stackrel", ".md", b"$$J " + b"\\stackrel{?{" * 4000 + b"= 1$$"),
    ("latex_stackrel_relations", ".md", b"$$J " + b"\\stackrel{?}{=} 1" * 2000 + b"$$"),
    ("latex_hspace", ".md", b"$$J " + b"\\hspace{" * 6000 + b"= 1$$"),
    ("latex_left_right", ".md", b"$$J = " + b"\\left( " * 6000 + b"\\right] " * 3000 + b"$$"),
    ("latex_brackets_open", ".md", b"$$J = " + b"(" * 49_000 + b"$$"),
    ("latex_brackets_wrong", ".md", b"$$J = " + b"([" * 900 + b"x" + b")]" * 900 + b"$$\n\n$J = (x]$ " + b"$J = ((x)$ " * 900),
    ("latex_lost_backslashes", ".md", b"$$J = frac{1}{2} egin{cases} x ext{if} end{cases} hat{y}" * 900 + b"$$"),
    ("latex_row_lost", ".md", b"$$J = 1 \\ " * 6000 + b"$$"),
    ("latex_mixed_delimiters", ".tex", b"$\\[\\($$\\begin{align}\\)\\]$$$\\end{align}" * 2000),
    ("latex_tikz", ".tex", b"\\begin{tikzpicture}" * 9000 + b"$J = 1$" + b"\\end{tikzpicture}" * 9000),
    ("latex_environment_names", ".tex", utf8("".join(f"\\begin{{a{k}}} $J = {k}$ " for k in range(3000)))),
    ("latex_ieee_options", ".tex", b"\\begin{IEEEeqnarray}" + b" " * 200_000 + b"{rCl" * 9000 + b" J = 1"),
    ("latex_alignat_spaces", ".tex", (b"\\begin{alignat}" + b" " * 3000) * 900 + b" J = 1"),
    ("latex_tags", ".md", b"$$J = 1 " + b"\\tag{" * 9000 + b"$$"),
    # ------------------------------------------------------------------ spaces, edges and labels
    ("regex_spaces_display", ".md", b"$$J = 1" + b" " * 48_000 + b"x$$"),
    ("regex_spaces_rows", ".md", b"$$J = 1 " + (b" " * 900 + b"\\\\ x = 1") * 50 + b"$$"),
    ("regex_spaces_tail", ".md", b"$$J = 1" + b"& " * 20_000 + b"\\\\ x" + b"& " * 4000 + b"\\\\ y = 1$$"),
    ("regex_spaces_prose", ".md", b"so " + b" " * 900_000 + b"$J = 1$ " + b" " * 900_000 + b"holds"),
    ("regex_spaces_txt", ".txt", b"J = 1" + b" " * 900_000 + b"x\n" + b"J = 2" + b" \t" * 1500 + b"(if w != o\n"),
    ("regex_in_brackets", ".md", b"$$J = 1 (" + b"=" * 24_000 + b"$$\n\n$$J = 1 (" + b" =" * 12_000 + b"$$"),
    ("regex_in_brackets_if", ".md", b"$$J = 1 " + b" ( if w = o" * 4000 + b"$$"),
    ("regex_commas", ".md", b"$$J = 1" + b", " * 24_000 + b"$$ $$" + b", " * 24_000 + b"J = 1$$"),
    ("regex_labels", ".md", b"$$(a) (i) " * 3000 + b"J = 1$$\n\n" + b"(a) " * 9000 + b"$J = 1$"),
    ("regex_bullets_txt", ".txt", (b"- * + 1. a) > " * 250 + b"J = 1\n") * 40),
    ("regex_bullets_digits", ".txt", b"1.1." * 900 + b"1 J = 1\n" + b"1." * 1900 + b"\n"),
    ("regex_words_txt", ".txt", b"a-a-a-a'a-" * 380 + b" J = 1\n" + b"a'" * 1900 + b"! J = 1\n"),
    ("regex_blank_marks", ".md", (b"\n" + b" >\t" * 9000) * 20 + b"x $J = 1$"),
    ("regex_question", ".md", b"is it? " * 60_000 + b"$J = 1$"),
    ("regex_sentence_points", ".md", b"... " * 200_000 + b"$J = 1$" + b"! ? " * 200_000),
    ("regex_when", ".md", b"when if for all whenever " * 60_000 + b"$w = o$: $J = 1$"),
    ("regex_part_headings", ".md", b"(a) Part (b) Case 1: Problem 1.1.1 " * 20_000 + b"$J = 1$"),
    ("regex_inline_not_closed", ".md", b"$J = 1 " * 3000 + b"\n\n" + b"$" + b"J = 1 \n" * 3000),
    # ------------------------------------------------------------------ Markdown
    ("md_quotes", ".md", b"> " * 20_000 + b"$J = 1$"),
    ("md_quotes_lines", ".md", (b"> " * 200 + b"$J = 1$\n") * 200),
    ("md_lists_deep", ".md", b"".join(b"  " * k + b"- $J = 1$\n" for k in range(600))),
    ("md_lists_marks", ".md", b"- " * 20_000 + b"$J = 1$"),
    ("md_backticks", ".md", b"".join(b"`" * k + b" $J = 1$ " for k in range(1, 900))),
    ("md_backticks_code", ".md", b"`$J = 1$` " * 20_000 + b"$Z = 1$"),
    ("md_fences_open", ".md", b"```\n$J = 1$\n" * 9001),
    ("md_fences_math_open", ".md", b"```math\nJ = 1\n" * 9001),
    ("md_fences_math_spaces", ".md", b"```" + b" " * 90_000 + b"math\n" + b"```math" + b" " * 90_000 + b"x\n$J = 1$"),
    ("md_fences_long", ".md", b"`" * 200_000 + b"math\nJ = 1\n"),
    ("md_comments_open", ".md", b"<!-- $J = 1$ " * 60_000),
    ("md_comments_dashes", ".md", b"<!--" + b"-" * 900_000 + b" $J = 1$"),
    ("md_brackets", ".md", b"[" * 60_000 + b"$J = 1$"),
    ("md_links_nested", ".md", b"[a](" * 30_000 + b"$J = 1$"),
    ("md_images_nested", ".md", b"![" * 20_000 + b"$J = 1$" + b"](x)" * 20_000),
    ("md_emphasis", ".md", b"*a **a " * 30_000 + b"$J = 1$"),
    ("md_emphasis_runs", ".md", b"*" * 60_000 + b"a" + b"_" * 60_000 + b"$J = 1$"),
    ("md_references", ".md", b"".join(b"[a%d]: javascript:alert(%d)\n" % (k, k) for k in range(9000)) + b"$J = 1$"),
    ("md_html_blocks", ".md", b"<div>\n" * 20_000 + b"$J = 1$"),
    ("md_html_open", ".md", b"<a " * 60_000 + b"$J = 1$" + b"<![CDATA[" * 9000 + b"<?" * 9000),
    ("md_entities", ".md", b"&lt;&#60;&#x3c;&CounterClockwiseContourIntegral;" * 9000 + b"$J = 1$ $x &lt; y &#61; 1$"),
    ("md_dollars_lines", ".md", b"$$\n" * 20_001 + b"J = 1"),
    ("md_amsmath_open", ".md", b"\\begin{align}\nJ = 1\n" * 9000),
    ("md_headings", ".md", b"# $J = 1$\n" * 3000),
    ("md_tables", ".md", (b"| $J = 1$ " * 60 + b"|\n") * 60),
    ("md_front_matter_open", ".md", b"---\n" + b"a: $J = 1$\n" * 900),
    ("md_indented_code", ".md", b"    $J = 1$\n\n" * 3000),
    ("md_tabs", ".md", b"\t" * 200_000 + b"$J = 1$\n" + b">\t-\t1.\t" * 9000),
    ("md_autolinks", ".md", b"<http://" * 60_000 + b"$J = 1$"),
    # ------------------------------------------------------------------ notebooks
    ("book_not_json", ".ipynb", b"this is no notebook $J = 1$"),
    ("book_truncated", ".ipynb", book(f"${WRONG}$")[:-9]),
    ("book_python_json", ".ipynb", b"{'cells': [__import__('os').system('touch CANARY')]}"),
    ("book_deep_list", ".ipynb", b"[" * 200_000),
    ("book_deep_closed", ".ipynb", b"[" * 50_000 + b"]" * 50_000),
    ("book_deep_object", ".ipynb", b'{"cells":' * 30_000 + b"1" + b"}" * 30_000),
    ("book_deep_metadata_200", ".ipynb", HEAD + json.dumps([CELL]).encode() + b', "x": ' + b"[" * 200 + b"]" * 200 + b"}"),
    ("book_deep_metadata_900", ".ipynb", HEAD + json.dumps([CELL]).encode() + b', "x": ' + b"[" * 900 + b"]" * 900 + b"}"),
    (
        "book_deep_source",
        ".ipynb",
        HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": ' + b"[" * 300 + b'"x"' + b"]" * 300 + b"}]}",
    ),
    ("book_top_list", ".ipynb", json.dumps([CELL] * 3).encode()),
    ("book_top_number", ".ipynb", b"12"),
    ("book_top_string", ".ipynb", b'"cells"'),
    ("book_top_null", ".ipynb", b"null"),
    ("book_nan", ".ipynb", b"NaN"),
    ("book_empty_object", ".ipynb", b"{}"),
    ("book_no_cells", ".ipynb", b'{"metadata": {}, "nbformat": 4, "nbformat_minor": 5}'),
    ("book_no_cell", ".ipynb", book()),
    ("book_cells_null", ".ipynb", HEAD + b"null}"),
    ("book_cells_object", ".ipynb", HEAD + b'{"a": {"source": "$J = 1$"}}}'),
    ("book_cells_string", ".ipynb", HEAD + b'"$J = 1$"}'),
    ("book_cells_number", ".ipynb", HEAD + b"7}"),
    ("book_cell_number", ".ipynb", HEAD + b"[7]}"),
    ("book_cell_string", ".ipynb", HEAD + b'["$J = 1$"]}'),
    ("book_cell_null", ".ipynb", HEAD + b"[null]}"),
    ("book_cell_list", ".ipynb", HEAD + b"[[]]}"),
    ("book_cell_empty", ".ipynb", HEAD + b"[{}]}"),
    ("book_cell_type_number", ".ipynb", HEAD + b'[{"cell_type": 7, "metadata": {}, "source": "$J = 1$"}]}'),
    ("book_cell_type_list", ".ipynb", HEAD + b'[{"cell_type": ["markdown"], "metadata": {}, "source": "$J = 1$"}]}'),
    ("book_no_source", ".ipynb", HEAD + b'[{"cell_type": "markdown", "metadata": {}}]}'),
    (
        "book_no_source_code",
        ".ipynb",
        HEAD + b'[{"cell_type": "code", "metadata": {}, "outputs": []}, ' + json.dumps(CELL).encode() + b"]}",
    ),
    ("book_source_null", ".ipynb", book(None)),
    ("book_source_number", ".ipynb", book(7)),
    ("book_source_numbers", ".ipynb", book([1, 2, 3])),
    ("book_source_true", ".ipynb", book(True)),
    ("book_source_object", ".ipynb", book({"a": "$J = 1$"})),
    ("book_source_objects", ".ipynb", book([{"a": "$J = 1$"}])),
    ("book_source_nested", ".ipynb", book([["$J = 1$"], ["$J = 2$"]])),
    ("book_source_mixed", ".ipynb", book(["$J = ", 1, None, "$"])),
    ("book_source_empty", ".ipynb", book("", [], [""])),
    ("book_source_3000", ".ipynb", book(["$J = 1$ and so on and so on and so on\n"] * 3000)),
    ("book_source_100000", ".ipynb", book(["x\n"] * 100_000)),
    ("book_source_characters", ".ipynb", book(list("$J = U(y - \\hat y)$ " * 900))),
    ("book_many_cells", ".ipynb", book(*["$J = 1$"] * 5000)),
    ("book_many_code_cells", ".ipynb", HEAD + json.dumps([{**CELL, "cell_type": "raw"}] * 20_000).encode() + b"}"),
    ("book_keys_twice", ".ipynb", HEAD + b'[], "cells": ' + json.dumps([CELL]).encode() + b', "cells": 7}'),
    ("book_source_twice", ".ipynb", HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": 7, "source": "$J = 1$"}]}'),
    ("book_keys_escaped", ".ipynb", HEAD + b'[{"cell_type": "markdown", "metadata": {}, "sour\\u0063e": "$J = 1$"}]}'),
    ("book_keys_scripts", ".ipynb", HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": "$J = 1$", "<script>\\u001b[31m": 1}]}'),
    ("book_format_3", ".ipynb", b'{"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": []}]}'),
    ("book_format_99", ".ipynb", HEAD.replace(b": 4", b": 99") + json.dumps([CELL]).encode() + b"}"),
    ("book_format_text", ".ipynb", HEAD.replace(b": 4", b': "\\u001b[31m4"') + json.dumps([CELL]).encode() + b"}"),
    ("book_format_list", ".ipynb", HEAD.replace(b": 4", b": [4]") + json.dumps([CELL]).encode() + b"}"),
    ("book_format_huge", ".ipynb", HEAD.replace(b": 4", b": " + b"9" * 5000) + json.dumps([CELL]).encode() + b"}"),
    ("book_format_float", ".ipynb", HEAD.replace(b": 4", b": 4.5") + json.dumps([CELL]).encode() + b"}"),
    ("book_format_minor_text", ".ipynb", HEAD.replace(b": 5", b': "\\u202e5"') + json.dumps([CELL]).encode() + b"}"),
    ("book_no_format", ".ipynb", json.dumps({"cells": [CELL]}).encode()),
    ("book_integer_5000", ".ipynb", HEAD + json.dumps([CELL]).encode() + b', "x": ' + b"9" * 5000 + b"}"),
    ("book_surrogate_high", ".ipynb", HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": "$J = \\ud800 + 1$"}]}'),
    (
        "book_surrogate_low",
        ".ipynb",
        HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": "$J = q_{\\\\text{\\udc80}}$ \\udfff"}]}',
    ),
    ("book_surrogate_halves", ".ipynb", HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": ["$J = \\ud83d", "\\ude00$"]}]}'),
    (
        "book_surrogate_and_u",
        ".ipynb",
        HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": "$J = \\ud83d\\u0041\\ud83d\\\\n$"}]}',
    ),
    (
        "book_surrogate_prose",
        ".ipynb",
        HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": "\\ud800 Let $q_\\ud800 = 1$. $J = q_\\ud800$"}]}',
    ),
    ("book_escaped_nul", ".ipynb", HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": "$J = \\u0000 + \\u001b[31m$ \\u202e"}]}'),
    ("book_raw_controls", ".ipynb", HEAD + b'[{"cell_type": "markdown", "metadata": {}, "source": "$J = \x1b[31m\n\x01$"}]}'),
    (
        "book_outputs",
        ".ipynb",
        HEAD
        + json.dumps(
            [
                {
                    "cell_type": "code",
                    "execution_count": 1,
                    "metadata": {},
                    "source": "1",
                    "outputs": [
                        {"output_type": "display_data", "metadata": {}, "data": {"text/html": [SCRIPT], "text/latex": ["$J = 1$"]}}
                    ],
                },
                CELL,
            ]
        ).encode()
        + b"}",
    ),
    (
        "book_outputs_large",
        ".ipynb",
        HEAD
        + json.dumps(
            [
                {
                    "cell_type": "code",
                    "execution_count": 1,
                    "metadata": {},
                    "source": "1",
                    "outputs": [{"output_type": "stream", "name": "stdout", "text": "\x1b[31m" * 200_000}],
                },
                CELL,
            ]
        ).encode()
        + b"}",
    ),
    (
        "book_attachments",
        ".ipynb",
        HEAD + json.dumps([{**CELL, "attachments": {"../../CANARY": {"image/svg+xml": SCRIPT}}}]).encode() + b"}",
    ),
    (
        "book_metadata_scripts",
        ".ipynb",
        book(f"${WRONG}$", metadata={"title": SCRIPT, "kernelspec": {"name": "$(touch CANARY)", "display_name": "\x1b"}}),
    ),
    ("book_fences_across_cells", ".ipynb", book("```", f"${WRONG}$", "<!--", "$J = 1$", "\\begin{verbatim}", "$Z = 1$")),
    ("book_macro_bomb", ".ipynb", book("$\\newcommand{\\a}[1]{\\a{#1#1}}$", "$\\a{v} = 1$", "$$\\a{\\a{v}} = 1$$")),
    ("book_trailing", ".ipynb", book("$J = 1$") + b"}}}]]] x"),
    ("book_strings_quotes", ".ipynb", b'{"cells": "' + b'\\"' * 400_000 + b'"}'),
    ("book_string_open", ".ipynb", b'"' + b"\\\\" * 900_000),
    ("book_quotes", ".ipynb", b'"' * 900_001),
    # ------------------------------------------------------------------ Unicode and plain text
    ("unicode_combining", ".md", utf8("$J = x" + "\u0301" * 2900 + "$ $$y" + "\u0302" * 40_000 + " = y$$")),
    ("unicode_combining_txt", ".txt", utf8("J = ŷ" + "\u0489\u20dd" * 1900 + "\n" + "\u0302" * 200_000 + "\n")),
    ("unicode_expanding", ".txt", utf8("J = " + "\ufdfa" * 3900 + "\n" + "ŷ = " + "㏂㍿" * 1900 + "\n")),
    ("unicode_cjk", ".md", utf8("当时若令求解其中否则。" * 60_000 + "$J = 1$ 当 $w = o$ 时：$J = 1$")),
    ("unicode_right_to_left", ".txt", utf8("שלום = مرحبا\n∂J/∂v_c = שלום\n")),
    ("unicode_mathematical", ".txt", utf8("𝑱 = 𝒖𝒗 + 𝟗\n∂𝑱/∂𝒗_𝒄 = 𝑼(𝒚 − 𝒚̂)\n" + "𝒙 = 𝒚 " * 900 + "\n")),
    ("unicode_squares", ".md", utf8("$□ = □$ $J = □$ $" + "□" * 2900 + " = 1$\n\n□=□\n")),
    ("unicode_emoji", ".md", utf8("$J = 👨‍👩‍👧‍👦$ 👨‍👩‍👧‍👦 $🏳️‍🌈 = 1$ " * 60)),
    ("unicode_sums_txt", ".txt", utf8("∑" * 3900 + " = 1\n√" * 900 + " = 1\n")),
    ("text_symbols", ".txt", utf8("∂∇Σσŷ_^·∘⊙ᵀ⊤√𝟏ℝ = " * 170 + "1\n") * 60),
    ("text_brackets", ".txt", utf8("J = " + "((([[[{{{" * 400 + "\n") * 60),
    ("text_exponents", ".txt", b"J = 2^" + b"9^" * 1900 + b"9\nJ = 1e999999\nJ = 10^10^10\n"),
    (
        "text_code",
        ".txt",
        b"J = x.__class__\nJ = {}.__class__\nfor i in range(10**9): J = i\nJ += 1\nJ == J\nJ := J\nif J = 1: J = 2\n" * 60,
    ),
    ("text_markdown_in_txt", ".txt", utf8("```\nJ = 1\n```\n| J = 1 | Z = 2 |\n<!-- J = 3 -->\n# J = 4\n" * 90)),
    ("text_unknown_names", ".txt", utf8("".join(f"q{k} = r{k} + s{k}·t{k}\n" for k in range(900)))),
]
