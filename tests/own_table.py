"""Write-ups on what no built-in sheet knows, in their own notation: what each pair should be, worked out by mathematics.

One letter a claim: P proved, L proved up to layout, R refuted, T ill-typed, U undecided, n no claim.  Half of the rows must fire: a step that is wrong
is refuted, one that rests on what nobody says stays open.
"""

SOFTMAX = r"$$s_i = \frac{e^{a_i}}{\sum_j e^{a_j}}$$ "
MSE = r"$$E = \frac{1}{2}\sum_{n=1}^N (w_1 x_n + w_0 - t_n)^2$$ "
SQUARES = r"$$L = \|\mathbf{X}\mathbf{w} - \mathbf{y}\|^2$$ "
LOGISTIC = r"$$z_i = w_1 x_{i1} + w_2 x_{i2} + b$$ $$J = \frac{1}{N}\sum_{i=1}^N [\log(1 + e^{-z_i}) + (1 - y_i) z_i]$$ "
RIDGE = r"$$J(w) = \|Xw - y\|^2 + \lambda \|w\|^2$$ $$\nabla_w J = 2X^T X w - 2 X^T y + 2\lambda w$$ "
GAUSS = r"$$\ell(\mu) = -\frac{1}{2\sigma^2}\sum_{i=1}^n (x_i - \mu)^2$$ "
SQUARES_OF_ROWS = r"$$J(\theta) = \frac{1}{2} \sum_{i=1}^n (x_i^\top \theta - y_i)^2$$ "
NET_OF_ROWS = r"$$z = x W_1 + b_1, \quad h = \tanh(z), \quad \theta = h W_2 + b_2$$ $$L = \frac12 \|\theta - t\|^2$$ "
LAYER = r"$$z = W x + b, \quad a = \sigma(z)$$ $$L = \frac12 \|a - y\|^2$$ "

PARTS = (
    r"$W \in \mathbb{R}^{m \times d}$, $x \in \mathbb{R}^d$, $b \in \mathbb{R}^m$, $V \in \mathbb{R}^{k \times m}$, $c \in \mathbb{R}^k$, $y \in \mathbb{R}^k$"
    + "\n\n# One\n\n"
    + r"$$z = W x + b, \quad h = \tanh(z), \quad o = V h + c$$ $$L = \frac12 \|o - y\|^2$$"
    + "\n\n# Two\n\n"
)
RECURRENT = r"$$s_t = W h_{t-1} + V x_t, \quad h_t = \tanh(s_t), \quad E_t = \frac{1}{2} \|h_t - c_t\|^2$$ "
DROPPED = r"$$h_{drop} = c\, m \circ h$$ $$s = w^T h_{drop} + b, \quad J = \frac12 (s - q)^2$$ "
ONES = (
    r"$X$: $N \times D$, $A$: $D \times H$, $c$: $1 \times H$, $T$: $N \times H$. $$U = X A + \mathbf{1} c$$ $$L = \frac12 \|U - T\|_F^2$$ "
)
LAYER_OF_TANH = r"$$z = W x + b, \quad a = \tanh(z)$$ $$L = \frac12 \|a - y\|^2$$ "
SAID = r"$x \in \mathbb{R}^d$, $W_1 \in \mathbb{R}^{h \times d}$, $b_1 \in \mathbb{R}^h$, $W_2 \in \mathbb{R}^{K \times h}$, $b_2 \in \mathbb{R}^K$, $y \in \mathbb{R}^K$. $$z_1 = W_1 x + b_1, \quad a_1 = \tanh(z_1), \quad z_2 = W_2 a_1 + b_2$$ $$L = \frac12 \|z_2 - y\|^2$$ "

ROWS: list[tuple[str, str, str]] = [
    # ------------------------------------------------------------------------------ by entries
    (
        "softmax, both cases",
        SOFTMAX
        + r"For $i = k$: $$\frac{\partial s_i}{\partial a_k} = s_i (1 - s_i)$$ For $i \ne k$: $$\frac{\partial s_i}{\partial a_k} = -s_i s_k$$",
        "nnPnP",
    ),
    ("softmax, a sign", SOFTMAX + r"For $i \ne k$: $$\frac{\partial s_i}{\partial a_k} = s_i s_k$$", "nnR"),
    ("softmax, the case left out", SOFTMAX + r"$$\frac{\partial s_i}{\partial a_k} = s_i (1 - s_i)$$", "nR"),
    ("softmax with δ", SOFTMAX + r"$$\frac{\partial s_i}{\partial a_k} = s_i (\delta_{ik} - s_k)$$", "nP"),
    ("a softmax of z_i", r"$$\mathrm{softmax}(z_i) = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}$$", "P"),
    ("named at the end", r"$$\frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}} = S_i$$ $$\frac{\partial S_i}{\partial z_i} = S_i (1 - S_i)$$", "nP"),
    (
        "mean squared error",
        MSE
        + r"$$\frac{\partial E}{\partial w_1} = \sum_{n=1}^N (w_1 x_n + w_0 - t_n) x_n$$ $$\frac{\partial E}{\partial w_0} = \sum_{n=1}^N (w_1 x_n + w_0 - t_n)$$",
        "nPP",
    ),
    ("mean squared error, a factor lost", MSE + r"$$\frac{\partial E}{\partial w_1} = \sum_{n=1}^N (w_1 x_n + w_0 - t_n)$$", "nR"),
    ("from 0 to N − 1", r"$$E = \sum_{n=0}^{N-1} (y_n - t_n)^2$$ $$\frac{\partial E}{\partial y_k} = 2 (y_k - t_k)$$", "nP"),
    (
        "columns of data by number",
        LOGISTIC
        + r"$$\frac{dJ}{dw_1} = \frac{1}{N}\sum_{i=1}^N (\sigma(z_i) - y_i) x_{i1}$$ $$\frac{dJ}{db} = \frac{1}{N}\sum_{i=1}^N (\sigma(z_i) - y_i)$$",
        "nnPP",
    ),
    ("another column", LOGISTIC + r"$$\frac{dJ}{dw_1} = \frac{1}{N}\sum_{i=1}^N (\sigma(z_i) - y_i) x_{i2}$$", "nnR"),
    (
        "a function without its argument",
        GAUSS + r"$$\frac{\partial \ell}{\partial \mu} = \frac{1}{\sigma^2}\sum_{i=1}^n (x_i - \mu)$$",
        "nP",
    ),
    ("its sign", GAUSS + r"$$\frac{\partial \ell}{\partial \mu} = -\frac{1}{\sigma^2}\sum_{i=1}^n (x_i - \mu)$$", "nR"),
    (
        "logarithms of p and 1 − p",
        r"$$L = -y \log p - (1-y)\log(1-p)$$ $$\frac{\partial L}{\partial p} = -\frac{y}{p} + \frac{1-y}{1-p}$$ $$\frac{\partial L}{\partial p} = \frac{p - y}{p(1-p)}$$",
        "nPP",
    ),
    (
        "a name means two things",
        "# One\n\n$$z = w x + b$$ $$\\frac{dz}{dw} = x$$\n\n# Two\n\n$$z_i = 2 y_i$$ $$\\frac{\\partial z_i}{\\partial y_i} = 2$$",
        "nPnP",
    ),
    # ------------------------------------------------------------------------------ vectors and matrices
    ("least squares", SQUARES + r"$$\nabla_{\mathbf{w}} L = 2\mathbf{X}^T(\mathbf{X}\mathbf{w} - \mathbf{y})$$", "nP"),
    ("least squares, a sign", SQUARES + r"$$\nabla_{\mathbf{w}} L = 2\mathbf{X}^T(\mathbf{X}\mathbf{w} + \mathbf{y})$$", "nR"),
    ("a quadratic form", r"$$\nabla_{\mathbf{x}} \mathbf{x}^T A \mathbf{x} = (A + A^T)\mathbf{x}$$", "P"),
    ("as if A were symmetric", r"$$\nabla_{\mathbf{x}} \mathbf{x}^T A \mathbf{x} = 2 A^T \mathbf{x}$$", "R"),
    ("a layer", r"$$h = W x + b$$ $$f = u^T h$$ $$\frac{\partial f}{\partial x} = W^T u$$ $$\frac{\partial f}{\partial b} = u$$", "nnPP"),
    (
        "a vector an example",
        r"$$\ell = \sum_{i=1}^n (\mathbf{w}^T \mathbf{x}_i - y_i)^2$$ $$\frac{\partial \ell}{\partial \mathbf{w}} = 2\sum_{i=1}^n (\mathbf{w}^T \mathbf{x}_i - y_i)\mathbf{x}_i$$",
        "nP",
    ),
    ("matrices do not commute", r"$$A B = B A$$ $$AB + C = C + BA$$", "UU"),
    ("nor do they here", r"$$(A + B)^2 = A^2 + 2AB + B^2$$", "U"),
    # ------------------------------------------------------------------------------ equations that are solved
    ("a gradient set to zero", RIDGE + r"Setting this to zero: $$X^T X w + \lambda w = X^T y$$ $$(X^T X + \lambda I) w = X^T y$$", "nPPP"),
    ("it does not follow", RIDGE + r"Setting this to zero: $$X^T X w + 2\lambda w = X^T y$$", "nPU"),
    ("one equation from another", r"$$e^z = \frac{p}{1-p}$$ $$e^z (1-p) = p$$ $$e^z - e^z p = p$$ $$e^z = p + e^z p$$", "UPPP"),
    ("not that one", r"$$e^z = \frac{p}{1-p}$$ $$e^z (1+p) = p$$", "UU"),
    # ------------------------------------------------------------------------------ what rests on nothing
    ("a loss that nobody says", r"$$\frac{\partial J}{\partial z} = 0$$ $$\frac{\partial L}{\partial z} = p - y$$", "UU"),
    ("nor of a number", r"$$\frac{\partial a}{\partial z} = 0$$ $$\frac{\partial (a z)}{\partial z} = a$$", "UP"),
    # ------------------------------------------------------------------------------ the summation convention
    (
        "sums that are implied",
        r"In Einstein notation $$t_a = x_i W_{ia}$$ $$\frac{\partial t_a}{\partial x_k} = W_{ia}\delta_{ik} = W_{ka}$$",
        "nPP",
    ),
    ("not announced", r"$$t_a = x_i W_{ia}$$ $$\frac{\partial t_a}{\partial x_k} = W_{ia}\delta_{ik}$$", "nU"),
    (
        "a sum lost",
        r"In Einstein notation $$t = x_i y_i$$ $$\frac{\partial t}{\partial x_k} = \delta_{ik} y_i = y_k$$ $$\frac{\partial t}{\partial x_k} = 2 y_k$$",
        "nPPR",
    ),
    # ------------------------------------------------------------------------------ a reason beside a step
    (
        "a reason beside it",
        r"$$\begin{aligned} \frac{d q}{d t} &= \frac{d}{dt} t^3 \quad \because q = t^3 \\ &= 3 t^2 \end{aligned}$$",
        "PnP",
    ),
    ("denied", r"No Einstein notation here. $$t = x_i y_i$$ $$\frac{\partial t}{\partial x_k} = y_k$$", "nU"),
    ("announced otherwise", r"Repeated indices are summed. $$t = x_i y_i$$ $$\frac{\partial t}{\partial x_k} = y_k$$", "nP"),
    # ------------------------------------------------------------------------------ what words call a vector or a matrix
    ("vectors are no numbers", "Let a and b be vectors. $$ab = ba$$", "U"),
    ("numbers are", "Let $a$ and $b$ be numbers. $$ab = ba$$", "P"),
    ("vectors that words declare", r"$x \in \mathbb{R}^n$, $y \in \mathbb{R}^n$, $$xy = yx$$", "nnU"),
    ("vectors that words declare, in a chain", r"$x \in \mathbb{R}^n$, $y \in \mathbb{R}^n$, $q = xy$ $$q = xy = yx = xy$$", "nnnnUU"),
    (
        "vectors without bold letters",
        r"Let $a$ and $b$ be vectors. $$(a+b)^T(a-b) = a^T a - b^T b$$ $$(a+b)^T(a+b) = a^T a + b^T b$$",
        "PR",
    ),
    (
        "matrices that words name",
        r"Let $A$ and $B$ be $n \times n$ matrices. $$(A+B)^2 = A^2 + AB + BA + B^2$$ $$(A+B)^2 = A^2 + 2AB + B^2$$",
        "PR",
    ),
    ("a number of vectors", "$n$ is the number of vectors and $m$ of matrices: $$nm = mn$$", "P"),
    # ------------------------------------------------------------------------------ an index of some sheet, used as a number
    ("a root", r"$$\sqrt{x^2} = x$$", "U"),
    ("its absolute value", r"$$\sqrt{x^2} = |x|$$", "P"),
    ("factors", r"$$w^2 - 1 = (w-1)(w+1)$$", "P"),
    # ------------------------------------------------------------------------------ what a reader understands
    (
        "a Σ over all n",
        r"$$L = \frac{1}{N} \sum_{\forall_n} (w_0 + w_1 x_n - t_n)^2$$ $$\frac{\partial L}{\partial w_0} = \frac{2}{N} \sum_{\forall n} (w_0 + w_1 x_n - t_n)$$",
        "nP",
    ),
    (
        "a sign under it",
        r"$$L = \frac{1}{N} \sum_{\forall_n} (w_0 + w_1 x_n - t_n)^2$$ $$\frac{\partial L}{\partial w_0} = \frac{2}{N} \sum_{\forall n} (w_0 + w_1 x_n + t_n)$$",
        "nR",
    ),
    (
        "a name at the end that stood before",
        r"$$L = \sum_n (w_0 + w_1 x_n - t_n)^2$$ $$\frac{\partial L}{\partial w_0} = \sum_n 2 (w_0 + w_1 x_n - t_n)$$ $$\frac{1}{N} \sum_n t_n - w_1 x_n = w_0$$",
        "nPU",
    ),
    (
        "a letter of a word that is a name too",
        r"$$L = \sum_n (w x_n - t_n)^2$$ $$step = \frac{1}{10}$$ $$\frac{\partial L}{\partial w} = \sum_n 2 (w x_n - t_n) x_n$$",
        "nnP",
    ),
    (
        "a derivative behind what is to be differentiated",
        r"$$L = (w - t)^2$$ $$\frac{\partial L}{\partial w} = (w - t)^2 \frac{\partial L}{\partial w}$$ $$\frac{\partial L}{\partial w} = 2 (w + t)$$",
        "nUR",
    ),
    (
        "what one may wish",
        r"$$\frac{d}{dt} \frac{t^2}{N} = \frac{2 t}{N}$$ If desired not to take the mean: $$= 2 t$$ The other: $$\frac{d}{dt} \frac{t^2}{N} = \frac{3 t}{N}$$",
        "PUR",
    ),
    # ------------------------------------------------------------------------------ a loss that nobody says
    (
        "any loss",
        r"Let $Y = W X$ with $W \in \mathbb{R}^{m \times n}$ and $X \in \mathbb{R}^{n \times k}$. $$\frac{\partial L}{\partial X} = W^T \frac{\partial L}{\partial Y}$$ $$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial Y} X^T$$ $$\frac{\partial L}{\partial X} = 2 W^T \frac{\partial L}{\partial Y}$$",
        "nnnPPR",
    ),
    (
        "any loss, entry by entry",
        r"$$z_i = \sum_j w_{ij} x_j$$ $$\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial z_i} w_{ij}$$ $$\frac{\partial L}{\partial w_{ij}} = \frac{\partial L}{\partial z_i} x_i$$",
        "nPU",
    ),
    (
        "a name for its derivative",
        r"$$y = W x, \quad z = V y$$ with vectors $\mathbf{x}$, $\mathbf{y}$. Let $\delta = \frac{\partial L}{\partial z}$. $$\frac{\partial L}{\partial y} = V^T \delta$$ $$\nabla_x L = W^T V^T \delta$$",
        "nnnPP",
    ),
    (
        "a loss with a penalty",
        r"$$L = \ell(y) + \lambda w^2$$ $$y = w x$$ $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} x$$",
        "nnU",
    ),
    (
        "a loss by what nothing relates",
        r"$$\zeta = \kappa^2$$ $$\frac{\partial L}{\partial \zeta} = \frac{\partial L}{\partial \kappa} \frac{\partial \kappa}{\partial \zeta}$$",
        "nU",
    ),
    (
        "the derivative of a derivative",
        r"$$y = w x$$ $$\frac{\partial}{\partial w} \frac{\partial L}{\partial w} = 5 x \frac{\partial}{\partial w} \frac{\partial L}{\partial y}$$",
        "nU",
    ),
    # ------------------------------------------------------------------------------ steps, sets, means, words, shapes
    (
        "steps in time",
        r"$$c_t = f_t \odot c_{t-1} + i_t \odot g_t$$ $$\nabla_{f_t} L = \nabla_{c_t} L \odot c_{t-1}$$ $$\beta m_{t-1} + (1-\beta) g_t = g_t + \beta (m_{t-1} - g_t)$$",
        "nPP",
    ),
    (
        "a step is put in for another",
        r"$$m_t = \beta m_{t-1} + g_t$$ $$\beta m_{t-1} + g_t = \beta (\beta m_{t-2} + g_{t-1}) + g_t$$",
        "nU",
    ),
    (
        "a sum over a set",
        r"$$L = \sum_{j \in S} (x_j - m)^2$$ $$\frac{\partial L}{\partial m} = -2 \sum_{j \in S} (x_j - m)$$ $$\frac{\partial L}{\partial m} = 2 \sum_{j \in S} (x_j - m)$$",
        "nPU",
    ),
    ("a sum over two sets", r"$$\sum_{j \in S} x_j + y_j = \sum_{j \in T} x_j + y_j$$", "U"),
    (
        "a mean",
        r"With $x_1, \dots, x_m$: $$\mu = \frac{1}{m} \sum_i x_i$$ $$\sum_i (x_i - \mu) = 0$$ $$\frac{\partial \mu}{\partial x_i} = \frac{1}{m}$$",
        "nPP",
    ),
    ("a word for a name", r"$Odds = \frac{P}{1-P}$, and $\frac{1}{Odds} = \frac{1-P}{P}$, not $\frac{1}{Odds} = \frac{P}{1-P}$", "nPR"),
    ("logw", r"$$logw + logv = log(wv)$$ $$logw + logv = log(w + v)$$", "PU"),
    (
        "shapes in words",
        r"$X$ is $n \times p$ and $y$ is $n \times 1$. $$(y - Xb)^T (y - Xb) = y^T y - 2 b^T X^T y + b^T X^T X b$$ $$y^T X b = b^T X^T y$$",
        "PP",
    ),
    (
        "a trace",
        r"$A \in \mathbb{R}^{n \times m}$, $B \in \mathbb{R}^{m \times n}$. $$tr(A B) = tr(B A)$$ $$tr(A B) = tr(A) tr(B)$$",
        "nnPU",
    ),
    (
        "a name that is said after it is used",
        r"Of $x_1, \dots, x_m$ let $v = \sum_i (x_i - \mu)^2$, where $\mu = \frac{1}{m} \sum_i x_i$. $$\sum_i (x_i - \mu) = 0$$",
        "nnP",
    ),
    (
        "labels by a cross-entropy",
        r"With $CE(y, p)$ we have $p_i = e^{z_i} / \sum_j e^{z_j}$. $$\sum_i y_i (p_i - 1) = \sum_i y_i p_i - 1$$",
        "nP",
    ),
    ("what is random, by itself", r"$$v = \mathbb{E}[(x - t)^2] = \mathbb{E}[x]^2 - 2 t \mathbb{E}[x] + t^2$$", "nU"),
    (
        "a step by itself",
        r"$$r = \frac{1}{c} - \frac{x_i x_j}{c}$$ $$g = \sum_i h_i r_{ij} = \sum_i r_{ij} h_i = \sum_i r_{ji} h_i$$",
        "nnPU",
    ),
    ("what is random", r"$$E[a x] = a E[x]$$ $$\mathbb{E}[d] h = d h$$", "UU"),
    ("a mean of what nobody counts", r"$$\mu = \frac{1}{m} \sum_i x_i$$ $$\sum_i (x_i - \mu) = 0$$", "nU"),
    # ------------------------------------------------------------------------------ what an attack found
    (
        "a name for a derivative is not said anew",
        r"Let $z = W x$, $a = \sigma(z)$, $\delta = \frac{\partial L}{\partial a}$ and $g = W^T \delta$. $$\frac{\partial L}{\partial z} = \delta$$ $$-\frac{\partial L}{\partial z} = \delta$$",
        "nnnnUU",
    ),
    ("a skip connection", r"Let $z = W x$ and $y = x + z$. $$\frac{\partial L}{\partial x} = W^T \frac{\partial L}{\partial z}$$", "nnU"),
    ("two ways", r"$$u = 2x, \quad v = 3x$$ $$\frac{\partial L}{\partial x} = 2 \frac{\partial L}{\partial u}$$", "nnU"),
    (
        "a penalty that is said later",
        r"Let $y = w x$. $$\frac{\partial L}{\partial w} = x \frac{\partial L}{\partial y}$$ Here $L = (y - t)^2 + \lambda w^2$.",
        "nUn",
    ),
    ("what made the step before", r"Let $h_t = \tanh(w h_{t-1} + u x_t)$. $$\frac{\partial h_t}{\partial w} = (1 - h_t^2) h_{t-1}$$", "nU"),
    ("a square that is said", r"Let $r^2 = x^2 + 1$. $$\frac{\partial (r x)}{\partial x} = r$$", "nU"),
    ("rewards are no distribution", r"$$s = \sum_i r_i \log q_i$$ $$\sum_i r_i = 1$$", "nU"),
    ("a weight that is squared", r"$$\sum_{i \in S} \sum_{j \in S} \delta_{ij} x_i = \sum_{i \in S} x_i$$", "U"),
    ("a product of two matrices is no word", r"$A$, $B$ are matrices. $$AB = BA$$ $$(AB)^T = A^T B^T$$", "RR"),
    ("examples and entries", r"$$\sum_i x^{(i)} = \sum_i x_i$$", "U"),
    ("from 0 and from 1", r"$$\sum_{i=0}^{n-1} c_i = \sum_{i=1}^{n} c_i$$", "U"),
    (
        "a size is no entry",
        r"$\ell = \sum_i n_i \log p_i$, $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$. $$\frac{\partial \ell}{\partial z_k} = n_k - p_k \sum_i n_i$$ $$\frac{\partial \ell}{\partial z_k} = n_k - p_k$$",
        "nnPR",
    ),
    (
        "what p is, after its use",
        r"$L = -\sum_i r_i \log p_i$ and $p = softmax(z)$. $$\frac{\partial L}{\partial z_k} = p_k \sum_i r_i - r_k$$ $$\frac{\partial L}{\partial z_k} = p_k - \sum_i r_i$$",
        "nnPR",
    ),
    (
        "a name for two derivatives",
        r"Let $z = W x + b$, $a = \sigma(z)$, and $\delta = \frac{\partial L}{\partial z}$. $$\frac{\partial L}{\partial b} = \delta$$ $$\frac{\partial L}{\partial x} = W^T \delta$$ Now redefine $\delta = \frac{\partial L}{\partial a}$. $$\frac{\partial L}{\partial x} = W^T \delta$$ $$\frac{\partial L}{\partial b} = \delta$$",
        "nnnPPnUU",
    ),
    ("a value of a list", r"$$- 0 = P$$ $$g = \frac{1}{1 - P}$$ $$g h = g^2 h$$", "UnU"),
    (
        "the number of terms",
        r"$$s = \frac{1}{m} \sum_j (r_j - c)$$ $$\frac{1}{m} \sum_j (r_j - c) = \frac{1}{m} \sum_j r_j - c$$ $$\frac{1}{m} \sum_j (r_j - c) = \frac{1}{m} \sum_j r_j + c$$",
        "nUR",
    ),
    ("u of U", r"$$z = U^T v$$ $$\|U\|^2 + u = 2 u + 3 \|U\|^2$$", "nU"),
    (
        "what a wrong step leads to",
        r"$$\sum_{i \in A} x_i - \sum_{i \in B} x_i = \sum_{i \in A} (x_i - x_i)$$ $$\sum_{i \in A} x_i = \sum_{j \in B} x_j$$",
        "UU",
    ),
    (
        "an estimate is no definition",
        r"$$S(z) = \|A z - y\|^2$$ So $A^T A \hat z = A^T y$, therefore $$\hat z = (A^T A)^{-1} A^T y$$",
        "nUU",
    ),
    (
        "∇ of a function of one name",
        r"$$J(w) = \frac{1}{2} \|Xw - y\|^2$$ $$\nabla J(w) = X^T (Xw - y)$$ $$\nabla J(w) = 2 X^T (Xw - y)$$ $$\nabla^2 J(w) = X^T X$$",
        "nPRP",
    ),
    ("∇³ is no ∇", r"$$\nabla_x^3 L = \nabla_x L$$ $$\nabla_x^2 L = \nabla_x L$$", "UU"),
    (
        "the true class is no index to sum over",
        r"We sum over repeated indices. $p_j = \frac{e^{z_j}}{\sum_m e^{z_m}}$ and $C = -\log p_t$ for the true class $t$. $$\frac{\partial C}{\partial z_i} = p_i - \delta_{it}$$",
        "nnP",
    ),
    (
        "one step by itself, where its letter means two things",
        r"$$u = A^T x$$ $$x_k = \sum_j B_{kj} u$$ $$\frac{1}{1 + e^{-u}} - 1 = -\frac{e^{-u}}{1 + e^{-u}}$$",
        "nnP",
    ),
    (
        "examples that are vectors with entries",
        SQUARES_OF_ROWS + r"$$\frac{\partial J}{\partial \theta_j} = \sum_{i=1}^n (x_i^\top \theta - y_i) x_{ij}$$",
        "nP",
    ),
    (
        "the same, an index",
        SQUARES_OF_ROWS + r"$$\frac{\partial J}{\partial \theta_j} = \sum_{i=1}^n (x_i^\top \theta - y_i) x_{ij} x_{ij}$$",
        "nR",
    ),
    (
        "rows of a matrix that is declared",
        r"$X \in \mathbb{R}^{n \times d}$, $\theta \in \mathbb{R}^d$. "
        + SQUARES_OF_ROWS
        + r"$$J = \frac{1}{2} \|X\theta - y\|^2$$ $$J = \|X\theta - y\|^2$$",
        "nnnPU",
    ),
    (
        "columns of a matrix that is declared",
        r"$X \in \mathbb{R}^{d \times n}$, $\theta \in \mathbb{R}^d$. " + SQUARES_OF_ROWS + r"$$J = \frac{1}{2} \|X^\top\theta - y\|^2$$",
        "nnnP",
    ),
    (
        "a derivative by an entry of one of many vectors",
        r"$$p_k = \frac{e^{\theta_k^\top x}}{\sum_l e^{\theta_l^\top x}}$$ $$\frac{\partial p_k}{\partial \theta_{lj}} = p_k (\delta_{kl} - p_l) x_j$$ $$\frac{\partial p_k}{\partial \theta_{lj}} = p_k (\delta_{kl} - p_k) x_j$$",
        "nPR",
    ),
    (
        "labels of many examples",
        r"$$P_{nk} = \frac{e^{S_{nk}}}{\sum_{j=1}^K e^{S_{nj}}}$$ $$L = -\sum_{n=1}^N \sum_{k=1}^K Y_{nk} \log P_{nk}$$ $$\frac{\partial L}{\partial S} = P - Y$$ $$\frac{\partial L}{\partial S} = Y - P$$ $$\sum_n Y_{nk} = 1$$",
        "nnPRU",
    ),
    (
        "a number below a name",
        r"$$J_\lambda(w) = \|Xw - y\|^2 + \lambda \|w\|^2$$ $$\nabla J_\lambda(w) = 2 X^T (Xw - y) + 2 \lambda w$$ $$\nabla J_\lambda(w) = 2 X^T (Xw - y) + \lambda w$$",
        "nPR",
    ),
    (
        "one of the many that a sum runs over",
        r"$$q_j = \frac{e^{s_j}}{\sum_{l=1}^V e^{s_l}}$$ $$L = -\log q_o$$ $$L = -s_o + \log \sum_{l=1}^V e^{s_l}$$ $$\frac{\partial L}{\partial s_j} = q_j - \delta_{jo}$$",
        "nnPP",
    ),
    (
        "a sum whose index stands nowhere",
        r"Let $b$ be the score. $$J = f(a) + \sum_{k=1}^K f(b)$$ $$\frac{\partial J}{\partial b} = \sum_{k=1}^K f'(b)$$",
        "nU",
    ),
    (
        "a matrix by its entries",
        r"$X \in \mathbb{R}^{m \times n}$ with $X_{ij} = x_j^{(i)}$. $$J(\theta) = \sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)})^2$$ $$J(\theta) = \|X\theta - y\|^2$$",
        "nnnP",
    ),
    # ------------------------------------------------------------------------------ names of which nothing is said, as numbers
    ("a series, upside down", r"$$V = (1-b)^2 \frac{1 - b^{2k}}{1 - b^2} z^2 = \frac{1+b}{1-b} (1 - b^{2k}) z^2$$", "nR"),
    ("a series, right", r"$$V = (1-b)^2 \frac{1 - b^{2k}}{1 - b^2} z^2 = \frac{1-b}{1+b} (1 - b^{2k}) z^2$$", "nP"),
    ("an inverse, a sign", r"$$w = A^{-1}(A - \lambda I) c = c + \lambda A^{-1} c$$", "nR"),
    ("half of an inverse", r"$$w = (X^T Q + X^T Q^T)^{-1} X^T Q Y = 2 (X^T Q)^{-1} X^T Q Y$$", "nR"),
    ("a logarithm of a sum", r"$$E = -a_c + \log\sum_{l=1}^K e^{a_l} = -a_c + \sum_{l=1}^K a_l$$", "nR"),
    ("a term left behind", r"$$g = \sum_{j=1}^V p_j a_j - a_r = \sum_{j \ne r} p_j a_j - a_r$$", "nR"),
    ("a term left behind, right", r"$$g = \sum_{j=1}^V p_j a_j - a_r = \sum_{j \ne r} p_j a_j + p_r a_r - a_r$$", "nP"),
    ("weights that add up to 1", r"Let $w$ be normalised weights. $$m = \sum_k w_k (x_k + c) = \sum_k w_k x_k + c$$", "nU"),
    ("an orthogonal matrix", r"Let $V$ be a rotation. $$B = V (D + \lambda I) V^T D = (V D V^T + \lambda I) D$$", "nU"),
    ("a projection", r"$P$ projects onto a plane. $$s = y^T P P y = y^T P y$$", "nU"),
    ("labels", r"The label $y$ is 0 or 1. $$J = y^2 a + (1 - y)^2 b = y a + (1 - y) b$$", "nU"),
    ("signs", r"Let $y = \pm 1$. $$J = (y - f)^2 = (1 - y f)^2$$", "nnU"),
    ("a positive number", r"Here $s$ and $r$ are lengths. $$z = \sqrt{s^2 r} + s = s \sqrt{r} + s$$", "nU"),
    ("means", r"$$b = \sum_i x_i (y_i - \bar y) = \sum_i (x_i - \bar x)(y_i - \bar y)$$", "nU"),
    ("first order", r"To first order in $h$ we have $$f = a^2 + 2 a b h + b^2 h^2 = a^2 + 2 a b h$$", "nU"),
    ("an eigenvalue", r"Let $v$ be an eigenvector of $S$ for $\mu$. $$q = v^T S S v = \mu v^T S v$$", "nU"),
    ("a value that the text gives", r"We assume $\sum_i x_i = 0$. $$q = \sum_i x_i^2 + 2 c \sum_i x_i = \sum_i x_i^2$$", "nnU"),
    ("sums of all and of one", r"$$S = \sum_i (a_i + b_i + d) = \sum_i a_i + \sum_i b_i + \sum_i d$$", "nP"),
    ("pairs", r"$$s = \sum_{i \ne j} x_i x_j = \sum_i \sum_j x_i x_j - \sum_i x_i^2$$", "nU"),
    (
        "batch norm, a sign",
        r"$$d = \frac{g_i}{s} - \frac{1}{2s^2} (\sum_j g_j z_j) \frac{2 s z_i}{m} = \frac{1}{sm} [m g_i + z_i \sum_j g_j z_j]$$",
        "nR",
    ),
    # ------------------------------------------------------------------------------ vectors that are rows, layers, entries of brackets
    (
        "a network of row vectors",
        NET_OF_ROWS
        + r"$$\frac{\partial L}{\partial W_2} = h^T (\theta - t)$$ $$\frac{\partial L}{\partial b_2} = \theta - t$$ $$\frac{\partial L}{\partial h} = (\theta - t) W_2^T$$",
        "nnnnPPP",
    ),
    (
        "through the hidden layer of row vectors",
        NET_OF_ROWS
        + r"$$\frac{\partial L}{\partial z} = (\theta - t) W_2^T \odot (1 - h \odot h)$$ $$\frac{\partial L}{\partial W_1} = x^T ((\theta - t) W_2^T \odot (1 - h \odot h))$$",
        "nnnnPP",
    ),
    (
        "row vectors, the derivative of tanh lost",
        NET_OF_ROWS + r"$$\frac{\partial L}{\partial z} = (\theta - t) W_2^T \odot (1 - h)$$",
        "nnnnR",
    ),
    ("row vectors, a sign", NET_OF_ROWS + r"$$\frac{\partial L}{\partial b_2} = t - \theta$$", "nnnnR"),
    ("row vectors, a product that does not fit", NET_OF_ROWS + r"$$\frac{\partial L}{\partial h} = W_2^T (\theta - t)$$", "nnnnU"),
    (
        "one layer, by custom",
        LAYER
        + r"$$\frac{\partial L}{\partial b} = (a - y) \odot a \odot (1 - a)$$ $$\frac{\partial L}{\partial W} = ((a - y) \odot a \odot (1 - a)) x^T$$ $$\frac{\partial L}{\partial x} = W^T ((a - y) \odot a \odot (1 - a))$$",
        "nnnPPP",
    ),
    ("one layer, a factor lost", LAYER + r"$$\frac{\partial L}{\partial b} = (a - y) \odot (1 - a)$$", "nnnR"),
    ("a matrix and a sum", r"$$u = W (x + v) + b = W x + W v + b$$ $$r = W (x + v) + b = W x + W v - b$$", "nPnR"),
    (
        "layers in brackets above",
        r"$$t_j = \sum_i W^{(1)}_{ij} x_i + b^{(1)}_j, \quad v_k = \sum_j W^{(2)}_{jk} t_j$$ $$\frac{\partial v_k}{\partial x_i} = \sum_j W^{(2)}_{jk} W^{(1)}_{ij}$$ $$\frac{\partial v_k}{\partial x_i} = \sum_j W^{(1)}_{ij}$$",
        "nnPR",
    ),
    (
        "layers in subscripts",
        r"$$t_j = \sum_i W_{1,ij} x_i, \quad v_k = \sum_j W_{2,jk} t_j$$ $$\frac{\partial v_k}{\partial t_j} = W_{2,jk}$$ $$\frac{\partial v_k}{\partial x_i} = \sum_j W_{2,jk} W_{1,ij}$$ $$\frac{\partial v_k}{\partial x_i} = \sum_j W_{1,jk} W_{1,ij}$$",
        "nnPPU",
    ),
    (
        "examples in brackets above are no layers",
        r"$$L = \sum_{i=1}^n (x^{(i)} - c)^2$$ $$\frac{\partial L}{\partial c} = -2 \sum_{i=1}^n (x^{(i)} - c)$$ $$x^{(1)} + x^{(2)} = x^{(2)} + x^{(1)}$$",
        "nPP",
    ),
    ("a second derivative is no layer", r"$$f^{(2)}(x) = f(x)$$", "U"),
    ("entries of a sum", r"$$q = [p - r]_i A_{ij} = p_i A_{ij} - r_i A_{ij}$$ $$q = [p - r]_i A_{ij} = p_i A_{ij} + r_i A_{ij}$$", "nPPR"),
    (
        "entries of products",
        r"$$q_i = [A x]_i + [B x]_i = [(A + B) x]_i$$ $$g_i = [A x]_i = \sum_j A_{ij} x_j$$ $$g_i = [A^T x]_i = \sum_j A_{ij} x_j$$",
        "nPnPUP",
    ),
    (
        "entries of rows",
        r"$$g_j = [h W]_j = \sum_i h_i W_{ij}$$ $$r_j = [h W + c]_j = \sum_i h_i W_{ij} + c_j$$ $$s_j = [h W + c]_j = \sum_i h_i W_{ij} - c_j$$",
        "nPnPnR",
    ),
    (
        "softmax of a shifted vector",
        r"$$\text{softmax}(x + c)_i = \frac{e^{x_i + c}}{\sum_{j=1}^n e^{x_j + c}} = \frac{e^{x_i}}{\sum_{j=1}^n e^{x_j}}$$",
        "PP",
    ),
    (
        "δ in two lines",
        r"$$\frac{\partial y_i}{\partial y_j} = \delta_{ij}$$ $$\sum_a A_{ka} \delta_{ab} = A_{kb}$$ $$\sum_a A_{ka} \delta_{ab} = A_{ka}$$",
        "PPU",
    ),
    ("a derivative that is no δ", r"$$z_i = \sum_j W_{ij} x_j$$ $$\frac{\partial z_i}{\partial x_j} = \delta_{ij}$$", "nU"),
    (
        "words declare e",
        r"$e \in \mathbb{R}^c$. $$L = e^T e = \sum_i e_i^2$$ $$\frac{\partial L}{\partial e} = 2 e$$ $$\frac{\partial L}{\partial e} = -2 e$$",
        "nnPPR",
    ),
    ("a vector beside a transposed one", r"$$\sum_i (w^T x_i - y_i)^2 = \sum_i ((w^T x_i)^2 - 2 y_i w^T x_i + y_i^2)$$", "P"),
    ("a vector beside a transposed one, wrong", r"$$\sum_i (w^T x_i - y_i)^2 = \sum_i ((w^T x_i)^2 - y_i w^T x_i + y_i^2)$$", "R"),
    ("entries of T", r"$$\frac{1}{2N} 2 (O_{nk} - T_{nk}) = \frac{1}{N} (O_{nk} - T_{nk})$$", "P"),
    ("entries of what is defined by unknown names", r"Let $O = XM$. $$2 (O_{nk} - Y_{nk}) = 2 O_{nk} - 2 Y_{nk}$$", "nP"),
    ("log-odds", r"$$y_i\log p_i + (1-y_i)\log(1-p_i) = y_i \log\frac{p_i}{1-p_i} + \log(1-p_i)$$", "P"),
    ("log-odds, wrong", r"$$y_i\log p_i + (1-y_i)\log(1-p_i) = y_i \log\frac{p_i}{1-p_i} - \log(1-p_i)$$", "R"),
    (
        "a loss that does not rest on what it is differentiated by",
        r"Let $L = \frac{1}{2}\|y - x\|^2$ and $o = A z$ with a matrix $A$. $$g = \partial L/\partial o$$ $$g^T g = 2 g^T g$$",
        "nnnU",
    ),
    (
        "a loss that does not rest on an intermediate",
        r"Let $L = \frac{1}{2}\|y - x\|^2$ and $o = A z$ with a matrix $A$. $$\frac{\partial L}{\partial z} = 3 A^T \frac{\partial L}{\partial o}$$",
        "nnU",
    ),
    (
        "a derivative in one line",
        r"Let $L = \frac{1}{2}\|y - o\|^2$ and $o = A z$ with a matrix $A$. $$g = \partial L/\partial o$$ $$\partial L/\partial z = A^T g$$",
        "nnnP",
    ),
    (
        "one case of two indices",
        r"Let $S_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}$. So $$\frac{\partial S_i}{\partial z_k} = -S_i S_k$$ so $$\frac{\partial S_i}{\partial z_k} = S_i (1 + S_k)$$",
        "nUR",
    ),
    (
        "a wrong gradient after «so»",
        r"Let $J(w) = \frac{1}{2} \|Xw - y\|^2$, so $$\nabla J(w) = X^T (Xw - y)$$ and so $$\nabla J(w) = 2 X^T (Xw - y)$$",
        "nPR",
    ),
    (
        "layers, the wrong bias",
        r"$$z^{[1]} = W^{[1]} x + b^{[1]}$$ $$a^{[1]} = \tanh(z^{[1]})$$ $$z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}$$ $$L = \frac{1}{2} \|z^{[2]} - y\|^2$$"
        r" $$\delta^{[2]} = \frac{\partial L}{\partial z^{[2]}} = z^{[2]} - y$$ $$\frac{\partial L}{\partial b^{[1]}} = \delta^{[2]}$$",
        "nnnnnPR",
    ),
    ("a transposed entry", r"$$g_i = \sum_j A_{ji} x_j = \sum_j A^T_{ij} x_j$$", "nP"),
    ("a transposed entry, the other way round", r"$$g_i = \sum_j A_{ij} x_j = \sum_j A^T_{ij} x_j$$", "nU"),
    # ------------------------------------------------------------------------------ parts, the error e, sizes that words say
    (
        "entries of what an earlier part defines",
        PARTS
        + r"$$\frac{\partial L}{\partial o_j} = o_j - y_j$$ $$\frac{\partial o_j}{\partial V_{jr}} = h_r$$ $$\frac{\partial L}{\partial V_{jr}} = (o_j - y_j) h_r$$",
        "nnnnnnnnnnPPP",
    ),
    (
        "entries of what an earlier part defines, wrong",
        PARTS + r"$$\frac{\partial L}{\partial o_j} = o_j + y_j$$ $$\frac{\partial L}{\partial c_j} = y_j - o_j$$",
        "nnnnnnnnnnRR",
    ),
    (
        "e is the error",
        r"$$e = o - y$$ $$L = \frac12 e^T e = \frac12 \sum_i e_i^2$$ $$\frac{\partial L}{\partial o_i} = e_i$$ $$\frac{\partial L}{\partial o_i} = -e_i$$",
        "nnPPR",
    ),
    ("e is a number", r"$$q = e^x e^y = e^{x + y}$$ $$e_i = r_i - s_i$$ $$u = e^{2x} = e^x + e^x$$", "nPnnU"),
    (
        "sizes that words say",
        SAID
        + r"$$\frac{\partial L}{\partial a_1} = W_2^T (z_2 - y)$$ $$\frac{\partial L}{\partial a_1} = W_2 (z_2 - y)$$ $$g = W_2^T (z_2 - y) = W_2^T z_2 - y$$",
        "nnnnnnnnnnPTnT",
    ),
    (
        "sizes that nobody says, and a transpose that is wanted whatever they are",
        r"$$z = W x + b, \quad o = V z$$ $$L = \frac12 \|o - y\|^2$$ $$\frac{\partial L}{\partial z} = V (o - y)$$",
        "nnnR",
    ),
    (
        "the order of a chain rule",
        SAID + r"$$\frac{\partial L}{\partial a_1} = \frac{\partial z_2}{\partial a_1} \frac{\partial L}{\partial z_2}$$",
        "nnnnnnnnnnU",
    ),
    # ------------------------------------------------------------------------------ one step of a recurrence, words, ones, identities
    (
        "one step of a recurrence",
        RECURRENT
        + r"$$\frac{\partial E_t}{\partial s_t} = (h_t - c_t) \odot (1 - h_t \odot h_t)$$ $$\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1 - h_t \odot h_t) W$$ $$\frac{\partial E_t}{\partial h_{t-1}} = W^T \frac{\partial E_t}{\partial s_t}$$",
        "nnnPPP",
    ),
    (
        "one step of a recurrence, wrong",
        RECURRENT
        + r"$$\frac{\partial E_t}{\partial s_t} = (h_t - c_t) \odot (1 - h_t)$$ $$\frac{\partial h_t}{\partial h_{t-1}} = W \operatorname{diag}(1 - h_t \odot h_t)$$ $$\frac{\partial E_t}{\partial h_{t-1}} = W \frac{\partial E_t}{\partial s_t}$$",
        "nnnRRR",
    ),
    (
        "what W makes at an earlier time too",
        RECURRENT
        + r"$$\frac{\partial E_t}{\partial V} = \frac{\partial E_t}{\partial s_t} x_t^T$$ $$\frac{\partial E_t}{\partial W} = \frac{\partial E_t}{\partial s_t} h_{t-1}^T$$",
        "nnnUU",
    ),
    (
        "h_drop is another than h",
        DROPPED
        + r"$$\frac{\partial h_{drop}}{\partial h} = c \, \mathrm{diag}(m)$$ $$\frac{\partial J}{\partial w} = (s - q) h_{drop}$$ $$\frac{\partial J}{\partial h} = c (s - q) m \circ w$$",
        "nnnPPP",
    ),
    (
        "h_drop is another than h, wrong",
        DROPPED
        + r"$$\frac{\partial h_{drop}}{\partial h} = c \, \mathrm{diag}(h)$$ $$\frac{\partial J}{\partial w} = (s - q) h$$ $$\frac{\partial J}{\partial h} = c (s - q) w$$",
        "nnnRRR",
    ),
    (
        "a column of ones",
        ONES + r"$$\frac{\partial L}{\partial A} = X^T (U - T)$$ $$\frac{\partial L}{\partial c} = \mathbf{1}^T (U - T)$$",
        "nnPP",
    ),
    (
        "a column of ones, wrong",
        ONES + r"$$\frac{\partial L}{\partial A} = X^T (U + T)$$ $$\frac{\partial L}{\partial c} = \frac{1}{2} \mathbf{1}^T (U - T)$$",
        "nnRR",
    ),
    ("shapes that words say after a colon", ONES + r"$$\frac{\partial L}{\partial A} = (U - T) X^T$$", "nnT"),
    (
        "identities with a size, and by entries",
        r"$$F(w) = \frac12 w^T (X^T X + \lambda I_d) w$$ $$\nabla F(w) = X^T X w + \lambda w$$ $$\nabla F(w) = X^T X w + 2 \lambda w$$",
        "nPR",
    ),
    ("I by entries is δ", SOFTMAX + r"$$\frac{\partial s_k}{\partial a_j} = s_k (I_{kj} - s_j)$$", "nP"),
    ("I by entries is δ, wrong", SOFTMAX + r"$$\frac{\partial s_k}{\partial a_j} = s_k (I_{kj} + s_j)$$", "nR"),
    ("an I of the text's own", r"$$I_k = x_k + 1$$ $$q = \sum_k I_k = \sum_k x_k$$", "nnR"),
    (
        "the power of a function is one of each entry",
        LAYER_OF_TANH
        + r"$$\frac{\partial L}{\partial z} = (a - y) \odot (1 - \tanh^2(z))$$ $$\frac{\partial L}{\partial z} = (a - y) \odot (1 - \tanh(z))$$",
        "nnnPR",
    ),
    (
        "e is a row, and a number in powers",
        r"$e \in \mathbb{R}^{1 \times K}$, $T \in \mathbb{R}^{1 \times K}$. $$e = o - T$$ $$q = \frac{e^{u} - e^{-u}}{e^u + e^{-u}} = \frac{1 - e^{-2u}}{1 + e^{-2u}}$$ $$L = e e^T$$ $$r = \frac{1 - e^{-2u}}{1 + e^{-2u}} = \frac{1 - e^{-u}}{1 + e^{-u}}$$",
        "nnnnPnnR",
    ),
    # ------------------------------------------------------------------------------ words as names, derivatives by expressions
    ("a loss in a word", r"$$loss = \frac12 (a - b)^2$$ $$\frac{d loss}{d a} = a - b$$", "nP"),
    ("a loss in a word, a sign", r"$$loss = \frac12 (a - b)^2$$ $$\frac{d loss}{d a} = b - a$$", "nR"),
    ("the loss of two lines", r"$$J = \frac12 (a - b)^2$$ $$\frac{dJ}{da} = a - b$$", "nP"),
    ("the loss of two lines, a factor", r"$$J = \frac12 (a - b)^2$$ $$\frac{dJ}{da} = 2(a - b)$$", "nR"),
    ("a word with an exponent", r"$$total = a + b$$ $$q = total^2$$ $$q = a^2 + 2 a b + b^2$$", "nnP"),
    (
        "by what has a name",
        r"$$z = w^T x + b, \quad a = \sigma(z), \quad L = -y \log a - (1-y) \log(1-a)$$ $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial \sigma(z)} \frac{\partial \sigma(z)}{\partial z} \frac{\partial z}{\partial w} = (a - y) x$$ $$\frac{\partial L}{\partial (w^T x + b)} = a - y$$",
        "nnnPPP",
    ),
    (
        "by what has a name, a sign",
        r"$$z = w^T x + b, \quad a = \sigma(z), \quad L = -y \log a - (1-y) \log(1-a)$$ $$\frac{\partial L}{\partial (w^T x + b)} = y - a$$",
        "nnnR",
    ),
    ("by a residual", r"$$\frac{\partial \|Xw - t\|^2}{\partial (Xw - t)} = 2 (Xw - t)$$", "P"),
    ("∇ of a function of one name", r"$$L(w) = \frac12 \|Xw - y\|^2$$ $$\nabla L = X^T(Xw - y)$$ $$\nabla L = X^T(y - Xw)$$", "nPR"),
    (
        "∇ beside ∇_w",
        r"Let $p_i = \sigma(w^T x_i)$ for $i = 1, \dots, n$. $$\ell = -\sum_{i=1}^n [y_i \log p_i + (1 - y_i) \log(1 - p_i)]$$ We have $\nabla_w p_i = p_i (1 - p_i) x_i$, so $$\nabla \ell = -\sum_i \left[\frac{y_i}{p_i} \nabla p_i - \frac{1 - y_i}{1 - p_i} \nabla p_i\right] = -\sum_i (y_i - p_i) x_i$$",
        "nnnPPP",
    ),
    ("∇ beside ∇_x and ∇_y", r"$$f = x^T A x, \quad g = y^T y$$ $$\nabla_x f = (A + A^T) x$$ $$\nabla_y g = 2y$$", "nnPP"),
    (
        "dS_{ij} is most likely a name",
        r"$S \in \mathbb{R}^{n \times d}$, $A \in \mathbb{R}^{n \times d}$. $$\sum_j dS_{ij} = c - c \sum_j A_{ij}$$",
        "nnU",
    ),
]
