import type { MessageHash } from './message-hash.ts'

/** Share of slots in use at most: 6 million members fit 64 MiB, and a miss looks at 8 neighbouring slots. */
const fullest = 0.75

/** A growing set of 64-bit hashes in one typed array (open addressing): 8 to 16 bytes a member, no garbage. */
export class HashSet {
  #slots: Uint32Array
  #mask: number
  size = 0

  constructor(expected = 1024) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(1024, expected / fullest)))
    this.#slots = new Uint32Array(capacity * 2)
    this.#mask = capacity - 1
  }

  has(hash: MessageHash): boolean {
    return this.#slots[this.#find(hash.high, hash.low) + 1] !== 0
  }

  add(hash: MessageHash): void {
    const slot = this.#find(hash.high, hash.low)
    if (this.#slots[slot + 1] !== 0) return
    this.#slots[slot] = hash.high
    this.#slots[slot + 1] = hash.low
    this.size += 1
    if (this.size > (this.#mask + 1) * fullest) this.#grow()
  }

  /** Index of the hash's slot, or of the empty one where it belongs. */
  #find(high: number, low: number): number {
    for (let i = high & this.#mask; ; i = (i + 1) & this.#mask) {
      const slot = i * 2
      const storedLow = this.#slots[slot + 1]
      if (storedLow === 0 || (storedLow === low && this.#slots[slot] === high)) return slot
    }
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Uint32Array(old.length * 2)
    this.#mask = this.#slots.length / 2 - 1
    for (let slot = 0; slot < old.length; slot += 2) {
      const high = old[slot] ?? 0
      const low = old[slot + 1] ?? 0
      if (low === 0) continue
      const target = this.#find(high, low)
      this.#slots[target] = high
      this.#slots[target + 1] = low
    }
  }
}
