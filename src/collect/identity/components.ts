/** An edge between two numbers that are one customer. */
export interface Edge {
  readonly number: number
  readonly to_number: number
}

/** Union-find over numbers. */
export class Components {
  readonly #parent = new Map<number, number>()

  find(number: number): number {
    let root = number
    for (let up = this.#parent.get(root); up !== undefined; up = this.#parent.get(root)) root = up
    // Shorten the way for the next time.
    for (let at = number; at !== root;) {
      const up = this.#parent.get(at)
      this.#parent.set(at, root)
      if (up === undefined) break
      at = up
    }
    return root
  }

  /** @returns whether the two were apart */
  join(a: number, b: number): boolean {
    const [rootA, rootB] = [this.find(a), this.find(b)]
    if (rootA === rootB) return false
    this.#parent.set(rootB, rootA)
    return true
  }

  /** These numbers, grouped. */
  groups(numbers: Iterable<number>): number[][] {
    return [...Map.groupBy(numbers, (number) => this.find(number)).values()]
  }
}

/** What decides by which of its numbers a customer goes. */
export interface Standing {
  /** Strength of the strongest identifier of a number: the smallest is best. */
  readonly rank: (number: number) => number
  /** Numbers that stewards chose to keep, newest first. */
  readonly kept?: readonly number[]
}

/** The number that a customer goes by: the best known one, among equals the one a steward kept, else the oldest. */
export function rootOf(numbers: readonly number[], standing: Standing): number {
  const best = Math.min(...numbers.map((number) => standing.rank(number)))
  const equals = numbers.filter((number) => standing.rank(number) === best)
  return standing.kept?.find((number) => equals.includes(number)) ?? Math.min(...equals)
}

/** Each number's customer when `edges` hold these numbers together. */
export function rootsOf(
  numbers: readonly number[],
  edges: readonly Edge[],
  standing: Standing,
): Map<number, number> {
  const components = new Components()
  for (const edge of edges) components.join(edge.number, edge.to_number)
  return new Map(
    components.groups(numbers).flatMap((group) => {
      const root = rootOf(group, standing)
      return group.map((number): [number, number] => [number, root])
    }),
  )
}
