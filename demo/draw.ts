/**
 * SQL expressions of deterministic chance. Every draw is a hash of the seed, a name and the keys of the row it belongs
 * to, so the same seed gives the same bank whatever the order or the size of the slices it is built in.
 * Statements that use them have the parameter `seed` (UInt64).
 */

const twoTo53 = '9007199254740992.'

/** A hash of the row's keys: UInt64. cityHash64 is 10 times faster than sipHash64 here and nobody attacks a demo. */
export function hash(name: string, ...keys: string[]): string {
  return `cityHash64({seed:UInt64}, '${name}', ${keys.join(', ')})`
}

/** Uniform in [0, 1): Float64. */
export function uniform(name: string, ...keys: string[]): string {
  return `(toFloat64(bitShiftRight(${hash(name, ...keys)}, 11)) / ${twoTo53})`
}

/** True with this probability (a number or an SQL expression): UInt8. */
export function chance(probability: number | string, name: string, ...keys: string[]): string {
  return `(${uniform(name, ...keys)} < ${probability})`
}

/** Uniform integer in [low, high]. Bounds may be SQL expressions. */
export function integer(
  low: number | string,
  high: number | string,
  name: string,
  ...keys: string[]
): string {
  return `(${low} + toInt64(floor(${uniform(name, ...keys)} * (${high} - (${low}) + 1))))`
}

/** Standard normal (Box–Muller): Float64. */
export function normal(name: string, ...keys: string[]): string {
  const first = `greatest(${uniform(`${name} 1`, ...keys)}, 1e-12)`
  return `(sqrt(-2 * log(${first})) * cos(2 * pi() * ${uniform(`${name} 2`, ...keys)}))`
}

/** Log-normal with this median and this spread (standard deviation of the logarithm). */
export function logNormal(median: number | string, spread: number, name: string, ...keys: string[]): string {
  return `(${median} * exp(${spread} * ${normal(name, ...keys)}))`
}

/** One of these texts, all alike likely. */
export function oneOf(values: readonly string[], name: string, ...keys: string[]): string {
  return `arrayElement(${texts(values)}, 1 + ${hash(name, ...keys)} % ${values.length})`
}

/** One of these texts by weight; weights need not sum to 1. */
export function weighted(
  choices: readonly (readonly [value: string, weight: number])[],
  name: string,
  ...keys: string[]
): string {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
  let reached = 0
  const branches = choices.slice(0, -1).map(([value, weight]) => {
    reached += weight / total
    return `draw < ${reached.toFixed(6)}, ${text(value)}`
  })
  const last = text(choices.at(-1)?.[0] ?? '')
  if (branches.length === 0) return last
  return `multiIf(${branches.join(', ')}, ${last})`.replaceAll('draw', uniform(name, ...keys))
}

/** A text literal. Only for the fixed tables of this folder. */
export function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** An array literal of texts. */
export function texts(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`
}
