import { type ReactNode, useMemo } from 'react'
import { type RuleEditing, RuleEditingContext } from './editing.ts'
import { newGroup } from './model/tree.ts'
import type { RuleCatalogue } from './use-rule-catalogue.ts'

/** The rule builder's own parts need to know where they are; outside a rule there is nothing to move or count. */
export function RuleParts({ catalogue, children }: { catalogue: RuleCatalogue; children: ReactNode }) {
  const editing = useMemo<RuleEditing>(
    () => ({
      root: newGroup('all'),
      catalogue,
      editor: '',
      apply: () => undefined,
      problemsOf: () => [],
      countsParts: false,
      calm: false,
      base: undefined,
      focus: undefined,
      setFocus: () => undefined,
      adding: undefined,
      setAdding: () => undefined,
      askForUpload: () => undefined,
      dragged: undefined,
      setDragged: () => undefined,
    }),
    [catalogue],
  )
  return <RuleEditingContext value={editing}>{children}</RuleEditingContext>
}
