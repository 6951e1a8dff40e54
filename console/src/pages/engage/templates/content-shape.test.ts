import { describe, expect, it } from 'vitest'
import { emptyContent, fieldsOf, textAt, withText } from './content-shape.ts'

describe('the content of a template', () => {
  it('is changed at one place only, lists stay lists', () => {
    const before = { title: 'a', suggestions: [{ label: 'x', url: 'y' }], fallback: 'z' }
    const after = withText(before, ['suggestions', '0', 'label'], 'new')
    expect(after).toEqual({ title: 'a', suggestions: [{ label: 'new', url: 'y' }], fallback: 'z' })
    expect(before.suggestions[0]?.label).toBe('x')
    expect(textAt(after, ['suggestions', '0', 'label'])).toBe('new')
  })

  it('has a field for every text, also of those that come and go', () => {
    const labels = (content: object) =>
      fieldsOf('mini_program', { ...content }).map(({ path }) => path.join('.'))
    expect(labels(emptyContent('mini_program'))).toEqual(['templateId', 'page', 'fields.thing1'])
    expect(labels({ fields: { thing1: '', date2: '' } })).toContain('fields.date2')
    expect(fieldsOf('wecom', { type: 'card' }).map(({ label }) => label)).toEqual([
      'title',
      'description',
      'url',
      'button',
    ])
  })
})
