import { describe, expect, it } from 'vitest'
import { lineOf, linesOf } from './json-places.ts'

describe('places in a JSON text', () => {
  const text = JSON.stringify(
    { all: [{ tag: 'a "b", {c}', op: 'in', value: [1, -2e3] }, { 'a/b': null }] },
    null,
    2,
  )
  const lines = linesOf(text)
  const shown = (pointer: string) => text.split('\n')[lineOf(lines, pointer) - 1]?.trim()

  it('finds the line of a pointer', () => {
    expect(shown('/all/0/op')).toBe('"op": "in",')
    expect(shown('/all/0/value/1')).toBe('-2000')
    expect(shown('/all/1/a~1b')).toBe('"a/b": null')
  })

  it('falls back to the part around it', () => {
    expect(shown('/all/0/nothing')).toBe('{')
    expect(lineOf(lines, '')).toBe(1)
  })
})
