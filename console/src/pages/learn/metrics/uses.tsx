import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type MetricUse, metricUsesQuery } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'

/** What reads the metric. */
export function Uses({ metric }: { metric: string }) {
  const { t } = useTranslation()
  const uses = useQuery(metricUsesQuery(metric))
  if (uses.isError) return <ProblemState error={uses.error} retry={() => void uses.refetch()} />
  if (uses.data === undefined) return <LoadingState />
  return uses.data.items.length === 0 ? (
    <p className="bn-quiet">{t('metrics.notUsed')}</p>
  ) : (
    <UseList uses={uses.data.items} />
  )
}

export function UseList({ uses }: { uses: readonly MetricUse[] }) {
  const { t } = useTranslation()
  return (
    <ul className="bn-metric-uses">
      {uses.map((use) => (
        <li key={`${use.kind} ${use.key}`}>
          <span className="bn-quiet">{t(`metrics.uses.${use.kind}`)}</span> <UseLink use={use} />
        </li>
      ))}
    </ul>
  )
}

function UseLink({ use: { kind, key, name } }: { use: MetricUse }) {
  const format = useFormats()
  const text = format.name(name)
  switch (kind) {
    case 'formula':
    case 'tree':
      return (
        <Link to="/learn/metrics/$key" params={{ key }}>
          {text}
        </Link>
      )
    case 'effect':
      return (
        <Link to="/learn/effects/$journey" params={{ journey: key }}>
          {text}
        </Link>
      )
    case 'alert':
      return (
        <Link to="/learn/alerts" search={{ tab: 'rules', search: key }}>
          {text}
        </Link>
      )
    case 'dashboard':
      return <a href={`/learn/dashboards/${key}`}>{text}</a>
  }
}
