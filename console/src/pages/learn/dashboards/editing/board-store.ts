import { temporal, type TemporalState } from 'zundo'
import { createStore, type StoreApi } from 'zustand'
import type { BoardDocument } from '../../../../api/dashboards.ts'

export interface BoardState {
  readonly document: BoardDocument
  apply(change: (document: BoardDocument) => BoardDocument): void
}
export type BoardStore = StoreApi<BoardState> & { temporal: StoreApi<TemporalState<BoardTracked>> }
type BoardTracked = Pick<BoardState, 'document'>

/** The board being edited, and the way back from every edit. */
export function createBoardStore(start: BoardDocument): BoardStore {
  return createStore<BoardState>()(
    temporal(
      (set, get) => ({
        document: start,
        apply(change) {
          const document = change(get().document)
          if (document !== get().document) set({ document })
        },
      }),
      {
        partialize: ({ document }): BoardTracked => ({ document }),
        equality: (past, current) => past.document === current.document,
        limit: 100,
      },
    ),
  )
}
