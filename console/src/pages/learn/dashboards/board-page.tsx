import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { dashboardQuery } from '../../../api/dashboards.ts'
import { WaitingPage } from '../../../components/waiting-page.tsx'
import { useRuleCatalogue } from '../../understand/rule-builder/use-rule-catalogue.ts'
import '../analyses/analyses.css'
import { Board } from './board.tsx'
import './dashboards.css'

export function DashboardPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/signed-in/learn/dashboards/$id' })
  const { catalogue, error, retry } = useRuleCatalogue()
  const board = useQuery(dashboardQuery(Number(id)))
  const failed = error ?? (board.isError ? board.error : undefined)
  if (catalogue !== undefined && board.data !== undefined && failed === undefined)
    return <Board key={id} board={board.data} catalogue={catalogue} />
  return (
    <WaitingPage
      title={t('dashboards.board')}
      scope="learn:read"
      error={failed}
      retry={() => {
        retry()
        void board.refetch()
      }}
    />
  )
}
