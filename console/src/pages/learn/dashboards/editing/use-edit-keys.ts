import { useEffect } from 'react'
import type { BoardStore } from './board-store.ts'

/** Ctrl+Z and Ctrl+Y undo and redo, Ctrl+S saves; in a field or a dialog they do what they always do. */
export function useEditKeys(store: BoardStore, save: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const { target } = event
      if (target instanceof Element && target.closest('[role=dialog]') !== null) return
      const key = event.key.toLowerCase()
      if (key === 's') {
        event.preventDefault()
        save()
      }
      if (target instanceof Element && target.closest('input, textarea') !== null) return
      if (key !== 'z' && key !== 'y') return
      event.preventDefault()
      const history = store.temporal.getState()
      if (key === 'y' || event.shiftKey) history.redo()
      else history.undo()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [store, save])
}
