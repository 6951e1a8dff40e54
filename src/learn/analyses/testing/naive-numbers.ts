/** A property read as a number; null where it is none. */
export function numberOf(text: string | undefined): number | null {
  return text === undefined || text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text)
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0)
}

export function meanOf(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : sumOf(numbers) / numbers.length
}

/** Interpolated between the two nearest values. */
export function quantileOf(share: number, numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return low === undefined || high === undefined ? null : low + (place - Math.floor(place)) * (high - low)
}

/** `< 2`, `2 – 5`, `≥ 5`. */
export function labelsOf(edges: readonly number[]): string[] {
  return Array.from({ length: edges.length + 1 }, (_, i) =>
    i === 0 ? `< ${edges[0]}` : i === edges.length ? `≥ ${edges[i - 1]}` : `${edges[i - 1]} – ${edges[i]}`,
  )
}

export function labelOf(edges: readonly number[], number: number): string {
  return labelsOf(edges)[edges.filter((edge) => edge <= number).length] ?? ''
}
