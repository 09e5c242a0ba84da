r"""Claims and answers with the verdicts that mathematics gives them, written before the program was seen.

ROWS: (sheet, text, assumptions, verdicts, conditions).  A sheet is a built-in name or a stem in sheets/.  Conditions: None = not said, () = proved
without any, else what has to be printed, because it does not always hold.  ANSWERS: (problem, formula, right, why).
P, L, R, RT: the program should be able to decide.  N: never proved.  PU: true, so never refuted or ill-typed.  U: no verdict can be right.
"""

P, L, R = frozenset({"proved"}), frozenset({"proved", "proved up to layout"}), frozenset({"refuted"})
RT, U = frozenset({"refuted", "ill-typed"}), frozenset({"undecided", "unreadable"})
N, PU = frozenset({"refuted", "ill-typed", "undecided", "unreadable"}), frozenset({"proved", "undecided", "unreadable"})
A0, AP, AN, AB = ("a ≠ 0",), ("a > 0",), ("a ≥ 0",), ("a > 0", "b > 0")
WIN, IJ, COIN = (r"m < t \le T - m",), (r"i \ne j",), ("0 < p < 1",)
G, W = "plain", "word2vec"

ROWS = [
    # ---- functions without their argument: red only where something is differentiated
    ("activation", r"\sigma^2 = 1", (), U, None),  # σ² may be a variance
    ("activation", r"\sigma = \frac{1}{2}", (), U, None),
    ("activation", r"\sigma' = \sigma(1 - \sigma)", (), P, ()),
    ("activation", r"\sigma' = \sigma(1 + \sigma)", (), R, None),
    ("activation", r"\tanh' = 1 + \tanh^2", (), R, None),
    # ---- sums: what stands below and above Σ
    (G, r"\sum_{k=1}^{n} x_k = \sum_i x_i", (), P, ()),
    (G, "Σ_{k=1}^m 1 = m", (), P, ()),
    (G, r"\sum_j^{m} x_j = \sum_{j=1}^{n} x_j", (), N, None),  # n = 2, m = 1
    (G, r"\sum_{j=1}^{n-1} x_j = \sum_j x_j - x_n", (), PU, ()),  # n = 1: the sum is empty, 0 = x_1 − x_1
    (G, r"\sum_{1 \le k \le n} x_k = \sum_j x_j", (), PU, ()),
    (G, r"\sum_{j=2}^{n} x_j = \sum_j x_j", (), N, None),
    (G, r"\sum_{j=0}^{n} 1 = n + 1", (), P, ()),
    (G, r"\sum_{j=0}^{n} 1 = n", (), R, None),  # n + 1 of them
    (G, r"\sum_{j \in \{1, \ldots, m\}} x_j = \sum_j x_j", (), N, None),
    (G, r"2 \sum_{i<j} x_i x_j = (\sum_i x_i)^2 - \sum_i x_i^2", (), PU, ()),
    (W, r"\sum_{w=1}^{V-1} \hat y_w = 1", (), N, None),
    (W, r"\sum_{w \ne o} \hat y_w = 1 - \hat y_o", (), P, ()),
    (W, r"\sum_w^{V} \hat y_w = 1", (), PU, ()),
    (W, r"\prod_w^{K} \exp(\xi_w) = \exp(\sum_w \xi_w)", (), N, None),
    # ---- ∇ⁿ, ∂ⁿ, derivatives by powers and primes
    (G, r"\nabla_b^4 b^5 = 5 b^4", (), N, None),
    (G, r"\nabla_b^4 b^5 = 120 b", (), PU, ()),
    (G, r"\nabla^2_a a^3 = 3 a^2", (), N, None),
    (G, r"\frac{\partial^3 a^5}{\partial a^3} = 20 a^3", (), N, None),  # the second derivative
    (G, r"\frac{\partial a^6}{\partial a^3} = 6 a^5", (), N, None),
    (G, r"\frac{\partial a^6}{\partial a^3} = 2 a^3", (), PU, None),  # u = a³, (u²)′ = 2u
    (G, r"\frac{\partial a^2}{\partial a^{-1}} = 2 a", (), N, None),  # −2a³
    (G, r"\frac{\partial a^2}{\partial a'} = 2 a", (), N, None),
    (G, r"\frac{\partial^2 a^2 b^3}{\partial a \partial b} = 6 a b^2", (), PU, ()),
    ("activation", r"\frac{d^2 \sigma(t)}{dt^2} = \sigma(t)(1-\sigma(t))(1-2\sigma(t))", (), P, ()),
    (W, r"\frac{\partial^2 J}{\partial v_c^2} = U(\hat y - y)", (), N, None),
    ("softmax", r"\nabla_\theta^3 CE = \operatorname{diag}(\hat y) - \hat y \hat y^\top", (), N, None),
    # ---- 𝔼 and Var with subscripts
    ("chance", r"\mathbb{E}_{k \sim \rho}[r_k] = \rho^\top r", (), PU, ()),
    ("chance", r"\mathbb{E}_{l \sim \rho}[r_l] = r_l", (), N, None),
    ("chance", r"\mathbb{E}_{k}[r_k^2] = r_k^2", (), N, None),
    ("chance", r"\operatorname{Var}_{k \sim \rho}(r_k) = 0", (), N, None),  # 0 for an r_k that is held fixed
    ("chance", r"\operatorname{Var}_{k \sim \rho}(r_k) = \sum_k \rho_k r_k^2 - (\sum_k \rho_k r_k)^2", (), PU, ()),
    ("chance", r"\mathbb{E}[s_i] = 0", (), P, ()),
    ("chance", r"\mathbb{E}[s_i]^2 = 1", (), N, None),
    ("chance", r"\operatorname{Var}(2 s_i + 3) = 4", (), P, ()),
    ("chance", r"\operatorname{Var}(b_i) = p(1-p)", COIN, P, None),
    ("chance", r"\mathbb{E}[b_i b_j] = p^2", COIN, N, None),
    ("chance", r"\mathbb{E}[b_i b_j] = p^2", COIN + IJ, PU, None),  # i = j: p
    (W, r"\mathbb{E}_{a \sim y}[u_a] = u_a", (), N, None),
    (W, r"\mathbb{E}_{a \sim y}[u_a] = u_o", (), PU, ()),
    # ---- ^t, ^T: a power of a number, the transpose of a vector
    ("optimisers", r"\gamma^t = \gamma", (), N, None),
    ("optimisers", r"(1 - \beta)^t = 1 - \beta", (), N, None),
    ("optimisers", r"\beta^\top = \beta", (), PU, ()),
    ("optimisers", r"\beta^t \beta = \beta^{t+1}", (), P, ()),
    ("optimisers", r"(\alpha \gamma)^t = \alpha^t \gamma^t", (), P, ()),
    ("optimisers", r"\Lambda^T \theta = \theta^T \Lambda", (), P, ()),
    (W, r"(v_c^T U)^T = U^T v_c", (), P, ()),
    (W, r"(u_w^\top v_c)^T = T u_w^\top v_c", (), N, None),
    (W, r"\hat y^T y = \hat y_o", (), P, ()),
    # ---- how far log, exp, tanh, sin reach
    (G, r"\log 3a = \log(3a)", (), P, AP),
    (G, r"\log 3a = a \log 3", (), N, None),
    (G, r"\exp 2a = 2 e^a", (), N, None),
    (G, r"\tanh 2a = 2 \tanh a", (), N, None),
    (G, r"\log \frac{a}{b} = \log a - \log b", (), P, AB),  # a/b > 0 follows
    (G, r"\log \frac{1}{2} \sum_k e^{x_k} = \log \sum_k e^{x_k} - \log 2", (), PU, None),
    (G, r"\log \frac{1}{2} \sum_k e^{x_k} = -(\log 2) \sum_k e^{x_k}", (), N, None),
    (G, r"\sin 2a = 2 \sin a \cos a", (), PU, ()),
    (G, r"\tanh a^2 = (\tanh a)^2", (), N, None),
    (G, r"\log^2 a = 2 \log a", (), N, None),
    (G, r"\log 2 + a = a + \log 2", (), P, ()),
    (G, "ln 3a = ln 3 + ln a", (), P, AP),
    # ---- words that the sheet lacks are no products of letters
    ("words", "sin(x) = s i n x", (), N, None),
    ("words", r"\cos(x) = c o s x", (), N, None),
    ("words", "cos(0) = 0", (), N, None),
    ("words", "arctan(x) = a r c t a n x", (), N, None),
    ("words", "foo(x) = f o^2 x", (), N, None),
    ("words", "log(x) = l o g x", (), N, None),
    ("words", "sin(2x) = 2 sin(x)", (), N, None),
    ("words", "cos(0) = 1", (), PU, ()),
    ("words", "a b + b a = 2 b a", (), P, ()),
    (G, r"\frac{\partial \kappa}{\partial a} = 0", (), U, None),  # nothing says what κ is
    # ---- numbers, lists
    (G, "2^2^3 = 64", (), N, None),
    (G, "2**2**3 = 64", (), N, None),
    (G, "9 = -3^2", (), N, None),
    (G, "2.5e-2 = 2.5e - 2", (), N, None),
    (G, r"2.5e-2 = \frac{1}{40}", (), PU, ()),
    (G, r"12\,500 = 12500", (), PU, ()),
    (G, r"25\% = 25", (), N, None),
    (G, r"25\% = \frac14", (), PU, ()),
    (G, "1/3 = 0.3333", (), R, None),
    (G, "[5,6;7,8] = [5,6,7,8]", (), N, None),
    (G, "[1,2;3,4] [1;1] = [3;7]", (), PU, ()),
    (G, "[[1,2],[3,4]] [[0,1],[1,0]] = [[2,1],[4,3]]", (), PU, ()),
    (G, "[[1,2],[3,4]] [[0,1],[1,0]] = [[3,4],[1,2]]", (), N, None),
    # ---- f^{(2)}, f^{-1}, norms
    ("calculus", r"f^{(3)}(a) = f(a)^3", (), N, None),
    ("calculus", r"f^{(3)}(a) = f'''(a)", (), PU, ()),
    ("calculus", r"f^{-1}(f(a)) = \frac{1}{f(f(a))}", (), N, None),
    ("calculus", r"\sinh^{-1}(a) = \frac{1}{\sinh(a)}", (), N, None),
    ("calculus", r"\tanh^{-1}(\tanh(a)) = a", (), PU, ()),
    ("calculus", r"\sigma^{-1}(a) = 1 + e^{-a}", (), N, None),
    ("calculus", r"\|S\|_2 = \sqrt{\sum_{i,j} S_{ij}^2}", (), N, None),
    ("calculus", r"\|S\|_F = \sqrt{\sum_{i,j} S_{ij}^2}", (), P, ()),  # 2: spectral
    ("calculus", r"\|x\|_1 = \|x\|", (), N, None),
    ("calculus", r"\|x\|_1 = \sum_i |x_i|", (), PU, ()),
    ("calculus", r"\|x\|_2^2 = x^\top x", (), P, ()),
    # ---- derivative by a defined name
    ("calculus", r"\frac{\partial R}{\partial Q} = 0", (), N, None),
    ("calculus", r"\frac{\partial R}{\partial Q} = \frac{1}{Q}", (), PU, ()),
    ("calculus", r"\frac{\partial L}{\partial h} = 0", (), N, None),
    ("calculus", r"\frac{\partial L}{\partial h} = 3 h^2", (), PU, None),
    ("calculus", r"\frac{dL}{da} = 6 a^5", (), P, ()),
    (W, r"\frac{\partial J}{\partial \xi} = \hat y - y", (), P, ()),
    (W, r"\frac{\partial J}{\partial \hat y_o} = 0", (), N, None),
    (W, r"\frac{\partial J}{\partial \hat y_o} = -\frac{1}{\hat y_o}", (), PU, ()),
    (W, r"\frac{\partial \log Z}{\partial Z} = Z", (), N, None),
    # ---- where a claim is defined
    (G, r"\frac{0}{0} = 1", (), N, None),
    (G, r"0 \cdot \log(a - a) = 0", (), N, None),
    (G, r"\frac{0}{0} \cdot 0 = 0", (), N, None),
    (G, r"\log 0 = \log 0", (), N, None),
    (G, r"\sqrt{-1-a^2} = \sqrt{-1-a^2}", (), N, None),
    (G, r"e^{\log 0} = 0", (), N, None),
    (G, r"(\frac{1}{b-b})^0 = 1", (), N, None),
    (G, r"\frac{0}{a} = 0", (), P, A0),
    (G, r"(\frac{1}{a})^0 = 1", (), P, A0),
    (G, r"\frac{a b}{b} = a", (), P, ("b ≠ 0",)),
    (G, r"\log a - \log a = 0", (), P, AP),
    (G, r"0 \cdot \sqrt{a} = 0", (), P, AN),
    (G, r"\sqrt{\frac{1}{a}} = \frac{1}{\sqrt{a}}", (), P, AP),
    (G, r"\log(a b) = \log a + \log b", (), P, AB),
    (G, r"\log a^2 = 2 \log |a|", (), PU, A0),
    (G, r"p^a p^b = p^{a+b}", (), P, ()),
    (G, r"a^b a^c = a^{b+c}", (), PU, None),
    (G, r"\frac{a^2-b^2}{a-b} = a + b", (), P, None),
    (G, r"\frac{a}{a} = \frac{b}{b}", (), P, ("a ≠ 0", "b ≠ 0")),
    (G, r"\frac{d \log a}{da} = \frac{1}{a}", (), P, AP),
    (G, r"\frac{d \sqrt{a}}{da} = \frac{1}{2\sqrt{a}}", (), P, AP),
    # ---- roots
    (G, r"\sqrt{\sqrt{a}} = a^{1/4}", (), P, AN),
    (G, r"\sqrt{\sqrt{\sqrt{a}}} = a^{1/6}", (), R, None),
    (G, r"\sqrt{\sqrt{a}} \sqrt{a} = a", (), R, None),
    (G, "√(a²) = |a|", (), P, ()),
    (G, "sqrt(a)*sqrt(a) = a", (), P, AN),
    (G, r"(a^2)^{3/2} = a^3", (), R, None),
    (G, r"a^{1/3} a^{2/3} = a", (), P, AN),
    (G, r"p^{1/2} p^{1/3} = p^{1/6}", (), R, None),
    (G, r"\frac{p}{\sqrt p} = \sqrt p", (), P, ()),
    (G, r"(1+a^2)^{1/4} (1+a^2)^{1/2} = 1 + a^2", (), R, None),
    (G, r"\sqrt[4]{a^4} = a", (), R, None),
    (G, r"\sqrt[3]{a} = \frac{\sqrt a}{3}", (), N, None),
    (G, r"\sqrt{a^2} = -a", ("a < 0",), P, None),
    (G, r"\sqrt{a} \sqrt{b} = \sqrt{a b}", (), P, ("a ≥ 0", "b ≥ 0")),
    # ---- max, min, relu, |·|, sign; values beyond 5
    (G, r"\max(b, 7) = 7", (), R, None),
    (G, r"\min(a, 100) = a", (), R, None),
    (G, r"\min(e^a, 50) = e^a", (), R, None),
    (G, r"|a - 20| = 20 - a", (), R, None),
    (G, "max(a, b) + min(a, b) = a + b", (), P, ()),
    (G, r"\max(a, b) = \frac{a + b + |a-b|}{2}", (), P, ()),
    (G, "|a b| = |a| |b|", (), P, ()),
    (G, r"\operatorname{relu}(a) - \operatorname{relu}(-a) = a", (), P, ()),
    (G, r"\operatorname{relu}(a + b) = \operatorname{relu}(a) + \operatorname{relu}(b)", (), R, None),
    (G, r"\operatorname{sign}(a) |a| = a", (), PU, None),  # sign(0) = 0
    (G, r"\max(a, 2) = a", ("a > 1",), R, None),
    (G, r"\frac{\partial |a|}{\partial a} = \frac{a}{|a|}", (), P, A0),
    (G, r"\max(a, b) = b", ("a < b",), P, None),
    # ---- polynomials in a size hide a false equation from small sizes
    (G, r"(n-1)(n-2)(n-3)(n-4)(n-5)(n-6)(n-7)(a-b) = 0", (), N, None),  # n = 8
    (G, r"(n-1)(n-2)(n-3)(n-4)(n-5)(n-6)(n-7) \sqrt{a^2} = (n-1)(n-2)(n-3)(n-4)(n-5)(n-6)(n-7) a", (), N, None),  # n = 8, a = −1
    (G, r"(m-1)(m-2)(m-3)(m-4)(m-5) \max(a, 0) = (m-1)(m-2)(m-3)(m-4)(m-5) a", (), N, None),  # m = 6, a = −1
    (G, r"n^3 - 6n^2 + 11n - 6 = 0", (), R, None),
    (G, r"\max(n, 7) = 7", (), N, None),  # n = 4; n = 8
    (G, r"\sum_{k=1}^{n} (k-1)(k-2)(k-3)(k-4)(k-5) = 0", (), N, None),
    (G, r"\mathbf{1}[n > 7] = 0", (), N, None),  # n = 6: 120; n = 8
    (G, r"(n-1)(n-2)(a-b)^2 = (n-1)(n-2)(a^2 - 2ab + b^2)", (), P, ()),
    # ---- trigonometric and hyperbolic functions, erf, log to a base, π
    (G, r"\sin(a)^2 + \cos(a)^2 = 1", (), P, ()),
    (G, r"\cosh^2 a - \sinh^2 a = 1", (), P, ()),
    (G, r"\frac{d \sin(a)}{da} = \cos(a)", (), P, ()),
    (G, r"\frac{d}{da} \arctan(a) = \frac{1}{1+a^2}", (), PU, ()),
    (G, r"\frac{d}{da} \arctan(a) = \frac{1}{1-a^2}", (), N, None),
    (G, r"\frac{d \tan(a)}{da} = 1 + \tan(a)^2", (), PU, None),
    (G, r"\frac{d}{da} \operatorname{erf}(a) = \frac{2}{\sqrt{\pi}} e^{-a^2}", (), PU, ()),
    (G, r"\frac{d}{da} \operatorname{erf}(a) = e^{-a^2}", (), N, None),
    (G, r"\frac{d}{da} \arcsin(a) = \frac{1}{\sqrt{1-a^2}}", (), PU, None),
    (G, r"\frac{d}{da} \arcsin(a) = \frac{1}{\sqrt{1+a^2}}", (), N, None),
    (G, r"\arctan(a) + \arctan(\frac{1}{a}) = \frac{\pi}{2}", (), N, None),  # a = 2; a = −1
    (G, r"\tanh(2a) = \frac{2 \tanh(a)}{1 + \tanh(a)^2}", (), P, ()),
    (G, r"\pi = 3.14", (), N, None),
    (G, r"\log_2 8 = 3", (), PU, ()),
    (G, r"\log_2 a = \log a", (), N, None),
    (G, r"\log_2 a = \frac{\log a}{\log 2}", (), PU, AP),
    # ---- indicators, deltas
    (G, r"\sum_i \mathbf{1}[i = j] x_i = x_j", (), P, ()),
    (G, r"\frac{\partial x_i}{\partial x_j} = 1", (), R, None),
    (G, r"\sum_i \delta_{ij} x_i = x_j", (), PU, ()),
    (G, r"\mathbf{1}[a > 0] + \mathbf{1}[a \le 0] = 1", (), P, ()),
    (G, r"\mathbf{1}[a > 6] = 0", (), R, None),
    (G, r"\mathbf{1}[i \ne j] = 1 - \mathbf{1}[i = j]", (), P, ()),
    (W, r"y_w = \delta_{wo}", (), PU, ()),
    (W, "y_w = 0", (), R, None),
    (W, "y_w = 0", (r"w \ne o",), P, None),
    # ---- transposes, products
    (G, r"A B = (A B)^\top", (), R, None),
    (G, r"(A B)^\top = B^\top A^\top", (), P, ()),
    (G, r"(A B)^\top = A^\top B^\top", (), R, None),
    (G, r"x^\top A y = y^\top A^\top x", (), P, ()),
    (G, "x^T A y = y^T A x", (), R, None),
    (G, r"\frac{\partial x^\top A x}{\partial x} = 2 A x", (), R, None),
    (G, r"\frac{\partial x^\top A x}{\partial x} = x^\top (A + A^\top)", (), L, ()),
    (G, r"x x^\top = x^\top x", (), RT, None),
    # ---- contradictory assumptions prove nothing
    (G, r"a = a + 1", ("a > 0", "a < 0"), N, None),
    (G, r"a^2 = a", ("0 < a < 1", "1 < a < 2"), N, None),
    (G, r"x_i = x_j", ("i = j", r"i \ne j"), N, None),
    (W, r"\hat y_w = \hat y_o", ("w = o", r"w \ne o"), N, None),
    (G, r"\max(a, b) = c", ("a < b", "b < c", "c < a"), N, None),
    (G, "p = q", ("p < 0",), N, None),
    # ---- vectors and numbers, entry by entry
    (G, "x = a", (), RT, None),
    (G, r"x \circ y = x^\top y", (), RT, None),
    (G, r"\operatorname{diag}(x) y = x \circ y", (), P, ()),
    (G, r"\|x\|^2 = x \circ x", (), RT, None),
    (G, r"\frac{\partial \|x\|^2}{\partial x} = 2 \|x\|", (), RT, None),
    (G, r"\mathbf{1}^\top x = \sum_i x_i", (), PU, ()),
    (G, r"\log(\exp(x)) = x", (), P, ()),
    ("network", r"h = \sigma(x W_1) + b_1", (), R, None),
    # ---- windows
    (W, r"\sum_{-m \le j \le m} 1 = 2m + 1", (), P, ()),
    (W, r"\sum_{-m \le j \le m, j \ne 0} 1 = 2m + 1", (), R, None),
    (W, r"\sum_{j=-m}^{m} j = 0", (), PU, ()),
    (W, r"J_{sg} = -\sum_{-m \le j \le m, j \ne 0} \log \hat y_{w_{t+j}}", WIN, P, None),
    (W, r"J_{sg} = \sum_{-m \le j \le m} \Lambda_{w_{t+j}}", WIN, N, None),
    (W, r"J_{sg} = \sum_{j=1}^{m} (\Lambda_{w_{t+j}} + \Lambda_{w_{t-j}})", WIN, PU, None),
    (W, r"\sum_{-m \le j < m} 1 = 2m", (), PU, ()),
    # ---- what needs induction, or only one step of a recurrence
    (G, r"\sum_{k=1}^{n} (2k - 1) = n^2", (), PU, ()),
    (G, r"\sum_{k=1}^{n} k = \frac{n^2}{2}", (), N, None),
    (G, r"\sum_{k=0}^{n} 2^k = 2^{n+1} - 1", (), PU, ()),
    ("optimisers", r"\sum_{k=0}^{t-1} \beta^k = \frac{1-\beta^t}{1-\beta}", (), PU, None),
    ("optimisers", r"a_t = g - g \beta^t", (), PU, ()),
    ("optimisers", r"m_{t+1} - m_t = (1-\beta)(G_{t+1} - m_t)", (), P, ()),
    ("optimisers", r"x_{t+1} = x_t - \alpha \lambda", (), R, None),
]

ANSWERS = [
    # ---- another quantity, another function, another order of derivative on the left
    (W + ".grad_vc", r"\frac{\partial J}{\partial u_o} = U(\hat y - y)", False, "by u_o"),
    (W + ".grad_vc", r"\frac{\partial J_{neg}}{\partial v_c} = U(\hat y - y)", False, "of the other loss"),
    (W + ".grad_vc", r"\nabla^2_{v_c} J = U\hat y - u_o", False, "∇²"),
    (W + ".grad_vc", r"\hat y = U(\hat y - y)", False, "ŷ is no name for it"),
    (W + ".grad_uo", r"\frac{\partial J}{\partial v_c} = (\hat y_o - 1) v_c", False, "by v_c"),
    ("activation.sigmoid_grad", r"\frac{d \tanh(t)}{dt} = \sigma(t)(1-\sigma(t))", False, ""),
    ("activation.sigmoid_grad", r"\sigma''(t) = \sigma(t)(1-\sigma(t))", False, ""),
    ("activation.sigmoid_grad", r"\frac{d \sigma(2t)}{dt} = \sigma(t)(1-\sigma(t))", False, ""),
    ("activation.sigmoid_grad", r"\sigma(t) = \sigma(t)(1-\sigma(t))", False, ""),
    ("activation.tanh_grad", r"\frac{d \sigma(t)}{dt} = 1 - \tanh(t)^2", False, ""),
    ("activation.sigmoid_reflection", r"\sigma(t) = 1 - \sigma(t)", False, "σ(−t) is asked"),
    ("activation.softplus_grad", r"\log(1 + e^t) = \sigma(t)", False, "the function, not its derivative"),
    ("softmax.ce_grad_theta", r"\frac{\partial CE}{\partial \hat y} = \hat y - y", False, ""),
    ("softmax.ce_grad_theta", r"\nabla_\theta^2 CE = \hat y - y", False, ""),
    ("softmax.ce_grad_theta", r"\frac{\partial H}{\partial \theta} = \hat y - y", False, "H has the labels q"),
    ("network.grad_x", r"\frac{\partial J}{\partial h} = ((\hat y - y) W_2^\top \circ h \circ (1 - h)) W_1^\top", False, ""),
    ("dropout.variance", r"\mathbb{E}(\frac{1}{1-p} d_i h_i) = \frac{h_i^2 p}{1-p}", False, ""),
    ("optimisers.quadratic_grad", r"\nabla_\theta^2 f = \Lambda \circ \theta", False, ""),
    # ---- indices that are not the same
    (W + ".grad_uw", r"\frac{\partial J}{\partial u_w} = (\hat y_k - y_w) v_c", False, ""),
    (W + ".grad_uw", r"\frac{\partial J}{\partial u_w} = (\hat y_w - y_a) v_c", False, ""),
    ("softmax.ce_grad_theta", r"\frac{\partial CE}{\partial \theta_i} = \hat y_j - y_i", False, ""),
    ("softmax.jacobian", r"\hat y_i (\mathbf{1}[i = k] - \hat y_j)", False, ""),
    # ---- ^t is a power; limits of Σ
    ("optimisers.quadratic_descent", r"(1 - \alpha \lambda) \tau", False, "t = 1 only"),
    ("optimisers.quadratic_descent", r"(1 - \alpha \lambda^t) \tau", False, ""),
    ("optimisers.sgd_step", r"p_t - \alpha G_{t+1}^t", False, ""),
    ("optimisers.momentum_constant_gradient", r"(1 - \beta) g", False, ""),
    ("optimisers.momentum_unrolled", r"(1-\beta) \sum_{i=1}^{t-1} \beta^{t-i} G_i", False, ""),
    ("optimisers.sgd_unrolled", r"\tau - \alpha \sum_i^{n} G_i", False, ""),
    (W + ".grad_vc", r"\sum_{w=1}^{K} (\hat y_w - y_w) u_w", False, ""),
    (W + ".grad_vc", r"\sum_w^{d} \hat y_w u_w - u_o", False, ""),
    (W + ".neg_grad_vc_sigma", r"(\sigma(u_o^\top v_c) - 1) u_o + \sum_{s=1}^{V} \sigma(u_{w_s}^\top v_c) u_{w_s}", False, ""),
    # ---- right, in other notations
    (W + ".grad_vc", r"\nabla_{v_c} J = \sum_{w=1}^{V} (\hat y_w - y_w) u_w", True, ""),
    (W + ".grad_vc", r"\mathbb{E}_{w \sim \hat y}[u_w] - u_o", True, ""),
    (W + ".grad_vc", r"(\hat y - y)^\top U^\top", True, "layout"),
    (W + ".grad_U", r"v_c (\hat y - y)^T", True, "T is a size there"),
    (W + ".grad_uw", r"\frac{\partial J}{\partial u_a} = (\hat y_a - \mathbf{1}[a = o]) v_c", True, ""),
    (W + ".grad_uo", r"(P(o \mid c) - 1) v_c", True, ""),
    (W + ".neg_grad_vc", r"\sum_{k=1}^{K} \sigma(u_{w_k}^T v_c) u_{w_k} - \sigma(-u_o^T v_c) u_o", True, ""),
    (W + ".grad_uw", r"(\hat y_w - \delta_{wo}) v_c", True, ""),
    ("activation.sigmoid_grad", r"\sigma'(t) = \sigma(t) \sigma(-t)", True, ""),
    ("activation.sigmoid_grad", r"\frac{1}{2 + e^t + e^{-t}}", True, ""),
    ("activation.tanh_grad", r"1 - \tanh^2 t", True, ""),
    ("activation.tanh_grad", r"\frac{4}{(e^t + e^{-t})^2}", True, ""),
    ("activation.tanh_from_sigmoid", "1 - 2σ(-2t)", True, ""),
    ("softmax.jacobian", r"\frac{\partial \hat y_i}{\partial \theta_j} = \hat y_i (\mathbf{1}[i = j] - \hat y_j)", True, ""),
    ("optimisers.momentum_unrolled", r"(1-\beta) \sum_{j=0}^{t-1} \beta^j G_{t-j}", True, ""),
    ("optimisers.quadratic_grad", r"\operatorname{diag}(\Lambda) \theta", True, ""),
    ("network.grad_z2", r"\nabla_{z_2} J = \hat y - y", True, ""),
    ("dropout.variance", r"\frac{p}{1-p} h_i^2", True, ""),
]
