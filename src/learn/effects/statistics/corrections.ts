/**
 * p values adjusted for being several, in the order given: reject those below 5 %, and the chance of *any* false
 * rejection stays below 5 % (Holm, Scandinavian Journal of Statistics 6, 1979).
 */
export function holm(values: readonly number[]): number[] {
  let largest = 0
  return inOrder(values, values.map((_, index) => index).toSorted(by(values)), (p, rank) => {
    largest = Math.max(largest, Math.min(1, p * (values.length - rank)))
    return largest
  })
}

/**
 * p values adjusted so that of those below 5 % at most 5 % are expected to be false (Benjamini and Hochberg, J. R. Stat.
 * Soc. B 57, 1995).
 */
export function benjaminiHochberg(values: readonly number[]): number[] {
  let smallest = 1
  const descending = values.map((_, index) => index).toSorted((a, b) => by(values)(b, a))
  return inOrder(values, descending, (p, rank) => {
    smallest = Math.min(smallest, (p * values.length) / (values.length - rank))
    return smallest
  })
}

const by =
  (values: readonly number[]) =>
  (a: number, b: number): number =>
    (values[a] ?? 0) - (values[b] ?? 0)

function inOrder(
  values: readonly number[],
  order: readonly number[],
  adjust: (p: number, rank: number) => number,
): number[] {
  const adjusted = values.map(() => 1)
  for (const [rank, index] of order.entries()) adjusted[index] = adjust(values[index] ?? 1, rank)
  return adjusted
}
