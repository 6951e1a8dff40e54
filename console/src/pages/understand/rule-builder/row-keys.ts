import type { KeyboardEvent } from 'react'
import type { useNodeActions } from './node-actions.tsx'

const rows = (inside: Element) => [...inside.querySelectorAll<HTMLElement>('[data-rule-row]')]

/** Moves the focus to the next or previous row of the builder. */
function stepFocus(from: HTMLElement, step: number): void {
  const builder = from.closest('.bn-rule-builder')
  if (builder === null) return
  const all = rows(builder)
  all[all.indexOf(from) + step]?.focus()
}

/** What keys do while a row itself has the focus. True when the key was one of them. */
export function onRowKey(
  event: KeyboardEvent<HTMLElement>,
  actions: ReturnType<typeof useNodeActions>,
  add: () => void,
): boolean {
  const row = event.currentTarget
  const chord = event.ctrlKey || event.metaKey
  const act = (): boolean => {
    if (event.altKey && event.key === 'ArrowUp') return (actions.up(), true)
    if (event.altKey && event.key === 'ArrowDown') return (actions.down(), true)
    if (event.key === 'ArrowUp') return (stepFocus(row, -1), true)
    if (event.key === 'ArrowDown') return (stepFocus(row, 1), true)
    if (event.key === 'Delete' || event.key === 'Backspace') return (actions.remove(), true)
    if (event.key === 'Enter') return (add(), true)
    if (chord && event.key.toLowerCase() === 'd') return (actions.copy(), true)
    if (chord || event.altKey) return false
    if (event.key.toLowerCase() === 'n') return (actions.negate(), true)
    if (event.key.toLowerCase() === 'g') return (actions.wrap(), true)
    if (event.key.toLowerCase() === 'u' && actions.canUnwrap) return (actions.unwrap(), true)
    return false
  }
  if (!act()) return false
  event.preventDefault()
  event.stopPropagation()
  return true
}
