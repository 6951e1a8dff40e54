/**
 * Solve A·x = b for a symmetric positive definite A by Cholesky decomposition.
 * @param upper rows of the upper triangle, one after the other: a11 a12 … a1n a22 … ann
 * @returns x, or null where A is not positive definite
 */
export function solveSymmetric(upper: readonly number[], b: readonly number[]): number[] | null {
  const n = b.length
  const at = (i: number, j: number): number => upper[i * n - (i * (i - 1)) / 2 + (j - i)] ?? 0
  const lower = Array.from({ length: n }, () => new Float64Array(n))
  for (let j = 0; j < n; j += 1) {
    for (let i = j; i < n; i += 1) {
      let sum = at(j, i)
      for (let k = 0; k < j; k += 1) sum -= (lower[i]?.[k] ?? 0) * (lower[j]?.[k] ?? 0)
      const row = lower[i]
      if (!row) return null
      if (i === j && !(sum > 0)) return null
      row[j] = i === j ? Math.sqrt(sum) : sum / (lower[j]?.[j] ?? 1)
    }
  }
  const y = new Float64Array(n)
  for (let i = 0; i < n; i += 1) {
    let sum = b[i] ?? 0
    for (let k = 0; k < i; k += 1) sum -= (lower[i]?.[k] ?? 0) * (y[k] ?? 0)
    y[i] = sum / (lower[i]?.[i] ?? 1)
  }
  const x = Array.from({ length: n }, () => 0)
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = y[i] ?? 0
    for (let k = i + 1; k < n; k += 1) sum -= (lower[k]?.[i] ?? 0) * (x[k] ?? 0)
    x[i] = sum / (lower[i]?.[i] ?? 1)
  }
  return x
}
