import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { sql } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, linter, lintGutter } from '@codemirror/lint'
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'react'
import type { LabSchema } from '../../../api/sql-lab.ts'
import { clickHouse } from './click-house-dialect.ts'

/** Something wrong at a place of the statement. */
export interface Mark {
  readonly from: number
  readonly to: number
  readonly message: string
}

interface Properties {
  readonly value: string
  readonly label: string
  readonly hint: string
  readonly schema: LabSchema | undefined
  /** What is wrong with the statement as it is written; asked again while one types. */
  readonly check: (sql: string) => Promise<Mark | null>
  readonly onChange: (sql: string) => void
  readonly onRun: () => void
  readonly onSave: () => void
  /** Hands out how to write at the cursor. */
  readonly onReady: (insert: (text: string) => void) => void
}

/** Colours are custom properties, so that both appearances follow by themselves. */
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--bn-sql-keyword)', fontWeight: '500' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--bn-sql-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--bn-sql-number)' },
  { tag: tags.comment, color: 'var(--bn-quiet)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--bn-sql-name)' },
])

const fixed: Extension = [
  lineNumbers(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  highlightActiveLine(),
  lintGutter(),
  EditorView.lineWrapping,
  syntaxHighlighting(colours),
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, indentWithTab]),
]

function languageOf(schema: LabSchema | undefined): Extension {
  // The dialect keeps words in lower case; ClickHouse tells toYear from toyear.
  const written = new Map((schema?.functions ?? []).map((name) => [name.toLowerCase(), name]))
  return sql({
    dialect: clickHouse(schema?.functions ?? []),
    keywordCompletion: (label) => {
      const name = written.get(label)
      return name === undefined
        ? { label: label.toUpperCase(), type: 'keyword', boost: -1 }
        : { label: name, type: 'function', boost: -2 }
    },
    schema: Object.fromEntries(
      (schema?.tables ?? []).map(({ name, columns }) => [
        name,
        columns.map((column) => ({ label: column.name, detail: column.type, type: 'property' })),
      ]),
    ),
  })
}

/** A statement with completion of tables, columns and functions; Ctrl+Enter runs it, Ctrl+S saves it. */
export function SqlEditor(props: Properties) {
  const holder = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const language = useRef(new Compartment())
  const current = useRef(props)
  useEffect(() => {
    current.current = props
  })
  useEffect(() => {
    if (holder.current === null) return undefined
    const { value, label, hint, schema, onReady } = current.current
    const diagnose = async ({ state: { doc } }: EditorView): Promise<Diagnostic[]> => {
      const text = doc.toString()
      const mark = text.trim() === '' ? null : await current.current.check(text)
      const { length } = doc
      return mark === null
        ? []
        : [{ ...mark, from: Math.min(mark.from, length), to: Math.min(mark.to, length), severity: 'error' }]
    }
    const editor = new EditorView({
      parent: holder.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          Prec.highest(
            keymap.of([
              { key: 'Mod-Enter', run: (at) => (closeCompletion(at), current.current.onRun(), true) },
              { key: 'Mod-s', preventDefault: true, run: () => (current.current.onSave(), true) },
            ]),
          ),
          fixed,
          placeholder(hint),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          language.current.of(languageOf(schema)),
          linter(diagnose, { delay: 500 }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) current.current.onChange(state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    onReady((text) => {
      editor.dispatch(editor.state.replaceSelection(text))
      editor.focus()
    })
    editor.focus()
    return () => {
      view.current = null
      editor.destroy()
    }
  }, [])
  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(languageOf(props.schema)) })
  }, [props.schema])
  useEffect(() => {
    const editor = view.current
    if (editor === null || editor.state.doc.toString() === props.value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.value } })
  }, [props.value])
  return <div className="bn-sql-editor" ref={holder} />
}
