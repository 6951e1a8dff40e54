import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeEnvelope, encodeEnvelope, protocolNames } from './envelope.ts'

it('gives back what it was made of', () => {
  const header = fc.record({
    source: fc.nat(),
    protocol: fc.constantFrom(...protocolNames),
    received: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    strict: fc.boolean(),
    channel: fc.string(),
    kind: fc.string(),
    sentAt: fc.nat(),
  })
  fc.assert(
    fc.property(header, fc.json(), (given, body) => {
      expect(decodeEnvelope(encodeEnvelope(given, Buffer.from(body)))).toEqual({ ...given, body })
    }),
  )
})
