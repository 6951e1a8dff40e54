export interface Times {
  readonly p50: number
  readonly p95: number
}

/** Milliseconds of `rounds` runs after one to warm up; every run must yield the same number. */
export async function measure(
  rounds: number,
  count: () => Promise<number>,
): Promise<{ customers: number; times: Times }> {
  const customers = await count()
  const milliseconds: number[] = []
  for (let i = 0; i < rounds; i += 1) {
    const started = performance.now()
    const again = await count()
    milliseconds.push(performance.now() - started)
    if (again !== customers) throw new Error(`counted ${again} customers, ${customers} before`)
  }
  return { customers, times: { p50: percentile(milliseconds, 0.5), p95: percentile(milliseconds, 0.95) } }
}

/** The smallest value that at least `share` of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0
}
