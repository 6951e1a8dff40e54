import { temporal, type TemporalState } from 'zundo'
import { createStore, type StoreApi } from 'zustand'
import { type JourneyDocument, entryId } from './model/graph.ts'

export interface EditorState {
  readonly document: JourneyDocument
  readonly selected: readonly string[]
  /** @param edit edits of the same name without a pause between them are undone together */
  apply(change: (document: JourneyDocument) => JourneyDocument, edit?: string): void
  select(ids: readonly string[]): void
  /** Another document takes the place of this one; there is no way back. */
  replace(document: JourneyDocument): void
}
type Tracked = Pick<EditorState, 'document'>
export type EditorStore = StoreApi<EditorState> & { temporal: StoreApi<TemporalState<Tracked>> }

const steps = 200
const pauseMilliseconds = 1_000

/** The journey being edited, and the way back from every edit. Selecting is no edit. */
export function createEditorStore(start: JourneyDocument): EditorStore {
  let last: { edit: string | undefined; at: number; document: JourneyDocument | undefined } = {
    edit: undefined,
    at: 0,
    document: undefined,
  }
  const store: EditorStore = createStore<EditorState>()(
    temporal(
      (set, get) => ({
        document: start,
        selected: [],
        apply(change, edit) {
          const before = get().document
          const document = change(before)
          if (document === before) return
          const now = performance.now()
          // Typing on in one field is one step back, not one a letter; after an undo it is a new step.
          const goesOn =
            edit !== undefined &&
            edit === last.edit &&
            now - last.at < pauseMilliseconds &&
            last.document === before
          if (goesOn) store.temporal.getState().pause()
          set({ document })
          if (goesOn) store.temporal.getState().resume()
          last = { edit, at: now, document }
        },
        select(ids) {
          set({ selected: ids })
        },
        replace(document) {
          set({ document, selected: [] })
          store.temporal.getState().clear()
        },
      }),
      {
        partialize: ({ document }): Tracked => ({ document }),
        equality: (past, current) => past.document === current.document,
        limit: steps,
      },
    ),
  )
  return store
}

/** What is selected and still there. */
export const selectedIds = ({ document, selected }: Pick<EditorState, 'document' | 'selected'>) =>
  selected.filter((id) => id === entryId || document.graph.nodes[id] !== undefined)
