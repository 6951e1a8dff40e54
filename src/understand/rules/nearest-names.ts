function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** Up to three names that someone who wrote `wrong` may have meant. */
export function nearestNames(wrong: string, names: Iterable<string>): string[] {
  const limit = wrong.length <= 4 ? 1 : Math.max(2, Math.floor(wrong.length / 3))
  return [...names]
    .map((name) => ({ name, far: wrong.length > 3 && name.includes(wrong) ? 1 : distance(wrong, name) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name)
}

/** "is unknown", with what was probably meant. */
export function unknownName(kind: string, wrong: string, names: Iterable<string>): string {
  const near = nearestNames(wrong, names)
  const fix = near.length > 0 ? `did you mean ${near.join(', ')}?` : `see the list of ${kind}s`
  return `the ${kind} "${wrong}" does not exist: ${fix}`
}
