import { Alert, Button, Input } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lineOf, linesOf } from './model/json-places.ts'
import { prettyJson } from './model/pretty-json.ts'
import { readTree, writeTree } from './model/tree.ts'
import type { RuleEditor } from './use-rule-editor.ts'
import { useLiveCount } from './use-live-count.ts'

/** The rule as JSON to read, copy and paste, with what is wrong by line. */
export function JsonView({ editor, name, onDone }: { editor: RuleEditor; name: string; onDone: () => void }) {
  const { t } = useTranslation()
  const before = useMemo(() => prettyJson(writeTree(editor.root).rule ?? { all: [] }), [editor.root])
  const [text, setText] = useState(before)
  const field = useRef<HTMLDivElement>(null)
  const parsed = useMemo(() => parse(text), [text])
  const lines = useMemo(() => ('value' in parsed ? linesOf(text) : new Map<string, number>()), [parsed, text])
  const asked = 'value' in parsed && isObject(parsed.value) ? JSON.stringify(parsed.value) : null
  const { problem } = useLiveCount(asked, `${name} json`)
  const errors =
    'error' in parsed
      ? [{ line: lineInMessage(parsed.error, text), message: parsed.error }]
      : (problem?.errors ?? []).map(({ path, message }) => ({
          line: lineOf(lines, path.replace(/^\/rule/, '')),
          message: `${path.replace(/^\/rule/, '') || '/'} ${message}`,
        }))
  const goTo = (line: number) => {
    const area = field.current?.querySelector('textarea')
    if (area === null || area === undefined) return
    const starts =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0)
    area.focus()
    area.setSelectionRange(starts, starts + (text.split('\n')[line - 1]?.length ?? 0))
  }
  const apply = () => {
    if (!('value' in parsed)) return
    if (text !== before) editor.apply(() => readTree(parsed.value))
    onDone()
  }
  return (
    <div className="bn-json" ref={field} data-own-undo>
      <Input.TextArea
        className="bn-code"
        aria-label={t('rules.json.title')}
        spellCheck={false}
        autoSize={{ minRows: 14, maxRows: 32 }}
        value={text}
        status={errors.length > 0 ? 'error' : ''}
        onChange={(event) => setText(event.target.value)}
      />
      {errors.length > 0 && (
        <Alert
          type="error"
          title={t('rules.json.wrong', { count: errors.length })}
          description={
            <ul className="bn-json-errors">
              {errors.map(({ line, message }) => (
                <li key={message}>
                  <Button type="link" size="small" onClick={() => goTo(line)}>
                    {t('rules.json.line', { line })}
                  </Button>{' '}
                  {message}
                </li>
              ))}
            </ul>
          }
        />
      )}
      <div className="bn-json-foot">
        <Button type="primary" disabled={'error' in parsed || !isObject(parsed.value)} onClick={apply}>
          {t('rules.json.apply')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <a href="/api/rules/schema" target="_blank" rel="noreferrer">
          {t('rules.json.schema')}
        </a>
      </div>
    </div>
  )
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parse(text: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** Engines say where JSON breaks off as a position or as a line. */
function lineInMessage(message: string, text: string): number {
  const line = /line (\d+)/.exec(message)?.[1]
  if (line !== undefined) return Number(line)
  const position = /position (\d+)/.exec(message)?.[1]
  return position === undefined ? text.split('\n').length : text.slice(0, Number(position)).split('\n').length
}
