import { useCallback, useState } from 'react'
import { type History, record, redo, startHistory, undo } from './model/history.ts'
import { type GroupNode, readTree } from './model/tree.ts'

export interface RuleEditor {
  readonly root: GroupNode
  readonly canUndo: boolean
  readonly canRedo: boolean
  apply(change: (root: GroupNode) => GroupNode, name?: string): void
  undo(): void
  redo(): void
}

/** The rule being edited and the way back from every edit. */
export function useRuleEditor(start: () => unknown): RuleEditor {
  const [history, setHistory] = useState<History<GroupNode>>(() => startHistory(readTree(start())))
  const apply = useCallback((change: (root: GroupNode) => GroupNode, name?: string) => {
    const now = Date.now()
    setHistory((before) => record(before, change(before.present), now, name))
  }, [])
  return {
    root: history.present,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    apply,
    undo: useCallback(() => setHistory(undo), []),
    redo: useCallback(() => setHistory(redo), []),
  }
}
