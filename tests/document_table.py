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
    ("zero when, and it is so", r"The gradient is zero when $$U(\hat y - y) = 0$$", "P"),
    ("zero when, solved", r"The gradient vanishes if $u_o = \sum_w P(w|c) u_w$. Thus the gradient is zero if $2 U y = 2 U \hat y$.", "PP"),
    ("zero when, by another name", r"The gradient with respect to $U$ is zero when $$U(\hat y - y) = 0$$", ""),
    ("zero when, by another in words", r"The gradient with respect to the outside vectors is zero when $$U(\hat y - y) = 0$$", ""),
    (
        "zero when, of this part",
        r"$$\frac{\partial J}{\partial U} = v_c (\hat y - y)^\top$$ The gradient is zero when $$U(\hat y - y) = 0$$",
        "P",
    ),
    ("zero when, by what this part says", rf"$${GRAD} = U(\hat y - y)$$ The gradient is zero when $$U(\hat y - y) = 0$$", "PP"),
    ("the loss is zero when", r"The loss is zero when $$U\hat y = u_o$$", ""),
    ("not zero when", r"The gradient is not zero when $$U\hat y = u_o$$", ""),
    ("never zero", r"The gradient is never zero, even when $$U\hat y = u_o$$", ""),
    ("the second derivative", r"The second derivative vanishes when $$U\hat y = u_o$$", ""),
    ("neither", r"Neither is zero when $U \hat y = u_o$.", ""),
    ("zero when, and it is not so", r"The gradient is zero when $$U(\hat y + y) = 0$$", ""),
    ("zero when, of an entry", r"The gradient is zero when $\hat y_o = 1$.", ""),
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
    ("shapes of a list", r"$\hat{y},\, y \in \mathbb{R}^{V}$, $\mathbf{v}_c, u_o, x \in \mathbb{R}^{d}$", "PPPP"),
    ("a wrong shape in a list", r"$\hat y, U \in \mathbb{R}^{V}$", "PR"),
    ("row for column", r"$$\frac{\partial J}{\partial U} = (\hat y - y)v_c^\top$$", "L"),
    ("a column and a row", rf"$${GRAD_W} = -v_c + \hat y_w v_c^\top$$", "T"),
    # ------------------------------------------------------------------------------ code, comments
    ("code is left out", "`$Uy = v_c$`\n\n```\n$Uy = v_c$\n```\n\n<!-- $Uy = v_c$ -->\n\n$Uy = u_o$", "P"),
    ("a comment in a display", "$$\n% Uy = v_c\nUy = u_o % an entry\n$$\n\nand\n$$\n%Uy = v_c \\\\\nUy = u_o \\\\ %= v_c\n$$", "PP"),
    ("a percentage is no comment", "$$Uy = u_o$$\n\nat 5 \\% and 5 % of $Uy = v_c$", "PR"),
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
    (
        "one loss stated, then another",
        r"$J = -\log \hat y_o$ $$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$ Now $J = -\log \sigma(u_o^\top v_c) - \sum_{s=1}^K \log \sigma(-u_{w_s}^\top v_c)$. $$\frac{\partial J}{\partial u_o} = (\sigma(u_o^\top v_c) - 1)v_c$$ $$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$",
        "PPPPR",
    ),
    ("a wrong loss", r"$$J = \log \hat y_o$$ $$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$", "RU"),
    ("overset without braces", rf"$${GRAD} \overset{{(a)}}= U(y - \hat y)$$", "R"),
    ("xlongequal", rf"$${GRAD} \xlongequal{{}} U(y - \hat y)$$", "R"),
    (
        "rows with their cases",
        rf"$$\begin{{aligned}} w \ne o: \quad {GRAD_W} &= \hat y_w v_c \\ w = o: \quad {GRAD_W} &= \hat y_w v_c \end{{aligned}}$$",
        "PR",
    ),
    ("J of its parameters", r"$$J(\theta) = -\log \hat y_o$$", "P"),
    ("an equation put into the closed form of a derivative", f"If $\\hat y = y$, ${GRAD} = 0$.", "P"),
    ("an equation put in that gives something else", f"If $\\hat y = y$, ${GRAD} = v_c$.", "U"),
    ("an equation is not put into what is differentiated", r"If $\hat y = y$, $\frac{d \hat y_o}{d v_c} = \frac{d y_o}{d v_c}$.", "U"),
    (
        "values and cases at once",
        r"If $v_c = 0$, then $$\frac{\partial J}{\partial \xi_w} = \begin{cases} \frac{1}{V} & w \ne o \\ \frac{1}{V} - 1 & w = o \end{cases}$$",
        "PP",
    ),
    (
        "values and cases of which one is wrong",
        r"If $v_c = 0$, then $$\frac{\partial J}{\partial \xi_w} = \begin{cases} \frac{1}{V} & w \ne o \\ \frac{1}{V} + 1 & w = o \end{cases}$$",
        "PR",
    ),
    (
        "values under a condition on indices",
        r"If $v_c = 0$, then $$\frac{\partial J}{\partial u_w} = \begin{cases} 0 & w \ne o \\ 0 & w = o \end{cases}$$",
        "PP",
    ),
    ("a sign that is supposed for all that follows", "Let $\\lambda > 0$.\n\nText.\n\n$$|\\lambda| = \\lambda$$", "P"),
    ("a sign that is supposed in another part", "# One\n\nLet $\\lambda > 0$.\n\n# Two\n\n$$|\\lambda| = \\lambda$$", "U"),
    ("a sign in one case only", "If $\\lambda > 0$, $|\\lambda| = \\lambda$.\n\nSo $|\\lambda| = \\lambda$.", "PU"),
    ("two cases, each said before what holds in it", "For $t > 0$, $|t| = t$, for $t \\le 0$, $|t| = -t$.", "PP"),
    ("two cases of which one is wrong", r"For $t > 0$, $\frac{d}{dt}|t| = 1$; for $t < 0$, $\frac{d}{dt}|t| = 1$.", "PR"),
    ("a chain of inequalities", r"For $0 < t < 1$ we have $|t - 1| = 1 - t$.", "P"),
    ("a value that is set", r"At $t = 0$ we have $\frac{d}{dt}\sigma(t) = \frac14$ and $\frac{d}{dt}\sigma(t) = \frac12$.", "PR"),
    ("an equation put into a definition", r"Suppose $\hat y_o = 1$. Then $J = 0$.", "P"),
    ("an equation whose index a sum binds", r"If $\hat y_w = 1$, then $\sum_w \hat y_w = V$.", "U"),
    ("a vector that is 0", r"If $v_c = 0$, then $\hat y_w = \frac{1}{V}$ and $J = \log V$.", "PP"),
    ("a vector that is 0, and another claim", r"If $v_c = 0$, then $\hat y_w = \frac{2}{V}$.", "R"),
    ("a size that is 1", r"Suppose $V = 1$. Then" "\n\n" r"$$\hat y_w = 1$$", "P"),
    ("a size that is 2", r"If $V = 2$, then $\hat y_1 + \hat y_2 = 1$.", "P"),
    ("a size that is 2, and one of two", r"If $V = 2$, then $\hat y_1 = 1$.", "R"),
    ("a derivative at a value", rf"When $U = 0$, ${GRAD} = 0$.", "P"),
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
    (
        "w is meant of the samples",
        r"$$J = -\log\sigma(u_o^\top v_c) - \sum_{k=1}^K \log\sigma(-u_k^\top v_c)$$ For a negative $w$: $$\frac{\partial J}{\partial u_w} = (1 - \sigma(-u_w^\top v_c))v_c$$",
        "PU",
    ),
    (
        "w, wrong of the samples too",
        r"$$J = -\log\sigma(u_o^\top v_c) - \sum_{k=1}^K \log\sigma(-u_k^\top v_c)$$ For a negative $w$: $$\frac{\partial J}{\partial u_w} = \sigma(-u_w^\top v_c)v_c$$",
        "PR",
    ),
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
        "RUU",
    ),
    # ------------------------------------------------------------------------------ the document's own names
    ("a number of the sheet with an index", r"$$Z_1 = U^\top v_c + b_1$$ $$\hat y = \operatorname{softmax}(Z_1)$$", "UU"),
    ("softmax of what is an index of the sheet", r"$$\operatorname{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}$$", "P"),
    ("and wrong", r"$$\operatorname{softmax}(x)_i = \frac{e^{-x_i}}{\sum_j e^{x_j}}$$", "U"),
    ("an example's number above a vector", r"$$\hat y^{(t)} = \operatorname{softmax}(\theta^{(t)})$$", "U"),
    ("a family without its index", r"$$P(O=o|C=c) = \frac{\exp(u^\top v_c)}{\sum_w \exp(u_w^\top v_c)}$$", "T"),
    ("a family's letter as a name of its own", r"$$\frac{\partial v}{\partial x} = \frac{\partial}{\partial M}(rM)$$", "U"),
    ("a declaration", r"Let $L \in \mathbb{R}^{|V| \times d}$. $$L = U^\top$$ $$\frac{\partial J}{\partial v_c} = U(y - \hat y)$$", "UR"),
    ("a wrong shape of what is defined", r"$$\hat y \in \mathbb{R}^{d}$$", "R"),
    # ------------------------------------------------------------------------------ indices
    ("u_{w=o}", r"$$\frac{\partial J}{\partial u_{w=o}} = (\hat y_o - 1) v_c$$", "P"),
    ("u_{w=o}, wrong", r"$$\frac{\partial J}{\partial u_{w=o}} = \hat y_o v_c$$", "R"),
    (
        "u_{w≠o} beside a Σ over w",
        r"$$\frac{\partial J}{\partial u_{w \ne o}} = \frac{e^{u_{w \ne o}^\top v_c}}{\sum_w e^{u_w^\top v_c}} v_c = \hat y_{w \neq o} v_c$$",
        "PP",
    ),
    ("and wrong", r"$$\frac{\partial J}{\partial u_{w \ne o}} = \frac{e^{u_o^\top v_c}}{\sum_w e^{u_w^\top v_c}} v_c$$", "R"),
    ("inside a Σ it picks terms", r"$$U\hat y = \sum_w \hat y_{w \ne o} u_w$$", "T"),
    ("an index that words describe", r"$$\frac{\partial J}{\partial u_o} = (\hat y_k - 1) v_c$$ where $k$ is the position of $o$.", "U"),
    ("an index that nobody describes", r"$$\frac{\partial J}{\partial u_o} = (\hat y_k - 1) v_c$$", "T"),
    ("an index of a probability", r"$$P(l|c) v_c = \hat y_l v_c$$", "P"),
    ("an index of a probability, a factor", r"$$P(l|c) v_c = 2 \hat y_l v_c$$", "R"),
    ("up to a size of its own", r"$$\hat y_o = \sum_{i=1}^{N} x_i$$", "U"),
    ("an indicator of values", r"$$J = -1\{y_i = 1\} \log \hat y_i$$", "X"),
    # ------------------------------------------------------------------------------ macros that nobody defines
    ("bold letters of a style file", r"$$\nabla_{\bv_c} \bJ = \bU(\hat{\by} - \by)$$", "P"),
    ("and wrong", r"$$\nabla_{\bv_c} \bJ = \bU(\by - \hat{\by})$$", "R"),
    ("other letters for bold", r"$$\mU\hat{\vy} - \vu_o = \mU(\hat{\vy} - \vy)$$", "P"),
    ("a likely macro decides nothing", r"$$\bU\by - \bU\byt = \bu_o + \bU\byt$$", "U"),
    (
        "until a derivative confirms it",
        r"$$\nabla_{\bv_c} \bJ = \bU(\byt - \by)$$ $$\nabla_{\bu_o} \bJ = (\byt_o - 1)\bv_c$$ $$\nabla_{\bv_c} \bJ = \bU(\by - \byt)$$",
        "PPR",
    ),
    ("text in a macro, with a formula in it", r"$\by_w = \begin{cases} 1 & \T{if $w = o$} \\ 0 & \T{otherwise} \end{cases}$", "PP"),
    ("a formula in a text in a formula", r"$y_w = \begin{cases} 1 & \text{if $w = o$} \\ 1 & \text{otherwise} \end{cases}$", "PR"),
    ("a display in a macro", r"\alns{ \nabla_{v_c} J &= U\hat y - u_o \\ &= U(y - \hat y) }", "PR"),
    ("a size of an example", r"Here $\hat y \in \mathbb{R}^3$.", ""),
    ("a macro that is defined is that", r"\newcommand{\bu}{w}" + "\n" + r"$$U y = u_{\bu}$$", "R"),
    ("\\mu is no bold u", r"$$\mu = U y$$ $$\mu = u_o$$", "P"),
    # ------------------------------------------------------------------------------ equations to solve
    (
        "when is it zero?",
        "When is the gradient you computed equal to zero?\n\n" + r"$$\begin{aligned} U(\hat y - y) &= 0 \\ U\hat y &= u_o \end{aligned}$$",
        "P",
    ),
    ("nobody asks", r"$$\begin{aligned} U(\hat y - y) &= 0 \\ U\hat y &= u_o \end{aligned}$$", "RR"),
    ("in another part nobody asks", "When is it zero?\n\n## (c)\n\n" + r"$$U(\hat y - y) = 0$$", "R"),
    ("a requirement", r"The vector $u_o$ is chosen such that the score is one: $$u_o^\top v_c = 1$$", ""),
    ("what holds is proved all the same", r"We choose $y$ such that $$\sum_w y_w = 1$$", "P"),
    ("a requirement with formulas in it", r"$o$ is chosen such that the score of $u_o$ is one: $$u_o^\top v_c = 1$$", ""),
    ("a requirement ends with its sentence", r"It is chosen such that it fits. Then $$u_o^\top v_c = 1$$", "R"),
    # ------------------------------------------------------------------------------ orientation
    (
        "a chain rule in numerator layout",
        r"Let $\theta = U^\top v_c$. $$\frac{\partial J}{\partial v_c} = \frac{\partial J}{\partial \theta} \frac{\partial \theta}{\partial v_c}$$",
        "L",
    ),
    (
        "and one in denominator layout, all transposed and in reverse order",
        r"Let $\theta = U^\top v_c$. $$\frac{\partial J}{\partial v_c} = \frac{\partial \theta}{\partial v_c} \frac{\partial J}{\partial \theta}$$",
        "L",
    ),
    (
        "and wrong in each",
        r"Let $\theta = U^\top v_c$. $$\frac{\partial J}{\partial v_c} = -\frac{\partial J}{\partial \theta} \frac{\partial \theta}{\partial v_c}$$",
        "T",
    ),
    # ------------------------------------------------------------------------------ conditions on values, cases that go on
    (
        "a condition on a size",
        "Suppose $K = 1$. Then\n\n" + r"$$J_{neg} = -\log \sigma(u_o^\top v_c) - \log \sigma(-u_{w_1}^\top v_c)$$",
        "P",
    ),
    ("a condition on a number", "Suppose $\\alpha = 0$. Then\n\n" + r"$$v_c - \alpha \frac{\partial J}{\partial v_c} = v_c + u_o$$", "R"),
    ("the same, true there", "Suppose $\\alpha = 0$. Then\n\n" + r"$$v_c - \alpha \frac{\partial J}{\partial v_c} = v_c$$", "P"),
    ("what holds under it is proved", "Suppose $\\alpha = 1$. Then\n\n" + r"$$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$", "P"),
    (
        "the second case goes on from the head of the first",
        f"If $w = o$:\n$${GRAD_W} = (\\hat y_o - 1) v_c$$\nIf $w \\neq o$:\n"
        + r"\begin{align} = 0 + \hat y_w v_c \\ = \hat y_o v_c \end{align}",
        "PPR",
    ),
    ("where the gradient is zero", r"The gradient is zero when the prediction is perfect ($\hat y = y$), else not.", ""),
    ("in German", r"Wann ist der Gradient null? Wenn $U \hat y = u_o$.", ""),
    ("another paragraph says nothing of zero", "Zero gradient: $U\\hat y = u_o$.\n\n" + r"And $U\hat y = u_o$.", "R"),
    # ------------------------------------------------------------------------------ definitions made of what is then anything
    ("a definition by x", r"With $s = \frac{e^x}{1+e^x}$: $$\frac{ds}{dx} = \frac{e^x(1+e^x) - e^{2x}}{(1+e^x)^2}$$", "U"),
    ("a loss at a time", r"$$J^{(t)} = -\sum_j y_j \log \hat y_j$$", "U"),
    ("by a score of the document's own", r"Write $s_o = u_o^\top v_c$. $$\frac{\partial J}{\partial s_o} = \sigma(s_o) - 1$$", "U"),
    (
        "L by a sample's vector",
        r"Here $L = -\log\sigma(u_o^\top v_c) - \sum_{k=1}^K \log\sigma(-u_k^\top v_c)$. $$\frac{\partial L}{\partial u_k} = \sigma(u_k^\top v_c) v_c$$",
        "PP",
    ),
    (
        "an index that plain words describe",
        r"Let k be the position of o. Then $$\frac{\partial J}{\partial u_o} = (\hat y_k - 1) v_c$$",
        "U",
    ),
    ("softmax of a shifted x", r"$$\operatorname{softmax}(x + c)_i = \frac{e^{x_i + c}}{\sum_j e^{x_j + c}}$$", "P"),
    (
        "a link that does not fit",
        r"Let $\theta = U^\top v_c$. $$\frac{\partial J}{\partial v_c} = \frac{\partial \theta}{\partial U} \frac{\partial J}{\partial \theta}$$",
        "T",
    ),
    ("a derivative is a claim all the same", r"When is the gradient zero? We know $\frac{\partial J}{\partial v_c} = U(y - \hat y)$.", "R"),
    ("zero is said of something else", r"The derivative of the other terms is zero, so $U\hat y = u_o$.", "R"),
    # ------------------------------------------------------------------------------ across what is not read; letters said by use; slips
    ("a = ? = c", rf"$${GRAD} = \begin{{bmatrix}} 0 & \vdots \end{{bmatrix}} = U(\hat y - y)$$", "XP"),
    ("a = ? = c, wrong", rf"$${GRAD} = \begin{{bmatrix}} 0 & \vdots \end{{bmatrix}} = U(y - \hat y)$$", "XR"),
    (
        "the scores by softmax alone",
        rf"$\hat y = \operatorname{{softmax}}(\theta)$ $$\frac{{\partial J}}{{\partial \theta}} = \hat y - y$$ $${GRAD} = U \frac{{\partial J}}{{\partial \theta}}$$",
        "PPP",
    ),
    ("wrong by the scores", r"$\hat y = \operatorname{softmax}(\theta)$ $$\frac{\partial J}{\partial \theta} = y - \hat y$$", "PR"),
    (
        "what the document says the scores are",
        r"$\hat y = \operatorname{softmax}(\theta)$, where $\theta = 2 U^\top v_c$. $$\frac{\partial J}{\partial \theta} = \hat y - y$$",
        "RU",
    ),
    (
        "ν for v",
        r"$$\frac{\partial J}{\partial \nu_c} = U(\hat y - y)$$ $$\frac{\partial J}{\partial u_w} = (\hat y_w - y_w) \nu_c$$",
        "PP",
    ),
    ("ν beside v", r"$$\frac{\partial J}{\partial \nu_c} = U(\hat y - y)$$ $$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$", "UP"),
    ("exp behind a limit", r"$$\hat y_w = \frac{exp(u_w^T v_c)}{\sum_{w=1}^Vexp(u_w^T v_c)}$$", "P"),
    (
        "a vector before the derivative of a vector",
        r"$$\frac{\partial J}{\partial U} = (\hat y - y) \frac{\partial U^T v_c}{\partial U}$$",
        "P",
    ),
    ("∂ below left out", r"$$\frac{\partial J}{v_c} = U(\hat y - y)$$", "S"),
    ("vectors under a Σ", r"$$J = -\sum_i y \log \hat y$$ $$J = \sum_i y \log \hat y$$", "ST"),
    (
        "当 … 时: belongs to what follows",
        f"当$w=o$时：\n$$\n{GRAD_W} = (\\hat y_w - 1) v_c\n$$\n当$w \\neq o$时：\n$$\n{GRAD_W} = \\hat y_w v_c\n$$",
        "PP",
    ),
    (
        "an empty line in a display",
        "$$\n\\begin{align}\n" + GRAD + " &= U(\\hat y - y) \\\\\n\n&= U \\hat y - U y\n\\end{align}\n$$\n\nThat is it.",
        "PP",
    ),
    (
        "by a number that the loss does not rest on",
        r"$\hat y = \operatorname{softmax}(z)$ $$\frac{\partial J}{\partial \alpha} = 0$$",
        "PU",
    ),
    # ------------------------------------------------------------------------------ what the document says that the sheet does not
    ("a penalty in J", r"$J = -\log \hat y_o + \lambda \|v_c\|^2$. $$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$", "UU"),
    (
        "a temperature",
        r"$\hat y = \operatorname{softmax}(U^\top v_c / \tau)$. $$"
        + GRAD
        + r" = U(\hat y - y)$$ $$"
        + GRAD
        + r" = \frac{1}{\tau} U(\hat y - y)$$",
        "UUU",
    ),
    ("twice the loss", r"$J = -2 \log \hat y_o$. $$" + GRAD + r" = U(\hat y - y)$$ $$" + GRAD + r" = 2U(\hat y - y)$$", "RUU"),
    (
        "said rightly after all",
        r"$J = -\log \hat y_o + \lambda$. $$" + GRAD + r" = U(\hat y - y)$$ $J = -\log \hat y_o$. $$" + GRAD + r" = U(\hat y - y)$$",
        "UUPP",
    ),
    ("a penalty that is no part of J", r"$$R = \lambda \|v_c\|^2$$ $$" + GRAD + r" = U(\hat y - y)$$", "UP"),
    ("of o by its place", r"Let $k$ be the position of $o$, and $J = -\log \hat y_k$. $$" + GRAD + r" = U(\hat y - y)$$", "PP"),
    ("a shape of ŷ", r"$$\hat y = \mathbb{R}^{V}$$ $$" + GRAD + r" = U(\hat y - y)$$", "UP"),
    ("cross-entropy in a word", r"$J = CrossEntropy(y, \hat y)$. $$" + GRAD + r" = U(\hat y - y)$$", "PP"),
    ("cross-entropy in a macro", r"$$J = \operatorname{XE}(y, \hat y)$$ $$J = -\operatorname{XE}(y, \hat y)$$", "PR"),
    (
        "J is the other loss, by its name",
        r"$J = CE(y, \hat y)$. $$J_{neg} = -\log \sigma(u_o^\top v_c) - \sum_{k=1}^K \log \sigma(-u_k^\top v_c)$$ $$\frac{\partial J}{\partial u_o} = (\sigma(u_o^\top v_c) - 1) v_c$$",
        "PPP",
    ),
    (
        "∂zᵀ/∂x",
        r"Let $z = U^\top v_c$. $$"
        + GRAD
        + r" = \frac{\partial z^\top}{\partial v_c} \frac{\partial J}{\partial z}$$ $$"
        + GRAD
        + r" = \frac{\partial z^\top}{\partial v_c} (y - \hat y)$$",
        "LT",
    ),
    (
        "denominator layout",
        r"Let $z = U^\top v_c$. $$"
        + GRAD
        + r" = \frac{\partial z}{\partial v_c} (\hat y - y)$$ $$"
        + GRAD
        + r" = \frac{\partial z}{\partial v_c} \hat y$$",
        "LT",
    ),
    ("a given number of a sheet", r"$$\alpha = \frac{1}{K}$$ $$\alpha K = 1 + \alpha K$$", "UR"),
    (
        "a loss by another name, by what it does not rest on",
        r"$\hat y = \operatorname{softmax}(z)$ $$\frac{\partial L}{\partial \alpha} = 0$$",
        "PU",
    ),
    # ------------------------------------------------------------------------------ small things that people type
    ("Pr", r"$$J = -\log \Pr[o|c]$$ $$J = -\log Pr(o|c)$$ $$J = \log Pr(o|c)$$", "PPR"),
    (
        "∂/∂x before a minus",
        r"$$\frac{\partial}{\partial v_c} -u_o^\top v_c = -u_o$$ $$\frac{\partial}{\partial v_c} -u_o^\top v_c = u_o$$",
        "PR",
    ),
    (
        "a condition behind the first side",
        r"$$\frac{\partial J}{\partial u_w} (w \ne o) = \hat y_w v_c$$ $$\frac{\partial J}{\partial u_w} (w = o) = \hat y_w v_c$$",
        "PR",
    ),
    ("a condition that touches", r"$$\frac{\partial J_{sg}}{\partial v_w} = 0(\text{when } w \ne c)$$", "P"),
    (
        "labels and a column",
        "$$\\begin{align}\n(i)& " + GRAD + r" = U(\hat y - y) \\" + "\n(ii)& " + GRAD + r" = U(y - \hat y)" + "\n\\end{align}$$",
        "PR",
    ),
    (
        "escaped underscores",
        r"$$-\sum\_{w} y\_w \log \hat y\_w = -\log \hat y\_o$$ $$\sum\_{w} y\_w \log \hat y\_w = -\log \hat y\_o$$",
        "PR",
    ),
    ("any other word", r"Let $w = l$ be any other word. $$\frac{\partial J}{\partial u_l} = \hat y_l v_c$$", "U"),
    (
        "what follows from a condition, in the display",
        "If $u_w = u_o$ for every $w$, then\n\n$$\\hat y_w = \\frac{1}{V}$$\n\nOf course.\n\n$$\\hat y_w = \\frac{1}{V}$$",
        "UR",
    ),
    ("at the optimum", r"At the optimum $\hat y = y$, so $\frac{\partial J}{\partial v_c} = 0$.", "P"),
    ("shapes", r"$$1 \times q = (1 \times r)(r \times q)$$ $$1 \times q = (1 \times r)(q \times r)$$", "PU"),
    (
        "an entry of a stack",
        r"Let $B = [u_o, -u_{w_1}, \cdots, -u_{w_K}]$ and $\lambda = \sigma(B^\top v_c)$. $$\lambda_o = \lambda_o + 1$$",
        "X",
    ),
    # ------------------------------------------------------------------------------ a letter that stands for two indices
    (
        "k in the sum and below ∂",
        r"Let $J = J_{neg}$. $$-\frac{\partial}{\partial u_k} \sum_{k=1}^K \log \sigma(-u_k^T v_c) = (1 - \sigma(-u_k^T v_c)) v_c$$",
        "PP",
    ),
    (
        "k in the sum and below ∂, in one fraction",
        r"Let $J = J_{neg}$. $$-\frac{\partial \sum_{k=1}^K \log \sigma(-u_k^T v_c)}{\partial u_k} = \sigma(u_k^T v_c) v_c$$",
        "PP",
    ),
    (
        "k in the sum and below ∂, a ∂ lost",
        r"Let $J = J_{neg}$. $$-\frac{\sum_{k=1}^K \log \sigma(-u_k^T v_c)}{\partial u_k} = \sigma(u_k^T v_c) v_c$$",
        "PS",
    ),
    (
        "k in the sum and below ∂, a sign",
        r"Let $J = J_{neg}$. $$-\frac{\partial}{\partial u_k} \sum_{k=1}^K \log \sigma(-u_k^T v_c) = -(1 - \sigma(-u_k^T v_c)) v_c$$",
        "PR",
    ),
    (
        "k in the sum and below ∂, the sum kept",
        r"Let $J = J_{neg}$. $$-\frac{\partial}{\partial u_k} \sum_{k=1}^K \log \sigma(-u_k^T v_c) = \sum_{k=1}^K (1 - \sigma(-u_k^T v_c)) v_c$$",
        "PR",
    ),
    (
        "i below the line, j in the cases",
        r"Let $\theta = U^T v_c$. $$\frac{\partial \hat y_i}{\partial \theta_i} = \begin{cases} \hat y_i (1 - \hat y_i) & i = j \\ -\hat y_i \hat y_j & i \ne j \end{cases}$$",
        "S",
    ),
    (
        "i below the line, j in the cases, a sign",
        r"Let $\theta = U^T v_c$. $$\frac{\partial \hat y_i}{\partial \theta_i} = \begin{cases} \hat y_i (1 - \hat y_i) & i = j \\ \hat y_i \hat y_j & i \ne j \end{cases}$$",
        "R",
    ),
    (
        "i below the line, j beside δ",
        r"Let $\theta = U^T v_c$. $$\frac{\partial \hat y_i}{\partial \theta_i} = \hat y_i (\delta_{ij} - \hat y_j)$$",
        "S",
    ),
    (
        "i below the line, j right, of scores with a name",
        r"Let $\hat y = softmax(z)$, $z = U^T v_c$. $$\frac{\partial \hat y_i}{\partial z_i} = \hat y_i (\delta_{ij} - \hat y_j)$$",
        "PPS",
    ),
    # ------------------------------------------------------------------------------ positions around a word
    (
        "y at a position",
        r"Let $y_{t+j} = \operatorname{onehot}(w_{t+j})$. Then $\hat y = softmax(U^T v_c)$ and $$\frac{\partial J_{skip-gram}}{\partial v_c} = \sum_{-m \le j \le m, j \ne 0} U(\hat y - y_{t+j})$$",
        "PP",
    ),
    (
        "y at a position, a sign",
        r"$$\frac{\partial J_{skip-gram}}{\partial v_c} = \sum_{-m \le j \le m, j \ne 0} U(y_{t+j} - \hat y)$$",
        "R",
    ),
    ("a name in \\text below", r"$$\frac{\partial J_\text{naive-softmax}}{\partial v_c} = U(\hat y - y)$$", "P"),
    (
        "a name in \\text below, of one loss in many",
        r"$$\partial J_\text{skip-gram}/\partial v_c = \sum_{-m \leq j \leq m, j \neq 0} \partial J(v_c, w_{t+j}, U)/\partial v_c$$",
        "P",
    ),
    (
        "the arguments of a loss left out",
        r"$$\frac{\partial J_{skip-gram}}{\partial v_c} = \sum_{-m \leq j \leq m, j \neq 0} \frac{\partial J}{\partial v_c}$$",
        "S",
    ),
    # ------------------------------------------------------------------------------ by what is differentiated
    ("by an inner product", r"$$\frac{\partial \log \sigma(u_o^T v_c)}{\partial (u_o^T v_c)} = 1 - \sigma(u_o^T v_c)$$", "P"),
    ("by an inner product, wrong", r"$$\frac{\partial \log \sigma(u_o^T v_c)}{\partial (u_o^T v_c)} = \sigma(u_o^T v_c)$$", "R"),
    (
        "a chain rule through expressions",
        r"$$\frac{\partial \log \sigma(-u_k^T v_c)}{\partial u_k} = \frac{\partial \log \sigma(-u_k^T v_c)}{\partial \sigma(-u_k^T v_c)} \frac{\partial \sigma(-u_k^T v_c)}{\partial (-u_k^T v_c)} \frac{\partial (-u_k^T v_c)}{\partial u_k}$$",
        "P",
    ),
    (
        "a chain rule through expressions, a link lost",
        r"$$\frac{\partial \log \sigma(-u_k^T v_c)}{\partial u_k} = \frac{\partial \log \sigma(-u_k^T v_c)}{\partial \sigma(-u_k^T v_c)} \frac{\partial (-u_k^T v_c)}{\partial u_k}$$",
        "R",
    ),
    ("by scores without a name", r"$$\frac{\partial J}{\partial (U^T v_c)} = \hat y - y$$", "P"),
    ("by scores without a name, a sign", r"$$\frac{\partial J}{\partial (U^T v_c)} = y - \hat y$$", "R"),
    ("what is held fixed is not said", r"$$\frac{\partial (u_o^T v_c + v_c^T v_c)}{\partial (u_o^T v_c)} = 1$$", "X"),
    (
        "what is held fixed is not said, and said at last",
        r"$$\frac{\partial (u_o^T v_c + v_c^T v_c)}{\partial (v_c^T v_c)} + \frac{\partial (u_w^T v_c)}{\partial (u_w^T v_c)} = 2$$ $$\frac{\partial \log \sigma(v_c^T v_c)}{\partial (v_c^T v_c)} = 1 - \sigma(v_c^T v_c)$$",
        "XP",
    ),
    (
        "by a name of the document",
        r"Let $q = u_o^T v_c$. $$\frac{\partial \log \sigma(q)}{\partial v_c} = \frac{\partial \log \sigma(q)}{\partial q} \frac{\partial q}{\partial v_c} = (1 - \sigma(q)) u_o$$",
        "PP",
    ),
    (
        "by a name that counts",
        r"Let $b_k = -u_k^T v_c$. $$\frac{\partial \log \sigma(b_k)}{\partial b_k} = 1 - \sigma(b_k)$$ $$\frac{\partial \log \sigma(b_k)}{\partial b_k} = \sigma(b_k)$$",
        "PR",
    ),
    # ------------------------------------------------------------------------------ words as names
    (
        "a word for a count",
        r"Let $count = \sum_{s: w_s = w_x} 1$. $$\frac{\partial J_{neg}}{\partial u_{w_x}} = -(\sigma(-u_{w_x}^T v_c) - 1) v_c * count$$",
        "P",
    ),
    (
        "a word for a count, a sign",
        r"Let $count = \sum_{s: w_s = w_x} 1$. $$\frac{\partial J_{neg}}{\partial u_{w_x}} = (\sigma(-u_{w_x}^T v_c) - 1) v_c * count$$",
        "R",
    ),
    # ------------------------------------------------------------------------------ conditions in passing
    (
        "a condition in brackets, and a remark",
        f"first the true word, $w = o$:\n\n$${GRAD_W} = (\\hat y_w - 1) v_c$$\n\nall the others ($w \\neq o$), the first term is not there:\n\n"
        f"$${GRAD_W} = \\hat y_w v_c$$",
        "PP",
    ),
    (
        "between two displays",
        f"For $w=o$ we have\n$${GRAD_W} = (\\hat y_w - 1) v_c$$\nfor $w\\neq o$ the linear term drops out\n$${GRAD_W} = \\hat y_w v_c$$",
        "PP",
    ),
    ("a condition within its sentence", f"When $w \\neq o$ only the normaliser depends on it, so\n$${GRAD_W} = \\hat y_w v_c$$", "P"),
    ("and wrong there, too", f"When $w \\neq o$ only the normaliser depends on it, so\n$${GRAD_W} = -\\hat y_w v_c$$", "R"),
    ("at values that words name", r"At initialisation, when everything is zero, $J = \log V$.", "U"),
    ("samples in a list", r"Put $A = [u_o, -u_1, \dots, -u_K]$. Then" + "\n" + r"$$J_{neg} = -\mathbf{1}^T \log \sigma(A^T v_c)$$", "P"),
    # ------------------------------------------------------------------------------ letters that stand for two things
    (
        "s of w_s, where s is a vector too",
        r"Let $s = U^T v_c$."
        + "\n"
        + r"$$\frac{\partial J_{neg}}{\partial u_{w_s}} = (1-\sigma(-u_{w_s}^T v_c)) v_c = \sigma(-u_{w_s}^T v_c) v_c$$",
        "PR",
    ),
    (
        "and under a Σ",
        r"Let $s = U^T v_c$."
        + "\n"
        + r"$$\frac{\partial J_{neg}}{\partial v_c} = (\sigma(u_o^Tv_c)-1)u_o + \sum_{s=1}^K \sigma(u_{w_s}^T v_c) u_{w_s}$$ $$s_w = u_w^T v_c$$",
        "PP",
    ),
    (
        "a value of another sheet's name",
        r"Let $u_x = \alpha u_y$ with $\alpha > 0$. $$\frac{u_x}{\|u_x\|_2} = \frac{\alpha u_y}{\|\alpha u_y\|_2}$$",
        "U",
    ),
    (
        "rows that begin with an upright letter",
        r"\begin{align*} \mathrm{d}Q &= \mathrm{d}S K \\ \mathrm{d}K &= \mathrm{d}S^\top Q \end{align*}",
        "",
    ),
    ("dP_i/dA_i in one line", r"Let $A = U^T v_c$, $P = softmax(A)$. $$dP_i/dA_i = P_i(1\{i=j\} - P_j)$$", "S"),
    ("a bracket of a function's", r"$$J_{neg} = -\log(\sigma(u_o^T v_c) - \sum_{k=1}^K \log(\sigma(-u_k^T v_c))$$", "P"),
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
