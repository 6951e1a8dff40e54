import { describe, expect, it } from 'vitest'
import { record, redo, startHistory, undo } from './history.ts'

describe('undo and redo', () => {
  it('goes back and forth', () => {
    const history = record(record(startHistory('a'), 'ab', 0), 'abc', 5_000)
    expect(undo(history).present).toBe('ab')
    expect(undo(undo(history)).present).toBe('a')
    expect(undo(undo(undo(history))).present).toBe('a')
    expect(redo(undo(history)).present).toBe('abc')
    expect(redo(history)).toBe(history)
  })

  it('takes typing in one field back at once', () => {
    let history = startHistory('')
    for (const [index, text] of ['5', '50', '500'].entries())
      history = record(history, text, index * 200, 'value of 7')
    expect(undo(history).present).toBe('')
  })

  it('takes a pause or another field as a new step', () => {
    const first = record(startHistory(''), 'a', 0, 'one')
    expect(undo(record(first, 'ab', 3_000, 'one')).present).toBe('a')
    expect(undo(record(first, 'ab', 100, 'other')).present).toBe('a')
  })

  it('forgets what could be done again once something else is done', () => {
    const back = undo(record(startHistory('a'), 'b', 0))
    expect(redo(record(back, 'c', 10)).present).toBe('c')
  })
})
