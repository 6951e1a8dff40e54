import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { contributionsQuery, type Explanation, type Metric } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { DimensionChoice, useDimension, useElementName } from './dimension.tsx'
import { valueText } from './metric-value.ts'
import { withoutCommonStart } from './short-names.ts'

const Waterfall = lazy(() => import('./waterfall-chart.tsx'))
const shown = 12

interface Part {
  readonly name: string
  readonly contribution: number | null
  readonly suspect: boolean
}

/** Through which organisations, product classes, values of a tag or members of a segment the change came. */
export function WhyPanel({ metric, explanation }: { metric: Metric; explanation: Explanation }) {
  const { t } = useTranslation()
  const format = useFormats()
  const dimension = useDimension(metric)
  const { by, of } = dimension
  const { from, to, organisation } = explanation
  const asked = by !== 'organisation' && (by === 'class' || of !== '')
  const found = useQuery({
    ...contributionsQuery(metric.key, {
      from,
      to,
      organisation,
      by: by === 'organisation' ? 'class' : by,
      ...(by === 'tag' ? { tag: of } : by === 'segment' ? { segment: of } : {}),
    }),
    enabled: asked,
    placeholderData: keepPreviousData,
  })
  const nameOf = useElementName(dimension)
  const parts: readonly Part[] | undefined =
    by === 'organisation'
      ? explanation.organisations.map((one) => ({ ...one, name: format.name(one.name) }))
      : asked
        ? found.data?.elements.map((one) => ({ ...one, name: nameOf(one.element) }))
        : []
  return (
    <Panel title={t('metrics.why.title')}>
      <div style={{ marginBottom: 8 }}>
        <DimensionChoice dimension={dimension} />
      </div>
      {asked && found.isError ? (
        <ProblemState error={found.error} retry={() => void found.refetch()} />
      ) : parts === undefined ? (
        <LoadingState />
      ) : (
        parts.length > 0 && <Contributed metric={metric} explanation={explanation} parts={parts} />
      )}
    </Panel>
  )
}

function Contributed(props: { metric: Metric; explanation: Explanation; parts: readonly Part[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { metric, parts } = props
  const { before, after, from, to } = props.explanation
  const text = (value: number | null) => valueText(format, metric.unit, value)
  if (before === null || after === null || parts.some(({ contribution }) => contribution === null))
    return <p className="bn-quiet">{t('metrics.why.cannot')}</p>
  const names = withoutCommonStart(parts.map(({ name }) => name))
  const known = parts
    .map(({ name, contribution }, i) => ({ name: names[i] ?? name, value: contribution ?? 0 }))
    .toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))
  const rest = known.slice(shown).reduce((sum, { value }) => sum + value, 0)
  const steps = [
    ...known.slice(0, shown),
    ...(known.length > shown ? [{ name: t('metrics.why.others'), value: rest }] : []),
  ]
  const sum = known.reduce((total, { value }) => total + value, 0)
  const apart = after - before - sum
  const overlaps = Math.abs(apart) > Math.max(Math.abs(after), Math.abs(before)) * 1e-6
  const suspects = parts.filter(({ suspect }) => suspect).map(({ name }) => name)
  return (
    <>
      <Suspense fallback={<div style={{ height: 260 }} />}>
        <Waterfall
          before={{ name: from, value: before }}
          after={{ name: to, value: after }}
          steps={overlaps ? [...steps, { name: '…', value: apart }] : steps}
          metric={metric}
        />
      </Suspense>
      <p className="bn-quiet">
        {t(metric.formula.kind === 'ratio' ? 'metrics.why.rate' : 'metrics.why.additive')}{' '}
        {t('metrics.why.sums', { sum: text(sum), change: text(after - before) })}{' '}
        {overlaps && t('metrics.why.apart', { rest: text(apart) })}{' '}
        {suspects.length > 0 && <b>{t('metrics.why.suspects', { names: suspects.join(', ') })}</b>}
      </p>
    </>
  )
}
