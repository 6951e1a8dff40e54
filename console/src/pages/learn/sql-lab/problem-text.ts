import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { StatementProblem } from '../../../api/sql-lab.ts'

/** Why a statement is refused, in the reader's language. */
export function useProblemText(): (problem: StatementProblem) => string {
  const { t } = useTranslation()
  return useCallback(
    ({ kind, subject }) => t(`sqlLab.problems.${kind}`, { subject: subject === '' ? '…' : subject }),
    [t],
  )
}
