import { useEffect } from 'react'
import type { EditorStore } from './editor-store.ts'
import { selectedIds } from './editor-store.ts'
import { readPiece, writePiece } from './model/clipboard.ts'
import { copyNodes, pasteNodes, removeNodes } from './model/edits.ts'
import { entryId } from './model/graph.ts'

const shift = { x: 48, y: 48 }

const inText = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable], [role=combobox], [role=listbox]') !== null
const inDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role=dialog]') !== null

/** What keys do on the canvas; in a field they do what they always do, except for undoing. */
export function useShortcuts(store: EditorStore, readOnly: boolean, removeWires: () => boolean): void {
  useEffect(() => {
    const chosen = () => selectedIds(store.getState()).filter((id) => id !== entryId)
    const remove = () => {
      if (removeWires()) return
      const ids = chosen()
      if (ids.length > 0) store.getState().apply((document) => removeNodes(document, ids))
    }
    const paste = (text: string, by = shift) => {
      const piece = readPiece(text)
      if (piece === undefined) return false
      const state = store.getState()
      const pasted = pasteNodes(state.document, piece, by)
      state.apply(() => pasted.document)
      state.select(pasted.ids)
      return true
    }
    const selection = () => writePiece(copyNodes(store.getState().document, chosen()))
    const onKeyDown = (event: KeyboardEvent) => {
      if (inDialog(event.target)) return
      const key = event.key.toLowerCase()
      const chord = (event.ctrlKey || event.metaKey) && !event.altKey
      if (chord && (key === 'z' || key === 'y') && !readOnly) {
        event.preventDefault()
        const history = store.temporal.getState()
        if (key === 'y' || event.shiftKey) history.redo()
        else history.undo()
        return
      }
      if (inText(event.target)) return
      if (chord && key === 'a') {
        event.preventDefault()
        store.getState().select(Object.keys(store.getState().document.graph.nodes))
      }
      if (event.key === 'Escape') store.getState().select([])
      if (readOnly) return
      if (chord && key === 'd') {
        event.preventDefault()
        if (chosen().length > 0) paste(selection(), { x: 32, y: 128 })
      }
      if (event.key === 'Delete' || event.key === 'Backspace') {
        event.preventDefault()
        remove()
      }
    }
    const onCopy = (event: ClipboardEvent) => {
      if (inText(event.target) || inDialog(event.target) || chosen().length === 0) return
      if ((document.getSelection()?.toString() ?? '') !== '') return
      event.preventDefault()
      event.clipboardData?.setData('text/plain', selection())
      if (event.type === 'cut' && !readOnly) remove()
    }
    const onPaste = (event: ClipboardEvent) => {
      if (readOnly || inText(event.target) || inDialog(event.target)) return
      if (paste(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('copy', onCopy)
    window.addEventListener('cut', onCopy)
    window.addEventListener('paste', onPaste)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('copy', onCopy)
      window.removeEventListener('cut', onCopy)
      window.removeEventListener('paste', onPaste)
    }
  }, [store, readOnly, removeWires])
}
