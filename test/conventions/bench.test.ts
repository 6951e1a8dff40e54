import { describe, expect, it } from 'vitest'
import { parseOptions, toLine } from '../../bench/report.ts'

const result = { case: 'batch 100', size: 1_000_000, value: 123_456.78, unit: 'events/s' }

describe('a bench line', () => {
  it('has exactly the agreed keys in the agreed order', () => {
    expect(Object.keys(JSON.parse(toLine('ingest', result)) as object)).toEqual([
      'bench',
      'case',
      'size',
      'value',
      'unit',
      'rival',
      'rivalValue',
      'ratio',
      'machine',
    ])
  })

  it('is null where there is no rival', () => {
    expect(JSON.parse(toLine('ingest', result))).toMatchObject({ rival: null, rivalValue: null, ratio: null })
  })

  it('has a ratio above 1 when we are better, whichever direction is better', () => {
    const rival = { rival: 'Fastify + PostgreSQL', rivalValue: 61_728.39 }
    expect(JSON.parse(toLine('ingest', { ...result, ...rival }))).toMatchObject({ ratio: 2 })
    expect(JSON.parse(toLine('ingest', { ...result, ...rival, better: 'less' }))).toMatchObject({
      ratio: 0.5,
    })
  })
})

describe('bench options', () => {
  it('reads values, flags and negated flags', () => {
    const options = parseOptions(['--customers', '1_000_000', '--seed=7', '--quick', '--no-rival'])
    expect(options.number('customers', 1)).toBe(1_000_000)
    expect(options.text('seed', '')).toBe('7')
    expect(options.flag('quick', false)).toBe(true)
    expect(options.flag('rival', true)).toBe(false)
    expect(options.number('absent', 5)).toBe(5)
  })

  it('refuses what is no option', () => {
    expect(() => parseOptions(['customers'])).toThrow(/--customers/)
    expect(() => parseOptions(['--customers', 'many']).number('customers', 1)).toThrow(/must be a number/)
  })
})
