"""Write-ups with worked numbers, likelihoods, equations that are solved, means and inverse matrices: what each pair should be.

A row is (what it is about, the text, one letter a claim): P proved, R refuted, U undecided, X unreadable, n no claim.  About half of the
rows must not be proved: what does not follow, holds for one size only, or is off by more than rounding.
"""

GAUSS = r"$$\ell(\mu, \sigma^2) = -\frac{n}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^n (x_i - \mu)^2$$ "
LINE = r"$$J(a, b) = \frac12 \sum_{i=1}^N (a + b x_i - y_i)^2$$ $$\frac{\partial J}{\partial a} = \sum_{i=1}^N (a + b x_i - y_i)$$ "
QUADRATIC = r"Let $f(x) = x^T A x$. "
RIDGE = r"$$J(w) = \frac12 \|Xw - y\|^2 + \frac{\lambda}{2} \|w\|^2$$ $$\nabla J = X^T X w - X^T y + \lambda w$$ Setting it to zero gives "
LIKELIHOOD = r"$$P(T|X) = \prod_{n=1}^{N} P(t_n|x_n) = \prod_{n=1}^{N} y_n^{t_n} (1-y_n)^{1-t_n}$$ "

ROWS: list[tuple[str, str, str]] = [
    # ------------------------------------------------------------------------------ a size is never fixed: x is no number
    ("a quadratic form", QUADRATIC + r"$$\frac{df}{dx} = (A + A^T) x$$", "nP"),
    ("a quadratic form, as if A were symmetric", QUADRATIC + r"$$\frac{df}{dx} = 2 A x$$", "nR"),
    ("∇ of it, as if A were symmetric", QUADRATIC + r"$$\nabla f = 2 A x$$", "nR"),
    ("∇_x of it, as if A were symmetric", QUADRATIC + r"$$\nabla_x f = 2 A x$$", "nR"),
    ("a symmetric A, as words say", r"Let $f(x) = x^T A x$ with $A$ symmetric. $$\nabla f = 2 A x$$", "nU"),
    ("∇ of two functions", QUADRATIC + r"$$g(w) = \|w\|^2$$ $$\nabla f = (A + A^T) x$$ $$\nabla g = 2w$$", "nnPP"),
    ("a size that is a number", r"Let $x \in \mathbb{R}^3$ and $A \in \mathbb{R}^{2 \times 3}$. $$\|A x\|^2 = x^T A^T A x$$", "nnP"),
    ("a product that no size allows", r"Let $x \in \mathbb{R}^3$, $A \in \mathbb{R}^{2 \times 3}$, $h = A x$. $$x^T A = h^T$$", "nnnT"),
    # ------------------------------------------------------------------------------ numbers
    ("a sigmoid to three digits", r"$$\frac{1}{1+e^{-0.5}} = 0.622$$", "P"),
    ("off by one unit", r"$$\frac{1}{1+e^{-0.5}} = 0.632$$", "U"),
    ("a sign lost", r"$$-0.25 - 0.1\cdot(-1) = -0.35$$", "R"),
    ("a term counted twice", r"$$0.5^2+0.5^2+3^2+0^2+3^2 = 9.5$$", "R"),
    ("logarithms to base 2", r"$$-\frac12 \log \frac12 - \frac12 \log \frac12 = 1$$", "U"),
    ("a contradiction is shown", r"Then we would have the contradiction $$1 + 1 = 3$$", "U"),
    ("e is an error", r"$$e = 4 - 2.5 = 1.5$$", "UP"),
    ("whole numbers are not rounded", r"$$17 \cdot 3 = 50$$", "R"),
    ("a number that is not defined", r"$$e^{\log 0} = 0.0$$", "U"),
    # ------------------------------------------------------------------------------ lists of numbers
    ("a list is a column", r"The example $x = (1, 2, 3)$, $y = (2, 0, 1)$: $$x^T y = 5$$ $$x + y = (3, 2, 4)$$", "nnPP"),
    ("arguments are no list", r"$$J(a, b) = a^2 + b$$ $$J(1, 2) = 3$$ $$J(1, 2) = 4$$", "nPR"),
    # ------------------------------------------------------------------------------ likelihoods
    ("a mean", GAUSS + r"$$\frac{\partial \ell}{\partial \mu} = \frac{1}{\sigma^2} \sum_{i=1}^n (x_i - \mu)$$", "nP"),
    (
        "by σ², and solved",
        GAUSS
        + r"$$\frac{\partial \ell}{\partial \sigma^2} = -\frac{n}{2\sigma^2} + \frac{1}{2\sigma^4} \sum_{i=1}^n (x_i - \mu)^2 = 0$$ so $$n \sigma^2 = \sum_{i=1}^n (x_i - \mu)^2$$ $$\hat\sigma^2 = \frac1n \sum_{i=1}^n (x_i - \mu)^2$$",
        "nPnPP",
    ),
    (
        "by σ², a factor",
        GAUSS + r"$$\frac{\partial \ell}{\partial \sigma^2} = -\frac{n}{2\sigma^2} + \frac{1}{\sigma^4} \sum_{i=1}^n (x_i - \mu)^2$$",
        "nR",
    ),
    ("by σ", GAUSS + r"$$\frac{\partial \ell}{\partial \sigma} = -\frac{n}{\sigma} + \frac{1}{\sigma^3} \sum_{i=1}^n (x_i - \mu)^2$$", "nP"),
    (
        "another ℓ, and its primes",
        GAUSS + r"$$\ell = n\log\lambda - \lambda\sum_i x_i$$ $$\ell'(\lambda) = \frac n\lambda - \sum_i x_i$$ $$\ell''(\lambda) = -\frac{n}{\lambda^2}$$",
        "nnPP",
    ),
    (
        "a normal density, with a slash",
        r"$$\sum_{i=1}^n \log \frac{1}{\sqrt{2\pi\sigma^2}} e^{-(x_i-\mu)^2/2\sigma^2} = -\frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2$$",
        "P",
    ),
    (
        "a normal density, a factor",
        r"$$\sum_{i=1}^n \log \frac{1}{\sqrt{2\pi\sigma^2}} e^{-(x_i-\mu)^2/2\sigma^2} = -n\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2$$",
        "R",
    ),
    (
        "probabilities are names",
        LIKELIHOOD + r"$$\log P(T|X) = \sum_{n=1}^{N} \{ t_n \log y_n + (1-t_n) \log (1-y_n) \}$$",
        "nUP",
    ),
    ("no law of probability is known", r"$$p(r|a) = \frac{p(a|r)p(r)}{p(a)}$$ $$\log \frac{p(r|a)}{p(b|a)} = \log \frac{p(a|r)p(r)}{p(a|b)p(b)}$$", "nU"),
    # ------------------------------------------------------------------------------ what follows
    (
        "the mean of a line",
        r"Let $\bar x = \frac1N \sum_{i=1}^N x_i$ and $\bar y = \frac1N \sum_{i=1}^N y_i$. "
        + LINE
        + r"Setting it to zero, $$N a + b \sum_{i=1}^N x_i = \sum_{i=1}^N y_i$$ $$a = \bar y - b \bar x$$",
        "nnnPPP",
    ),
    (
        "the mean of a line, a sign",
        r"Let $\bar x = \frac1N \sum_{i=1}^N x_i$ and $\bar y = \frac1N \sum_{i=1}^N y_i$. "
        + LINE
        + r"Setting it to zero, $$N a - b \sum_{i=1}^N x_i = \sum_{i=1}^N y_i$$",
        "nnnPU",
    ),
    ("normal equations", RIDGE + r"$$(X^T X + \lambda I) w^* = X^T y$$ $$w^* = (X^T X + \lambda I)^{-1} X^T y$$", "nPPP"),
    ("normal equations, a sign", RIDGE + r"$$(X^T X - \lambda I) w^* = X^T y$$", "nPU"),
    (
        "the best discriminator",
        r"$f(D) = a \log D + b \log(1-D)$, so $$f'(D) = \frac{a}{D} - \frac{b}{1-D}$$ and setting it to zero, $a(1-D) = bD$, so $D^* = \frac{a}{a+b}$.",
        "nPPP",
    ),
    ("what holds in one case only is not used", "If $\\lambda > 0$, $|\\lambda| = \\lambda$.\n\nSo $|\\lambda| = \\lambda$.", "nPU"),
    (
        "at the values of an example",
        r"$$z = w x + b$$ With $x = 2$, $w = \frac32$ and $b = 1$: $$z = \frac32 \cdot 2 + 1 = 4$$",
        "nnnnPP",
    ),
    # ------------------------------------------------------------------------------ means
    ("the variance", r"With $\mu=\mathbb{E}[X]$, $$\mathrm{Var}(X) = \mathbb{E}[(X-\mu)^2] = \mathbb{E}[X^2]-\mu^2$$", "nPP"),
    ("a line of a random variable", r"$$\mathrm{Var}(aX+b) = a^2\mathrm{Var}(X)$$ $$\mathrm{Var}(aX+b) = a\mathrm{Var}(X)$$", "PU"),
    ("a sum", r"$$\mathrm{Var}(X+Y) = \mathrm{Var}(X)+\mathrm{Var}(Y)+2\mathrm{Cov}(X,Y)$$ $$\mathrm{Var}(X+Y) = \mathrm{Var}(X)+\mathrm{Var}(Y)$$", "PU"),
    ("a mean of a square", r"$$\mathbb{E}[X^2] = \mathbb{E}[X]^2$$", "U"),
    ("a mean of a product", r"$$\mathbb{E}[XY] = \mathbb{E}[X]\mathbb{E}[Y]$$", "U"),
    ("bias and variance", r"$$\mathbb{E}[(f-\hat f)^2] = (f-\mathbb{E}\hat f)^2+\mathbb{E}[(\mathbb{E}\hat f-\hat f)^2]$$", "P"),
    # ------------------------------------------------------------------------------ inverse matrices
    ("least squares of noise", r"$$(X^TX)^{-1}X^T(Xw+\varepsilon) = w+(X^TX)^{-1}X^T\varepsilon$$", "P"),
    ("an inverse is pushed through", r"$$(X^TX+\lambda I)^{-1}X^T = X^T(XX^T+\lambda I)^{-1}$$", "P"),
    ("shrinkage", r"$$(X^TX+\lambda I)^{-1}X^T X w = w - \lambda (X^TX+\lambda I)^{-1} w$$", "P"),
    ("shrinkage, a sign", r"$$(X^TX+\lambda I)^{-1}X^T X w = w + \lambda (X^TX+\lambda I)^{-1} w$$", "U"),
    ("factors in the wrong order", r"$$x^T X (XX^T+\lambda I)^{-1} y = x^T X^T (XX^T+\lambda I)^{-1} y$$", "U"),
    ("a number and its transpose", r"$$w^T (X^TX)^{-1} v = v^T (X^TX)^{-1} w$$", "P"),
    # ------------------------------------------------------------------------------ marks, primes, asides
    ("quotient rule", r"Let $u = e^z - e^{-z}$ and $v = e^z + e^{-z}$. Then $$\tanh'(z) = \frac{u'v - uv'}{v^2} = 1 - \tanh^2(z)$$", "nnPP"),
    ("quotient rule, a sign", r"Let $u = e^z - e^{-z}$ and $v = e^z + e^{-z}$. Then $$\tanh'(z) = \frac{u'v + uv'}{v^2}$$", "nnX"),
    ("signs that mark names", r"$$x_+ = x_- + 2 r$$ $$(x_+ - x_-)^2 = 4 r^2$$", "nP"),
    (
        "a reason in brackets",
        r"$$\begin{align*} \ln(\frac{1}{2}) &= \ln(1) - \ln(2)\quad(\because \ln(\frac{a}{b}) = \ln{a} - \ln{b}) \\ &= -\ln(2) \quad (\text{since } \ln 1 = 0) \end{align*}$$",
        "PPPP",
    ),
    ("conditions in brackets", r"$$\ln(\frac{N}{M}) = \ln(N) - \ln(M) \quad (N, M > 0)$$ $$\sqrt{a^2} = -a \quad (a < 0)$$", "PP"),
    ("another f than the sheet's", r"$$\ln(\frac{1}{2}) = -\ln(2)$$ Let $f(z) = \frac{1}{1+e^{-z}}$. $$f'(z) = f(z)(1-f(z))$$", "PnP"),
    (
        "one letter more from here on",
        r"$$y = \sigma(a)$$ $$y_n = \sigma(a_n)$$ $$E = \sum_{n=1}^N (y_n - t_n)^2$$" + "\n\n" + r"$$F = \sum_{n=1}^N \sum_{k=1}^K (y_{nk} - t_{nk})^2$$ $$\frac{\partial F}{\partial y_{nk}} = 2 (y_{nk} - t_{nk})$$",
        "nPnnP",
    ),
    # ------------------------------------------------------------------------------ what an attack got proved, and is not
    ("not symmetric", "The matrix $A$ is not symmetric.\n\n$$(A^\\top)^{-1} = A^{-1}$$", "U"),
    ("not square", "Let $A \\in \\mathbb{R}^{m \\times n}$ with $m > n$.\n\n$$A A^{-1} = I$$", "nnU"),
    ("not square, least squares", "Let $X \\in \\mathbb{R}^{n \\times d}$.\n\n$$(X^TX)^{-1}X^T = X^{-1}$$", "nU"),
    ("what is drawn is no constant", "Let $p \\sim \\mathrm{Beta}(a, b)$.\n\n$$\\mathbb{E}[p X] = p\\,\\mathbb{E}[X]$$", "nU"),
    ("a letter is taken up again", "$$\\mu = \\mathbb{E}[X]$$\n\nNow let $\\mu$ be any constant, not the mean.\n\n$$\\mathrm{Var}(X) = \\mathbb{E}[X^2] - \\mu^2$$", "nU"),
    ("a random vector is no number", "Let $X$ be a random vector in $\\mathbb{R}^d$.\n\n$$\\mathrm{Var}[X] = \\mathbb{E}[X^\\top X] - \\mathbb{E}[X]^\\top\\mathbb{E}[X]$$", "U"),
    ("the square of what is in brackets", r"$$\mathbb{E}(X - \mathbb{E}X)^2 = 0$$", "U"),
    ("never zero", "$$f = (x-b)^2$$\n\n$$\\frac{df}{dx} = 2(x-b)$$\n\nSince $x \\neq b$ it is never zero, so\n\n$$2x = 2b$$", "nPnU"),
    ("the learning rate is set", "$$f = (x-b)^2$$\n\n$$\\frac{df}{dx} = 2(x-b)$$\n\nWe set the learning rate to $\\eta$.\n\n$$2x = 2b$$", "nPU"),
    ("a wrong line said twice", "$$J(w) = \\frac12 \\|Xw - y\\|^2$$\n\n$$(X^\\top X - \\lambda I) w = X^\\top y$$\n\nSo\n\n$$(X^\\top X - \\lambda I) w = X^\\top y$$", "nUU"),
    ("a condition turned about", r"$$\log(xy) = \log x + \log y \quad (x < 0)$$", "U"),
    ("rounded the wrong way", "$$0.5 = 0.54$$\n\n$$-0.04 = 0.0$$", "UU"),
    ("π is a share", r"The mixing weight is $\pi = 0.4$, so $2\pi = 0.8$.", "UU"),
    ("another arithmetic", "Modulo 7 we have $5 + 4 = 2$.", "U"),
    ("a mixed number", r"$5\tfrac{1}{2} = 5.5$", "U"),
    ("a mistake is quoted", "It is not true that $1/2 + 1/3 = 2/5$.", "U"),
    ("an example's value is not the theory's", "## Example\n\nLet $a = 1$ and $b = 1$.\n\n## Theory\n\nFor any $a$, $b$\n\n$$(a+b)^2 = 2a + 2b$$", "nnR"),
    ("an example in a kernel", r"$$(x^Tz)^2 = x_1^2z_1^2 + x_1x_2z_1z_2 + x_2^2z_2^2$$ Numbers: $x=(1,0)$, $z=(2,1)$.", "Unn"),
    ("one kernel after another", r"$$k(x,z) = (x^Tz+1)^2$$ Now $$k(x,z) = e^{-\gamma\|x-z\|^2}$$ $$\nabla_x k = -2\gamma(x-z)\,k$$", "nUP"),
]  # fmt: skip
