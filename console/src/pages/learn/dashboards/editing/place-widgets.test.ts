import { describe, expect, it } from 'vitest'
import type { Widget } from '../../../../api/dashboards.ts'
import { freePlace, moved, resized, tidied } from './place-widgets.ts'

const widget = (id: string, x: number, y: number, w: number, h: number): Widget => ({
  id,
  x,
  y,
  w,
  h,
  content: { kind: 'note', text: { 'zh-CN': id, en: id } },
  ignores: [],
})
const places = (widgets: readonly Widget[]) =>
  Object.fromEntries(widgets.map(({ id, x, y, w, h }) => [id, [x, y, w, h]]))
const board = [widget('a', 0, 0, 6, 2), widget('b', 6, 0, 6, 2), widget('c', 0, 2, 6, 3)]

describe('widgets on the grid', () => {
  it('puts a new one where there is room, else at the end', () => {
    expect(freePlace(board, 6, 2)).toEqual({ x: 6, y: 2, w: 6, h: 2 })
    expect(freePlace(board, 12, 2)).toEqual({ x: 0, y: 5, w: 12, h: 2 })
    expect(freePlace([], 3, 2)).toEqual({ x: 0, y: 0, w: 3, h: 2 })
  })

  it('changes places with what stands below', () => {
    expect(places(moved(board, 'a', 0, 1))).toMatchObject({ a: [0, 3, 6, 2], c: [0, 0, 6, 3] })
    expect(places(moved(moved(board, 'a', 0, 1), 'a', 0, -1))).toEqual(places(board))
  })

  it('keeps widgets on the grid however often they are moved or grown', () => {
    let widgets: Widget[] = board
    for (let i = 0; i < 20; i++) widgets = resized(moved(widgets, 'b', 1, 0), 'b', 1, 0)
    expect(widgets.every(({ x, w }) => x >= 0 && x + w <= 12)).toBe(true)
    expect(places(resized(board, 'a', 1, 0))['b']?.[1]).toBe(2)
  })

  it('closes the gaps that a removed widget leaves', () => {
    expect(places(tidied(board.filter(({ id }) => id !== 'a')))).toMatchObject({ c: [0, 0, 6, 3] })
  })
})
