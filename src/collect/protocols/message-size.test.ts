import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json } from './json.ts'
import { exceeds } from './message-size.ts'

it('says exactly whether a message is larger than the limit', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ stringUnit: 'binary' }),
      fc.integer({ min: -40, max: 40 }),
      (value, distance) => {
        const json = JSON.stringify(value)
        const message = JSON.parse(json) as Json
        const bytes = Buffer.byteLength(json)
        expect(exceeds(message, bytes + distance)).toBe(distance < 0)
      },
    ),
    { numRuns: 2_000 },
  )
})
