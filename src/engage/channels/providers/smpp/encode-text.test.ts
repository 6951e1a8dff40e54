import fc from 'fast-check'
import { expect, it } from 'vitest'
import { concatenationHeader, encodeText } from './encode-text.ts'

it('sends Chinese as UCS-2: 70 characters alone, 67 a segment beyond', () => {
  expect(encodeText('汉'.repeat(70))).toEqual({ dataCoding: 8, parts: ['汉'.repeat(70)] })
  expect(encodeText('汉'.repeat(71)).parts.map((part) => part.length)).toEqual([67, 4])
  expect(encodeText('汉'.repeat(134)).parts).toHaveLength(2)
  expect(encodeText('汉'.repeat(135)).parts).toHaveLength(3)
})

it('sends plain English in the GSM alphabet: 160 alone, 153 a segment beyond', () => {
  expect(encodeText('a'.repeat(160))).toMatchObject({ dataCoding: 0, parts: { length: 1 } })
  expect(encodeText('a'.repeat(161)).parts.map((part) => part.length)).toEqual([153, 8])
  expect(encodeText('€'.repeat(80)).parts).toHaveLength(1)
  expect(encodeText('€'.repeat(81)).parts.map((part) => part.length)).toEqual([76, 5])
  expect(encodeText('naïve').dataCoding).toBe(8)
})

it('never loses a character, cuts one in half, or makes a segment too long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 0, maxLength: 400 }), (text) => {
      const { dataCoding, parts } = encodeText(text)
      expect(parts.join('')).toBe(text)
      for (const part of parts) {
        expect(part.isWellFormed()).toBe(true)
        expect(part.length).toBeLessThanOrEqual(dataCoding === 8 ? (parts.length > 1 ? 67 : 70) : 160)
      }
    }),
  )
})

it('names reference, parts and part in the header', () => {
  expect([...concatenationHeader(0x1ff, 3, 2)]).toEqual([5, 0, 3, 0xff, 3, 2])
})
