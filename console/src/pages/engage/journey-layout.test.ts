import { describe, expect, it } from 'vitest'
import { placeNodes } from './journey-layout.ts'

const at = (places: ReturnType<typeof placeNodes>, id: string) => {
  const place = places.find((one) => one.id === id)
  return place === undefined ? undefined : [place.column, place.row]
}

describe('laying out a journey', () => {
  it('draws a straight journey as one line', () => {
    const places = placeNodes('a', [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
    ])
    expect(['a', 'b', 'c'].map((id) => at(places, id))).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ])
  })

  it('gives each branch its own row and lets them meet to the right of the longer one', () => {
    const places = placeNodes('split', [
      { from: 'split', to: 'short' },
      { from: 'split', to: 'long' },
      { from: 'short', to: 'end' },
      { from: 'long', to: 'more' },
      { from: 'more', to: 'end' },
    ])
    expect(at(places, 'short')).toEqual([1, 0])
    expect(at(places, 'long')).toEqual([1, 1])
    expect(at(places, 'end')).toEqual([3, 0])
  })

  it('never puts two nodes in one place', () => {
    const places = placeNodes('a', [
      { from: 'a', to: 'b' },
      { from: 'a', to: 'c' },
      { from: 'b', to: 'd' },
      { from: 'b', to: 'e' },
      { from: 'c', to: 'f' },
    ])
    expect(new Set(places.map(({ column, row }) => `${column}/${row}`)).size).toBe(places.length)
  })

  it('ends when a journey turns back to an earlier node', () => {
    const places = placeNodes('a', [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
    ])
    expect(places).toHaveLength(2)
  })
})
