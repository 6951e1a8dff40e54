const longest = 64

/** A key made of a name: `Wealth, at risk` → `wealth_at_risk`; '' when the name has no Latin letters. */
export function keyOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '')
    .slice(0, longest)
}
