// Our own and not a package: the kept one (@stdlib) brings 241 packages for these few lines; the others are no longer kept.
// Regularised incomplete gamma and beta functions by series and continued fractions (Press et al., Numerical Recipes,
// 3rd ed., 6.2 and 6.4), to about 14 digits. The distributions are one line each over them.

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
const tiny = 1e-300
const precise = 1e-16

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const sum = lanczos.reduce((total, c, i) => total + c / (z + i + 1), 0.99999999999980993)
  const t = z + lanczos.length - 0.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** Upper regularised incomplete gamma Q(a, x). */
function gammaQ(a: number, x: number): number {
  if (x <= 0) return 1
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = a + 1; Math.abs(term) > Math.abs(sum) * precise; n += 1) {
      term *= x / n
      sum += term
    }
    return 1 - sum * front
  }
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let h = d
  for (let i = 1; i < 1000; i += 1) {
    const an = -i * (i - a)
    b += 2
    d = 1 / (an * d + b || tiny)
    c = b + an / c || tiny
    h *= d * c
    if (Math.abs(d * c - 1) < precise) break
  }
  return front * h
}

/** Regularised incomplete beta I_x(a, b). */
function betaI(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaI(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny)
  let h = d
  for (let m = 1; m < 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d || tiny)
    c = 1 + even / c || tiny
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d || tiny)
    c = 1 + odd / c || tiny
    h *= d * c
    if (Math.abs(d * c - 1) < precise) break
  }
  return (front * h) / a
}

/** Probability that a standard normal value lies farther from 0 than z, on either side. */
export function normalTwoSided(z: number): number {
  return gammaQ(0.5, (z * z) / 2)
}

/** Probability that a Student t value of `df` degrees of freedom lies farther from 0 than t, on either side. */
export function studentTwoSided(t: number, df: number): number {
  return betaI(df / (df + t * t), df / 2, 0.5)
}

/** Probability that a chi-square value of `df` degrees of freedom exceeds x. */
export function chiSquareAbove(x: number, df: number): number {
  return gammaQ(df / 2, x / 2)
}

/** The positive value beyond which, on both sides together, a symmetric distribution has probability `alpha`. */
function criticalValue(twoSided: (x: number) => number, alpha: number): number {
  let low = 0
  let high = 1
  while (twoSided(high) > alpha) high *= 2
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2
    if (twoSided(middle) > alpha) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** 1.95996… for alpha 0.05. */
export function normalCritical(alpha: number): number {
  return criticalValue(normalTwoSided, alpha)
}

export function studentCritical(alpha: number, df: number): number {
  return criticalValue((t) => studentTwoSided(t, df), alpha)
}
