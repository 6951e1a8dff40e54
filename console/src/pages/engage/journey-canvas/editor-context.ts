import { createContext, use } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/shallow'
import { type EditorState, type EditorStore, selectedIds } from './editor-store.ts'
import type { JourneyNames } from './journey-names.ts'
import type { Sentences } from './sentences.ts'

/** What every part of the editor shares. */
export interface Editing {
  readonly store: EditorStore
  /** The reader may not change anything. */
  readonly readOnly: boolean
  readonly names: JourneyNames
  readonly sentences: Sentences
  /** The journey being edited; it cannot be its own entry. */
  readonly journey: string
}

export const EditingContext = createContext<Editing | null>(null)

export function useEditing(): Editing {
  const editing = use(EditingContext)
  if (editing === null) throw new Error('This part belongs into the journey editor')
  return editing
}

export function useEditor<Value>(select: (state: EditorState) => Value): Value {
  return useStore(useEditing().store, select)
}

export const useSelected = (): readonly string[] => useStore(useEditing().store, useShallow(selectedIds))
