import { describe, expect, it } from 'vitest'
import { verdictOf } from './verdict.tsx'

const conversion = (low: number, high: number) => ({
  difference: (low + high) / 2,
  low,
  high,
  statistic: 1,
  p: 0.1,
})
const fair = { expectedHoldoutShare: 0.1, observedHoldoutShare: 0.1, chiSquare: 0, p: 1, suspicious: false }

describe('what may be said of an effect', () => {
  it('says better or worse only when the whole interval is on one side of zero', () => {
    expect(verdictOf({ conversion: conversion(0.01, 0.05), sampleRatio: fair })).toBe('better')
    expect(verdictOf({ conversion: conversion(-0.05, -0.01), sampleRatio: fair })).toBe('worse')
    expect(verdictOf({ conversion: conversion(-0.01, 0.05), sampleRatio: fair })).toBe('unclear')
  })

  it('says nothing of the difference when the groups are not of the size they were assigned', () => {
    expect(
      verdictOf({ conversion: conversion(0.01, 0.05), sampleRatio: { ...fair, suspicious: true } }),
    ).toBe('suspicious')
  })

  it('says so when nobody was held out', () => {
    expect(verdictOf({ conversion: null, sampleRatio: null })).toBe('noHoldout')
  })
})
