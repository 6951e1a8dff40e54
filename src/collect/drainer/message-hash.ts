/** 64 bits of a message's identity as two unsigned 32-bit halves. */
export interface MessageHash {
  readonly high: number
  readonly low: number
}

/**
 * Hash of source and message id (two lanes of multiply and shift, as in cyrb53). It only has to be fast and well
 * spread: a match is verified against ClickHouse before an item counts as a duplicate.
 */
export function hashMessage(source: number, messageId: string): MessageHash {
  let high = 0x9e3779b9 ^ source
  let low = 0x85ebca6b ^ Math.imul(source, 0x27d4eb2d)
  for (let i = 0; i < messageId.length; i += 1) {
    const code = messageId.charCodeAt(i)
    high = Math.imul(high ^ code, 2_654_435_761)
    low = Math.imul(low ^ code, 1_597_334_677)
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909)
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909)
  // Zero marks an empty slot.
  return { high: high >>> 0, low: low >>> 0 || 1 }
}
