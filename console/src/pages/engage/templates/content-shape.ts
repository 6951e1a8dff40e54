import type { Content, TemplateChannel } from '../../../api/templates.ts'

/** One text of a content as it is edited. */
export interface ContentField {
  readonly path: readonly string[]
  /** Its words under `templates.fields`. */
  readonly label: FieldLabel
  readonly kind: 'line' | 'text' | 'code'
}

export const fieldLabels = [
  'text',
  'subject',
  'preheader',
  'html',
  'title',
  'body',
  'link',
  'description',
  'url',
  'button',
  'templateId',
  'page',
  'field',
  'picture',
  'suggestion',
  'suggestionUrl',
  'fallback',
  'script',
] as const
export type FieldLabel = (typeof fieldLabels)[number]

const line = (label: FieldLabel, ...path: string[]): ContentField => ({
  path: path.length > 0 ? path : [label],
  label,
  kind: 'line',
})
const text = (label: FieldLabel, ...path: string[]): ContentField => ({
  ...line(label, ...path),
  kind: 'text',
})

/** The texts of a content, in the order in which they are written. */
export function fieldsOf(channel: TemplateChannel, content: Content): ContentField[] {
  switch (channel) {
    case 'sms':
      return [text('text')]
    case 'email':
      return [line('subject'), line('preheader'), { ...text('html'), kind: 'code' }, text('text')]
    case 'push':
    case 'inbox':
      return [line('title'), text('body'), line('link')]
    case 'wecom':
      return content['type'] === 'card'
        ? [line('title'), text('description'), line('url'), line('button')]
        : [text('text')]
    case 'wecom_mass':
      return [
        text('text'),
        ...(content['link'] === undefined
          ? []
          : [
              line('title', 'link', 'title'),
              line('description', 'link', 'description'),
              line('url', 'link', 'url'),
              line('picture', 'link', 'picture'),
            ]),
      ]
    case 'mini_program':
      return [
        line('templateId'),
        line('page'),
        ...namesIn(content['fields']).map((name) => line('field', 'fields', name)),
      ]
    case 'five_g':
      return [
        line('title'),
        text('description'),
        line('picture'),
        ...namesIn(content['suggestions']).flatMap((i) => [
          line('suggestion', 'suggestions', i, 'label'),
          line('suggestionUrl', 'suggestions', i, 'url'),
        ]),
        text('fallback'),
      ]
    case 'call':
      return [line('title'), text('script')]
    case 'webhook':
      return [line('subject'), { ...text('body'), kind: 'code' }]
  }
}

const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : []

/** What a new content of a channel begins with. */
export function emptyContent(channel: TemplateChannel): Content {
  switch (channel) {
    case 'sms':
    case 'wecom_mass':
      return { text: '' }
    case 'email':
      return { subject: '', preheader: '', text: '', html: '' }
    case 'push':
    case 'inbox':
      return { title: '', body: '', link: '' }
    case 'wecom':
      return { type: 'text', text: '' }
    case 'mini_program':
      return { templateId: '', page: '', fields: { thing1: '' } }
    case 'five_g':
      return { title: '', description: '', picture: '', suggestions: [], fallback: '' }
    case 'call':
      return { title: '', script: '' }
    case 'webhook':
      return { format: 'json', subject: '', body: '' }
  }
}

export function textAt(content: Content | null | undefined, path: readonly string[]): string {
  let here: unknown = content
  for (const part of path)
    here = typeof here === 'object' && here !== null ? Reflect.get(here, part) : undefined
  return typeof here === 'string' ? here : ''
}

/** A copy with another text at a path. */
export function withText(content: Content, path: readonly string[], value: string): Content {
  const [head, ...rest] = path
  if (head === undefined) return content
  if (rest.length === 0) return Object.assign(copyOf(content), { [head]: value })
  const child: unknown = Reflect.get(content, head)
  const inner = withText(typeof child === 'object' && child !== null ? (child as Content) : {}, rest, value)
  return Object.assign(copyOf(content), { [head]: inner })
}

const copyOf = (content: Content): object =>
  Array.isArray(content) ? [...(content as unknown[])] : { ...content }

/** Equal whatever the order of their fields. */
export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left, inOrder) === JSON.stringify(right, inOrder)
}

const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
    : value
