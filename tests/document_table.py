"""Small documents and the verdicts of their claims, each by mathematics: traps for readers of prose, conditions, macros, layouts.

A row is (what it is about, the text, the verdicts expected in order, those of «not a claim» left out).  P is proved, L up
to layout, R refuted, T ill-typed, U undecided, X unreadable.
"""

from __future__ import annotations

GRAD = r"\frac{\partial J}{\partial v_c}"
GRAD_W = r"\frac{\partial J}{\partial u_w}"

ROWS: list[tuple[str, str, str]] = [
    # ------------------------------------------------------------------------------ conditions from headings
    ("a case", rf"When $w \ne o$:" + "\n\n" + rf"$${GRAD_W} = \hat y_w v_c$$", "P"),
    ("no case", rf"$${GRAD_W} = \hat y_w v_c$$", "R"),
    (
        "the case ends at «for every word»",
        rf"When $w \ne o$:" + f"\n$${GRAD_W} = \\hat y_w v_c$$\nSo for every word $w$ we have\n$${GRAD_W} = \\hat y_w v_c$$",
        "PR",
    ),
    (
        "the case ends at «any»",
        rf"When $w \ne o$:"
        + f"\n$${GRAD_W} = \\hat y_w v_c$$\n\nNow the gradient for any word vector $u_w$ is\n$${GRAD_W} = \\hat y_w v_c$$",
        "PR",
    ),
    (
        "the case ends at «for all»",
        f"When $w = o$:\n$${GRAD_W} = (\\hat y_w-1) v_c$$\nFor all $w$:\n$${GRAD_W} = (\\hat y_w-1) v_c$$",
        "PR",
    ),
    ("the case ends at a heading", f"When $w \\ne o$:\n$${GRAD_W} = \\hat y_w v_c$$\n\n## (d)\n\n$${GRAD_W} = \\hat y_w v_c$$", "PR"),
    ("the case ends at a part", f"When $w \\ne o$:\n$${GRAD_W} = \\hat y_w v_c$$\n\n(d) The matrix\n\n$${GRAD_W} = \\hat y_w v_c$$", "PR"),
    (
        "a second case without its formula",
        f"Case 1: $w \\ne o$.\n$${GRAD_W} = \\hat y_w v_c$$\n\nCase 2: the true word.\n$${GRAD_W} = \\hat y_w v_c$$",
        "PR",
    ),
    (
        "two cases",
        f"Case 1: $w \\ne o$. In this case\n$${GRAD_W} = \\hat y_w v_c$$\n\nCase 2: $w = o$. In this case\n$${GRAD_W} = (\\hat y_w - 1) v_c$$",
        "PP",
    ),
    (
        "two cases the wrong way round",
        f"Case 1: $w = o$. In this case\n$${GRAD_W} = \\hat y_w v_c$$\n\nCase 2: $w \\ne o$. In this case\n$${GRAD_W} = (\\hat y_w - 1) v_c$$",
        "RR",
    ),
    ("otherwise", f"If $w = o$:\n$${GRAD_W} = (\\hat y_w - 1) v_c$$\nOtherwise:\n$${GRAD_W} = \\hat y_w v_c$$", "PP"),
    ("otherwise, wrong", f"If $w = o$:\n$${GRAD_W} = (\\hat y_w - 1) v_c$$\nOtherwise:\n$${GRAD_W} = (\\hat y_w - 1) v_c$$", "PR"),
    ("finally", f"If $w \\ne o$:\n$${GRAD_W} = \\hat y_w v_c$$\nFinally, the full gradient:\n$${GRAD_W} = \\hat y_w v_c$$", "PR"),
    ("not so", f"Suppose $w \\neq o$ is false.\n$${GRAD_W} = \\hat y_w v_c$$", "R"),
    ("unless, above", f"Unless $w = o$:\n$${GRAD_W} = \\hat y_w v_c$$", "P"),
    ("unless, above, wrong", f"Unless $w = o$:\n$${GRAD_W} = (\\hat y_w-1)v_c$$", "R"),
    ("unless", rf"$${GRAD_W} = \hat y_w v_c \quad \text{{unless }} w = o$$", "P"),
    ("unless, wrong", rf"$${GRAD_W} = \hat y_w v_c \quad \text{{unless }} w \ne o$$", "R"),
    ("not only", rf"$${GRAD_W} = (\hat y_w -1) v_c \quad \text{{not only for }} w = o$$", "R"),
    ("except", rf"$${GRAD_W} = (\hat y_w -1) v_c \quad \text{{except when }} w \ne o$$", "P"),
    ("either", rf"$${GRAD_W} = \hat y_w v_c \quad \text{{if }} w \ne o \text{{ or }} w=o$$", "R"),
    ("a condition in words at the end", rf"$${GRAD_W} = \hat y_w v_c \text{{ for }} w \ne o$$", "P"),
    ("a condition in brackets", rf"$${GRAD_W} = \hat y_w v_c \quad (w \neq o)$$", "P"),
    ("a condition after a comma", rf"$${GRAD_W} = \hat y_w v_c, \qquad w \neq o$$", "P"),
    ("for all", rf"$${GRAD_W} = \hat y_w v_c \quad \forall w$$", "R"),
    ("for all in a set", rf"$${GRAD_W} = \hat y_w v_c \ \forall w \in \{{1,\ldots,V\}}$$", "R"),
    ("in Chinese", f"当 $w \\ne o$ 时:\n\n$${GRAD_W} = \\hat y_w v_c$$\n\n综上,\n\n$${GRAD_W} = \\hat y_w v_c$$", "PR"),
    ("vectors told apart", f"**Case 1:** $u_o \\neq u_w$. In this case,\n\n$${GRAD_W} = \\hat y_w v_c$$", "P"),
    # ------------------------------------------------------------------------------ cases in one display
    (
        "cases",
        rf"$${GRAD_W} = \begin{{cases}} \hat y_w v_c & \text{{if }} w \ne o \\ (\hat y_w - 1) v_c & \text{{otherwise}} \end{{cases}}$$",
        "PP",
    ),
    (
        "cases swapped",
        rf"$${GRAD_W} = \begin{{cases}} \hat y_w v_c & \text{{if }} w = o \\ (\hat y_w - 1) v_c & \text{{otherwise}} \end{{cases}}$$",
        "RR",
    ),
    (
        "a case under another heading",
        f"When $w \\ne o$:\n$${GRAD_W} = \\begin{{cases}} \\hat y_w v_c & w = o \\\\ \\hat y_w v_c & w \\ne o \\end{{cases}}$$",
        "RP",
    ),
    (
        "an array behind a brace",
        rf"$${GRAD_W} = \left\{{ \begin{{array}}{{ll}} \hat y_w v_c & \text{{if }} w \ne o \\ \hat y_w v_c & \text{{if }} w = o \end{{array}} \right.$$",
        "PR",
    ),
    # ------------------------------------------------------------------------------ chains
    ("a chain", rf"$${GRAD} = -u_o + \sum_w \hat y_w u_w = U(\hat y - y)$$", "PP"),
    ("a wrong middle", rf"$${GRAD} = -u_o + \sum_w y_w u_w = U(\hat y - y)$$", "RR"),
    ("displays that go on", f"$${GRAD}$$\n\n$$= -u_o + \\sum_w \\hat y_w u_w$$\n\nAa\n\nSearch\n\n$$= U(y - \\hat y)$$", "PR"),
    ("= at the end of a row and at the next one's start", "$$\\begin{aligned}" + GRAD + r" = \\ = U(y-\hat y)\end{aligned}$$", "R"),
    ("a row that is wrong", "$$\\begin{aligned}" + GRAD + r" &= -u_o + U\hat y \\ &= U(y-\hat y)\end{aligned}$$", "PR"),
    ("[t] and [4pt]", r"$$\begin{aligned}[t] " + GRAD + r" &= U(\hat y-y)\\[4pt] &= -u_o + U\hat y \end{aligned}$$", "PP"),
    (
        "columns",
        r"\begin{align*}" + GRAD + r" &= -u_o + U\hat y & J &= -\log \hat y_o \\ &= U(\hat y-y) & &= -u_o^\top v_c + \log Z\end{align*}",
        "PPPP",
    ),
    (
        "columns, one wrong",
        r"\begin{align*}" + GRAD + r" &= -u_o + U\hat y & J &= -\log \hat y_o \\ &= U(\hat y-y) & &= u_o^\top v_c + \log Z\end{align*}",
        "PPPR",
    ),
    (
        "inline steps go on from one another",
        f"$${GRAD} = U(\\hat y - y)$$\nWe have $\\hat y_o = P(o|c)$ $= \\frac{{\\exp(u_o^\\top v_c)}}{{\\sum_w \\exp(u_w^\\top v_c)}}$.",
        "PPP",
    ),
    ("inline, wrong", f"$${GRAD} = U(\\hat y - y)$$\nAgain ${GRAD} = -u_o + U\\hat y$ $= U(y-\\hat y)$.", "PPR"),
    ("⇒ parts claims", rf"$$Uy = u_o \Rightarrow U(\hat y - y) = U\hat y - u_o$$", "PP"),
    ("so does ;", rf"$$Uy = u_o; \quad U\hat y = \sum_w y_w u_w$$", "PR"),
    ("words part claims", rf"$$Uy = u_o \text{{ and so }} U(\hat y - y) = U\hat y - u_o$$", "PP"),
    ("a comma and a new row", rf"$$\begin{{aligned}} Uy &= u_o, \\ U\hat y &= \sum_w \hat y_w u_w \end{{aligned}}$$", "PP"),
    # ------------------------------------------------------------------------------ set up, asked, implied
    ("set to zero, solved", rf"$$-u_o + U \hat y = 0 \Rightarrow u_o = U \hat y$$", "P"),
    ("set to zero in words", f"Setting the gradient to zero, $${GRAD} = 0$$ gives $$U\\hat y = u_o$$", "P"),
    ("zero, stated", rf"$${GRAD} = 0$$", "R"),
    ("zero when", "The derivative equals to zero when\n\n1. $\\hat y = y$ (impossible), or\n2. $\\hat y - y \\in \\ker(U)$.", ""),
    ("shall be zero", rf"$${GRAD} \overset{{!}}{{=}} 0$$", ""),
    ("is it?", rf"$$U y \stackrel{{?}}{{=}} U \hat y$$", ""),
    ("a question", rf"Is $U y = U \hat y$?", ""),
    ("a remark about zero is no condition", f"The derivative of the constant is 0: $${GRAD} = U(y-\\hat y)$$", "R"),
    ("so", f"The constant is zero, so $${GRAD} = U(y-\\hat y)$$", "R"),
    ("unless I am mistaken", f"Unless I am mistaken, $${GRAD} = U(y-\\hat y)$$", "R"),
    ("当我们求导时", f"当我们求导时 $${GRAD} = U(y-\\hat y)$$", "R"),
    ("everyday words before a formula", f"We write the gradient as ${GRAD} = U(y-\\hat y)$.", "R"),
    ("let us", f"Let us compute ${GRAD} = U(y-\\hat y)$ now.", "R"),
    ("where", f"Here, where ${GRAD} = U(y-\\hat y)$, we stop.", "R"),
    ("in all cases", f"So ${GRAD} = U(y-\\hat y)$ in all cases.", "R"),
    ("at every point", f"So ${GRAD} = U(y-\\hat y)$ at every point.", "R"),
    ("y_w = 0 for most words", "All words with $y_w = 0$ drop out.", ""),
    ("y = 1 at o", "The vector has $y=1$ at position of word o.", ""),
    # ------------------------------------------------------------------------------ boxes, braces, signs
    ("a box", rf"$$\boxed{{{GRAD} = U(y-\hat y)}}$$", "R"),
    ("a right box", rf"$$\boxed{{{GRAD} = U(\hat y - y)}}$$", "P"),
    ("colour", rf"$$\color{{red}}{{{GRAD} = U(y-\hat y)}}$$", "R"),
    ("brackets around", rf"$$\left({GRAD} = U(y-\hat y)\right)$$", "R"),
    ("an array of equations", rf"$$\begin{{array}}{{rcl}} {GRAD} &=& U\hat y - u_o \\ &=& U(y-\hat y)\end{{array}}$$", "PR"),
    ("a system", rf"$$\begin{{cases}} Uy = u_o \\ U\hat y = u_o \end{{cases}}$$", "PR"),
    ("full-width =", rf"$${GRAD} ＝ U(y-\hat y)$$", "R"),
    ("mathrel", rf"$${GRAD} \mathrel{{=}} U(y-\hat y)$$", "R"),
    ("under a brace", rf"$${GRAD} = \underbrace{{-u_o}}_{{= v_c}} + U\hat y$$", "PR"),
    ("under a brace, words", rf"$${GRAD} = \underbrace{{-u_o}}_{{\text{{true}}}} + U\hat y$$", "P"),
    (
        "IEEEeqnarray",
        r"\begin{IEEEeqnarray}{rCl}" + GRAD + r" & = & U\hat y - u_o \IEEEyesnumber \\ & = & U(y - \hat y)\end{IEEEeqnarray}",
        "PR",
    ),
    ("gather", r"\begin{gather*} Uy = u_o \\ U\hat y = u_o \end{gather*}", "PR"),
    ("eqnarray", r"\begin{eqnarray*}" + GRAD + r" &=& U\hat y - u_o \\ &=& U(\hat y - y)\end{eqnarray*}", "PP"),
    ("multline", r"\begin{multline*}" + GRAD + r" = \\ U\hat y \\ - u_o\end{multline*}", "P"),
    ("an approximation between", rf"$$J \approx 0, \quad Uy = u_o$$", "P"),
    # ------------------------------------------------------------------------------ definitions
    ("a definition", r"Let $x_w = u_w^\top v_c$ and $Z = \sum_w \exp(x_w)$. Then $\hat y_w = \exp(x_w)/Z$.", "PP"),
    ("a definition is no error, what follows can be", r"Let $s = u_o^\top v_c$. Then $J = s + \log Z$.", "R"),
    ("an index's letter as a number", r"Let $x = u_o^\top v_c$." + "\n" + r"$$\frac{\partial x}{\partial v_c} = u_o$$", "P"),
    ("t, too", r"Let $t = \sigma(u_o^\top v_c)$." + "\n" + r"$$\frac{\partial t}{\partial v_c} = t(1-t)u_o$$", "P"),
    ("a, too", r"Let $a = \sigma(u_o^\top v_c)$. Then $$J_{neg} = -\log a - \sum_{s=1}^K \log\sigma(-u_{w_s}^\top v_c)$$", "P"),
    (
        "redefined",
        r"Let $\delta = \hat y - y$. $$\frac{\partial J}{\partial v_c} = U\delta$$ Redefine $\delta = y - \hat y$. $$\frac{\partial J}{\partial v_c} = U\delta$$",
        "PR",
    ),
    ("used before it is defined", r"$$\hat y_w = \frac{e^{s_w}}{S}$$ where $s_w = u_w^\top v_c$ and $S = \sum_w e^{s_w}$.", "P"),
    (
        "derivatives by a name of one's own",
        r"Let $\theta = U^\top v_c$. $$\frac{\partial J}{\partial \theta} = \hat y - y$$ $$\frac{\partial J}{\partial \theta} = y - \hat y$$",
        "PR",
    ),
    ("a name for a derivative", r"$$\frac{\partial J}{\partial v_c} = g, \quad g = U(\hat y - y), \quad g = U(y - \hat y)$$", "PR"),
    ("an update", r"$$v_c := v_c - \alpha U(\hat y - y)$$", ""),
    ("a wrong definition of what the sheet defines", r"where $\hat y = \operatorname{softmax}(-U^\top v_c)$.", "R"),
    ("a setting", r"with $\alpha = 0.1$ and $K = 5$", ""),
    ("a wrong product defines nothing", r"Let $q = U v_c$.", "T"),
    # ------------------------------------------------------------------------------ macros
    (
        "a macro",
        r"\newcommand{\vc}{v_c}\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}" + "\n" + r"$$\pd{J}{\vc} = U(y - \hat y)$$",
        "R",
    ),
    (
        "a macro redefined",
        r"\newcommand{\p}{y}" + "\n" + rf"$${GRAD} = U(\p - y)$$" + "\n" + r"\renewcommand{\p}{\hat y}" + "\n" + rf"$${GRAD} = U(\p - y)$$",
        "RP",
    ),
    ("a macro that calls itself", r"\newcommand{\loop}{\loop x}" + "\n" + r"$$\loop = u_o$$ $$Uy = u_o$$", "XP"),
    (
        "a bomb",
        "".join(
            rf"\newcommand{{\b{c}}}{{{(chr(92) + 'b' + p) * 10 if p else 'x'}}}"
            for p, c in zip("_abcdefgh".replace("_", " ").split() and ["", *"abcdefgh"], "abcdefghi", strict=False)
        )
        + "\n$\\bi = 1$ and $Uy = u_o$",
        "XP",
    ),
    ("cancelto", rf"$${GRAD} = \cancelto{{2}}{{1}}U(\hat y-y)$$", "R"),
    ("cancel", r"$$-\log \hat y_o = -\cancel{y_o}^1 \log \hat y_o$$", "P"),
    # ------------------------------------------------------------------------------ damage
    ("lost backslashes", r"$$rac{\partial J}{\partial oldsymbol{v}_c} = egin{aligned} U(\hat y - y) \end{aligned}$$", "P"),
    ("form feed", "$$\x0crac{\\partial J}{\\partial v_c} = U(y - \\hat y)$$", "R"),
    ("0 for o", r"$$\frac{\partial J}{\partial v_c} = -u_0 + U\hat y$$", "P"),
    ("a lost minus stays lost", r"$$\frac{\partial J}{\partial v_c} = u_0 + U\hat y$$", "R"),
    ("a lost hat stays lost", rf"$${GRAD_W} = y_w v_c \quad (w \ne o)$$", "R"),
    ("= =", rf"$${GRAD} = = U(\hat y - y)$$", "P"),
    ("a bracket too many", r"$$\frac{\partial J}{\partial u_o} = (P(O=o|C=c)-1))v_c$$", "P"),
    (
        "j = 0 below the sum",
        r"$$\frac{\partial J_{sg}}{\partial v_c} = \sum_{\substack{-m \le j \le m \\ j = 0}} \frac{\partial J(v_c, w_{t+j}, U)}{\partial v_c}$$",
        "R",
    ),
    (
        "j != 0 in pieces",
        r"$$\frac{\partial J_{sg}}{\partial v_c} = \sum_{-m < =j < =m, j! = 0} \frac{\partial J(v_c, w_{t+j}, U)}{\partial v_c}$$",
        "P",
    ),
    # ------------------------------------------------------------------------------ shapes, layout
    ("a shape", r"$U \in \mathbb{R}^{d \times V}$, $v_c \in \mathbb{R}^{d\times 1}$, $\hat y \in \mathbb{R}^{|V|}$", "PPP"),
    ("a wrong shape", r"$U \in \mathbb{R}^{d \times K}$", "R"),
    ("row for column", r"$$\frac{\partial J}{\partial U} = (\hat y - y)v_c^\top$$", "L"),
    ("a column and a row", rf"$${GRAD_W} = -v_c + \hat y_w v_c^\top$$", "T"),
    # ------------------------------------------------------------------------------ code, comments
    ("code is left out", "`$Uy = v_c$`\n\n```\n$Uy = v_c$\n```\n\n<!-- $Uy = v_c$ -->\n\n$Uy = u_o$", "P"),
    ("an unclosed $$", "$$Uy = u_o\n\nand\n\n$$U\\hat y = u_o$$", "PR"),
    ("an unclosed environment", "\\begin{align} Uy = u_o\n\nand $U\\hat y = u_o$", "PR"),
    # ------------------------------------------------------------------------------ found by attacking it a second time
    (
        "conditions after their claims",
        rf"So ${GRAD_W} = (\hat y_w - 1) v_c$ if $w = o$ and ${GRAD_W} = \hat y_w v_c$ if $w \neq o$. Hence ${GRAD_W} = \hat y_w v_c$.",
        "PPR",
    ),
    ("a condition of another formula", rf"Since $y_w = 0$ for $w \ne o$, the gradient is ${GRAD_W} = \hat y_w v_c$.", "PR"),
    (
        "a condition at a sentence's end",
        rf"We find $\nabla_{{u_w}} J = \hat y_w v_c$ for $w \neq o$." + "\n" + r"Stacking, $\nabla_U J = v_c(\hat y-y)^\top$.",
        "PP",
    ),
    ("任意", "当 $w \\ne o$ 时," + f"${GRAD_W} = \\hat y_w v_c$。\n\n所以对于任意的 $w$,都有 ${GRAD_W} = \\hat y_w v_c$。", "PR"),
    ("所有", "当 $w \\ne o$ 时," + f"${GRAD_W} = \\hat y_w v_c$。\n\n对所有 $w$ 有 ${GRAD_W} = \\hat y_w v_c$。", "PR"),
    ("合并", "当 $w \\ne o$ 时," + f"${GRAD_W} = \\hat y_w v_c$。\n\n合并两种情况:\n\n$${GRAD_W} = \\hat y_w v_c$$", "PR"),
    ("whatever", f"When $w \\ne o$: $${GRAD_W} = \\hat y_w v_c$$ Whatever $w$ is, $${GRAD_W} = \\hat y_w v_c$$", "PR"),
    (
        "irrespective",
        f"When $w \\ne o$: $${GRAD_W} = \\hat y_w v_c$$ Hence, irrespective of whether the word is the true one, $${GRAD_W} = \\hat y_w v_c$$",
        "PR",
    ),
    ("defined right after", r"$$\hat y - y = \frac{\partial J}{\partial \theta}$$ where $\theta = -U^\top v_c$.", "U"),
    (
        "a definition that failed",
        r"With $p_w = \frac{\exp(u_w^\top v_c)}{\sum_{w'} u_{w'} \exp(u_w^\top v_c)}$ we get $\hat y_w = p_w$ and $p_o = \hat y_o$.",
        "TUU",
    ),
    ("I is the identity", r"$\frac{\partial \hat y}{\partial \xi} = I$ but $\frac{\partial v_c}{\partial v_c} = I$", "RP"),
    ("zero elsewhere", r"$y_o = 1, \hat y_w = 0$ for $w\ne o$.", "PR"),
    (
        "two families of one letter",
        r"Let $s_o = u_o^\top v_c$ and $s_k = u_{w_k}^\top v_c$. $$\frac{\partial J_{neg}}{\partial v_c} = (\sigma(s_o) - 1)u_o + \sum_{k=1}^K \sigma(s_k)u_{w_k}$$",
        "P",
    ),
    ("if … then", f"If $w = o$ then ${GRAD_W} = (\\hat y_w − 1) v_c$.\nIf $w \\ne o$, ${GRAD_W} = \\hat y_w v_c$.", "PP"),
    ("a label", rf"For $w \ne o: {GRAD_W} = \hat y_w v_c$", "P"),
    ("a number", rf"$${GRAD} = U(\hat y - y)\quad(4)$$", "P"),
    ("eqno", rf"$${GRAD} = U(\hat y - y)\eqno(3)$$", "P"),
    ("dots and a number", rf"$${GRAD} = U(\hat y - y) \cdots\cdots ①$$", "P"),
    ("a number that is a factor", rf"$${GRAD} = U(\hat y - y)(4)$$", "R"),
    ("(i)", rf"$$\text{{(i)}}\; {GRAD} = U(y - \hat y)$$", "R"),
    ("an entry of v_c", r"$$\frac{\partial J}{\partial v_{c,i}} = \sum_w (\hat y_w - y_w) U_{iw}$$", "P"),
    (
        "a remark in a case",
        rf"$${GRAD_W} = \begin{{cases}} (\hat y_w - 1) v_c & w = o \text{{ (true word)}} \\ \hat y_w v_c & \text{{for all other words}} \end{{cases}}$$",
        "PP",
    ),
    ("a vector that is zero says nothing of indices", f"If $u_w=0$: ${GRAD_W} = (\\hat y_w-1)v_c$", "U"),
    ("either case", f"If $w = o$ or $w \\ne o$:\n$${GRAD_W} = \\hat y_w v_c$$", "R"),
    (
        "a case within a sentence",
        f"If $w=o$, then ${GRAD_W} = (\\hat y_w - 1) v_c$. If $w \\ne o$, then ${GRAD_W} = \\hat y_w v_c$. So ${GRAD_W} = \\hat y_w v_c$.",
        "PPR",
    ),
    ("a member of a family is no definition", r"Let $q_w = \hat y_w^2$. Then $q_o = \hat y_o$.", "R"),
    (
        "another loss under the name of one",
        r"The loss is now $J = -\log \sigma(u_o^\top v_c) - \sum_{s=1}^K \log \sigma(-u_{w_s}^\top v_c)$. $$\frac{\partial J}{\partial u_o} = (\sigma(u_o^\top v_c) - 1)v_c$$ $$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$",
        "PPR",
    ),
    (
        "and under an alias",
        r"$$L = -\log \sigma(u_o^\top v_c) - \sum_{s=1}^K \log \sigma(-u_{w_s}^\top v_c)$$ $$\frac{\partial L}{\partial v_c} = U(\hat y - y)$$",
        "PR",
    ),
    ("a wrong loss", r"$$J = \log \hat y_o$$ $$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$", "RP"),
    ("overset without braces", rf"$${GRAD} \overset{{(a)}}= U(y - \hat y)$$", "R"),
    ("xlongequal", rf"$${GRAD} \xlongequal{{}} U(y - \hat y)$$", "R"),
    (
        "rows with their cases",
        rf"$$\begin{{aligned}} w \ne o: \quad {GRAD_W} &= \hat y_w v_c \\ w = o: \quad {GRAD_W} &= \hat y_w v_c \end{{aligned}}$$",
        "PR",
    ),
    ("J of its parameters", r"$$J(\theta) = -\log \hat y_o$$", "P"),
    ("under a condition that is none on indices", f"If $\\hat y = y$, ${GRAD} = 0$.", "U"),
    (
        "a new derivation with one = too many",
        rf"$${GRAD} = U(\hat y - y) = \frac{{\partial J}}{{\partial u_o}} = (\hat y_o - 1) v_c$$",
        "PP",
    ),
    ("a wrong end is none", rf"$${GRAD} = U(\hat y - y) = \frac{{\partial J}}{{\partial u_o}}$$", "PR"),
    (
        "cases in a table",
        f"| case | gradient |\n|---|---|\n| $w \\ne o$ | ${GRAD_W} = \\hat y_w v_c$ |\n| $w = o$ | ${GRAD_W} = \\hat y_w v_c$ |\n\nso ${GRAD_W} = \\hat y_w v_c$",
        "PRR",
    ),
    (
        "a case in a heading",
        f"## Case $w \\ne o$\n\n$${GRAD_W} = \\hat y_w v_c$$\n\n## The word $w = o$\n\n$${GRAD_W} = \\hat y_w v_c$$\n\n## Both\n\n$${GRAD_W} = \\hat y_w v_c$$",
        "PRR",
    ),
    ("= before the dollar", rf"So ${GRAD} =$ $U(y - \hat y)$.", "R"),
    (
        "a definition keeps the meaning it had",
        r"Let $b = 2$ and $q_w = b \hat y_w$. Now let $b = 3$. Then $q_w = 3 \hat y_w$, and $q_w = 2 \hat y_w$.",
        "RP",
    ),
    (
        "a minus after a line of macros",
        "$\\newcommand{\\bu}{\\mathbf u}$\n\n$$\n- \\bu_o + U\\hat y = U(\\hat y - y)\n$$\n\n$$\n- \\bu_o + U\\hat y = U\\hat y + \\bu_o\n$$",
        "PR",
    ),
    (
        "a second case ends the first",
        "$$\\frac{\\partial J}{\\partial u_w}$$\n\nIf $w = o$:\n\n$$= -v_c + \\hat y_o v_c$$\n\nIf $w \\neq o$:\n\n$$= 0 + \\hat y_w v_c = \\hat y_o v_c$$",
        "PPR",
    ),
    (
        "softmax without its index below a sum",
        r"$$J = -\sum_i y_i \log(\operatorname{softmax}(U^\top v_c))$$ $$J = \sum_i y_i \log(\operatorname{softmax}(U^\top v_c))$$",
        "SR",
    ),
    # ------------------------------------------------------------------------------ the loss in force
    ("the negative-sampling loss, called J", r"$$\frac{\partial J}{\partial u_o} = (\sigma(u_o^\top v_c) - 1)v_c$$", "P"),
    (
        "J by a sample's vector",
        r"$$\frac{\partial J}{\partial u_o} = -\sigma(-u_o^\top v_c)v_c$$ $$\frac{\partial J}{\partial u_k} = \sigma(u_k^\top v_c)v_c$$",
        "PP",
    ),
    ("wrong under every loss", r"$$\frac{\partial J}{\partial u_o} = (1 - \sigma(u_o^\top v_c))v_c$$", "R"),
    ("wrong under every loss, naive", r"$$\frac{\partial J}{\partial v_c} = U(y - \hat y)$$", "R"),
    ("L for J", r"$$\frac{\partial L}{\partial v_c} = (\sigma(u_o^\top v_c)-1)u_o + \sum_{s=1}^K \sigma(u_{w_s}^\top v_c)u_{w_s}$$", "P"),
    ("a loss by its own name is that loss", r"$$\frac{\partial J_{naive-softmax}}{\partial u_o} = (\sigma(u_o^\top v_c) - 1)v_c$$", "R"),
    ("and the other way round", r"$$\frac{\partial J_{neg}}{\partial v_c} = U(\hat y - y)$$", "R"),
    (
        "stated, the loss of its part",
        "## (b)\n\n" + r"$$J = -\log \hat y_o$$ $$\frac{\partial J}{\partial u_o} = (\sigma(u_o^\top v_c) - 1)v_c$$" + "\n\n## (e)\n\n"
        r"$$\frac{\partial J}{\partial u_o} = (\sigma(u_o^\top v_c) - 1)v_c$$",
        "PRP",
    ),
    (
        "the window loss, called J",
        r"$$\frac{\partial J}{\partial U} = \sum_{-m \le j \le m, j \ne 0} \frac{\partial F(w_{t+j}, v_c)}{\partial U}$$",
        "P",
    ),
    (
        "and with its centre in it",
        r"$$\frac{\partial J}{\partial U} = \sum_{-m \le j \le m} \frac{\partial F(w_{t+j}, v_c)}{\partial U}$$",
        "R",
    ),
    ("over either pair loss", r"$$J_{skip-gram} = \sum_{-m \le j \le m, j \ne 0} J_{neg-sample}(v_c, w_{t+j}, U)$$", "P"),
    (
        "a loss that the sheet does not know",
        r"$$J = -\log \hat y_o + v_c^\top v_c$$ $$\frac{\partial J}{\partial v_c} = U(\hat y - y) + 2v_c$$ $$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$",
        "RUP",
    ),
]
LETTERS = {
    "P": "proved",
    "L": "proved up to layout",
    "S": "proved but for a slip",
    "R": "refuted",
    "T": "ill-typed",
    "U": "undecided",
    "X": "unreadable",
}
