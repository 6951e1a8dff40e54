import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, differencesOf } from './differences.ts'

describe('what changed between two versions', () => {
  it('is told by place, character by character, variables whole', () => {
    const before = { content: { 'zh-CN': { body: '尊敬的{{ name }}，您好' } }, category: 'service' }
    const after = {
      content: { 'zh-CN': { body: '尊敬的{{ salutation }}，您好' }, en: { body: 'Hi' } },
      category: 'service',
    }
    expect(differencesOf(before, after)).toEqual([
      {
        path: 'content.zh-CN.body',
        parts: [
          { kind: 'same', text: '尊敬的' },
          { kind: 'gone', text: '{{ name }}' },
          { kind: 'new', text: '{{ salutation }}' },
          { kind: 'same', text: '，您好' },
        ],
      },
      { path: 'content.en.body', parts: [{ kind: 'new', text: 'Hi' }] },
    ])
    expect(differencesOf(after, after)).toEqual([])
  })

  it('keeps the blanks between changed words with them', () => {
    expect(compare('Dear {{ name }}, welcome', 'Good day {{ name }}, welcome')).toEqual([
      { kind: 'gone', text: 'Dear ' },
      { kind: 'new', text: 'Good day ' },
      { kind: 'same', text: '{{ name }}, welcome' },
    ])
  })

  it('gives back both texts', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 40 }),
        (one, two) => {
          const parts = compare(one, two)
          const text = (...kinds: string[]) =>
            parts
              .filter(({ kind }) => kinds.includes(kind))
              .map((part) => part.text)
              .join('')
          expect([text('same', 'gone'), text('same', 'new')]).toEqual([one, two])
        },
      ),
    )
  })
})
