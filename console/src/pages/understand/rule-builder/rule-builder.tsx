import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UploadDialog } from '../lists/upload-dialog.tsx'
import { type Place, type PlacedProblem, type RuleEditing, RuleEditingContext } from './editing.ts'
import { GroupBlock } from './group-block.tsx'
import { nodeAt, type RuleNode, type WrittenRule } from './model/tree.ts'
import './rule-builder.css'
import type { RuleCatalogue } from './use-rule-catalogue.ts'
import type { RuleEditor } from './use-rule-editor.ts'

interface Properties {
  readonly editor: RuleEditor
  readonly catalogue: RuleCatalogue
  readonly written: WrittenRule
  /** Names this editor to the server. */
  readonly name: string
  /** What is wrong, with JSON pointers into the written rule. */
  readonly problems: readonly { path: string; message: string }[]
  readonly countsParts: boolean
  readonly calm: boolean
  readonly base: number | undefined
}

/** The rule as nested groups of conditions. */
export function RuleBuilder({
  editor,
  catalogue,
  written,
  name,
  problems,
  countsParts,
  calm,
  base,
}: Properties) {
  const { t } = useTranslation()
  const [focus, setFocus] = useState<string>()
  const [adding, setAdding] = useState<Place>()
  const [dragged, setDragged] = useState<RuleNode>()
  const [upload, setUpload] = useState<{ readonly use: (list: string) => void }>()
  const placed = useMemo(() => placeProblems(written, problems), [written, problems])
  const editing = useMemo<RuleEditing>(
    () => ({
      root: editor.root,
      apply: editor.apply,
      catalogue,
      editor: name,
      problemsOf: (id) => placed.get(id) ?? [],
      countsParts,
      calm,
      base,
      focus,
      setFocus,
      adding,
      setAdding,
      askForUpload: (use) => setUpload({ use }),
      dragged,
      setDragged,
    }),
    [editor.root, editor.apply, catalogue, name, placed, countsParts, calm, base, focus, adding, dragged],
  )
  useUndoKeys(editor)
  return (
    <RuleEditingContext value={editing}>
      <div className="bn-rule-builder" role="region" aria-label={t('rules.title')}>
        <GroupBlock node={editor.root} />
      </div>
      {upload !== undefined && <UploadDialog onClose={() => setUpload(undefined)} onUploaded={upload.use} />}
    </RuleEditingContext>
  )
}

function placeProblems(
  written: WrittenRule,
  problems: Properties['problems'],
): ReadonlyMap<string, PlacedProblem[]> {
  const placed = new Map<string, PlacedProblem[]>()
  for (const { path, message } of problems) {
    const place = nodeAt(written.places, path)
    const id = place?.id ?? written.places.get('')
    if (id !== undefined) placed.set(id, [...(placed.get(id) ?? []), { at: place?.rest ?? path, message }])
  }
  return placed
}

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) anywhere on the page but in texts that are not part of the rule. */
function useUndoKeys({ undo, redo }: Pick<RuleEditor, 'undo' | 'redo'>): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const key = event.key.toLowerCase()
      if (key !== 'z' && key !== 'y') return
      const target = event.target instanceof Element ? event.target : null
      const typing = target?.closest('input, textarea, [contenteditable]') !== null && target !== null
      if (typing && target.closest('.bn-rule-builder') === null) return
      if (target?.closest('[data-own-undo], [role=dialog]')) return
      event.preventDefault()
      if (key === 'y' || event.shiftKey) redo()
      else undo()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [undo, redo])
}
