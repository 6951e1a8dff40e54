import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, App, Button, InputNumber, Select, Slider } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  latestLookalikeQuery,
  type Lookalike,
  type LookalikeResult,
  saveLookalike,
  startLookalike,
} from '../../../api/lookalikes.ts'
import { ruleSegmentsQuery } from '../../../api/rules.ts'
import type { SegmentDetail } from '../../../api/segments.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Figures, Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { SaveDialog, type SegmentNaming } from '../segment-editor/save-dialog.tsx'
import { pointAt } from './curve-point.ts'

const LookalikeCurve = lazy(() => import('./lookalike-curve.tsx'))

/** Customers who look like the members: learned once, then any size at once. */
export function LookalikeTab({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const may = useMay('understand:write')
  const latest = useQuery(latestLookalikeQuery(segment.key))
  if (latest.isPending) return <LoadingState />
  if (latest.isError) return <ProblemState error={latest.error} retry={() => void latest.refetch()} />
  const lookalike = latest.data
  const busy = lookalike?.state === 'queued' || lookalike?.state === 'running'
  return (
    <>
      <Panel title={t('segments.lookalike.title')}>
        <p className="bn-quiet">{t('segments.lookalike.lead')}</p>
        {segment.snapshot === null ? (
          <p>{t('segments.lookalike.needsSnapshot')}</p>
        ) : (
          may && <Start segment={segment} again={lookalike !== null} busy={busy} />
        )}
        {busy && <LoadingState />}
        {lookalike?.state === 'failed' && (
          <Alert type="error" showIcon title={t('segments.lookalike.failed')} description={lookalike.error} />
        )}
      </Panel>
      {lookalike !== null && lookalike.result !== null && (
        <Result key={lookalike.id} lookalike={lookalike} result={lookalike.result} may={may} />
      )}
    </>
  )
}

function Start({ segment, again, busy }: { segment: SegmentDetail; again: boolean; busy: boolean }) {
  const { t } = useTranslation()
  const format = useFormats()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const segments = useQuery(ruleSegmentsQuery)
  const [among, setAmong] = useState<string>()
  const start = useMutation({
    mutationFn: () => startLookalike(segment.key, among),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['lookalikes', segment.key] }),
    onError: tellProblem,
  })
  return (
    <div className="bn-toolbar" style={{ marginBottom: 0 }}>
      <label htmlFor="lookalike-among">{t('segments.lookalike.among')}</label>
      <Select
        id="lookalike-among"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        style={{ width: 220 }}
        placeholder={t('segments.lookalike.everybody')}
        value={among ?? null}
        options={(segments.data ?? [])
          .filter(({ key, snapshot }) => key !== segment.key && snapshot !== null)
          .map(({ key, name }) => ({ value: key, label: format.name(name) }))}
        onChange={(key: string | null) => setAmong(key ?? undefined)}
      />
      <Button
        type={again ? 'default' : 'primary'}
        loading={start.isPending || busy}
        onClick={() => start.mutate()}
      >
        {t(
          busy ? 'segments.lookalike.busy' : again ? 'segments.lookalike.again' : 'segments.lookalike.start',
        )}
      </Button>
    </div>
  )
}

function Result({ lookalike, result, may }: { lookalike: Lookalike; result: LookalikeResult; may: boolean }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { curve } = result
  const least = curve[0]?.size ?? 1
  const largest = curve.at(-1)?.size ?? result.candidates
  const [size, setSize] = useState(() => Math.min(largest, Math.max(least, result.seeds)))
  const point = pointAt(curve, size)
  return (
    <div className="bn-grid" style={{ marginTop: 12 }}>
      <Panel title={t('segments.lookalike.size')}>
        <div className="bn-size">
          <Slider
            min={least}
            max={largest}
            value={size}
            ariaLabelForHandle={t('segments.lookalike.size')}
            tooltip={{ formatter: (value) => format.count(value) }}
            onChange={setSize}
          />
          <InputNumber
            min={least}
            max={largest}
            precision={0}
            aria-label={t('segments.lookalike.size')}
            value={size}
            onChange={(value) => setSize(value ?? least)}
          />
          {may && <SaveAs lookalike={lookalike} size={size} />}
        </div>
        <Figures
          figures={[
            { label: t('segments.lookalike.size'), value: format.count(size) },
            {
              label: t('segments.lookalike.lift'),
              value: point === undefined ? '—' : `${format.decimal(point.lift)}×`,
            },
            { label: t('segments.lookalike.recall'), value: format.share(point?.recall) },
            { label: t('segments.lookalike.precision'), value: format.share(point?.precision) },
            { label: t('segments.lookalike.auc'), value: format.decimal(result.auc) },
            {
              label: t('segments.lookalike.seeds'),
              value: format.count(result.seeds),
              note: `/ ${format.short(result.candidates)}`,
            },
          ]}
        />
        <Suspense fallback={<LoadingState />}>
          <LookalikeCurve curve={curve} size={size} />
        </Suspense>
      </Panel>
      <Panel title={t('segments.lookalike.features')}>
        <dl className="bn-weights">
          {result.features.map(({ tag, name, weight, information }) => (
            <div key={tag}>
              <dt title={tag}>{format.name(name)}</dt>
              <dd>
                <i aria-hidden>
                  <b style={{ width: `${100 * weight}%` }} />
                </i>
              </dd>
              <dd className="bn-number">{format.share(weight)}</dd>
              <dd className="bn-number bn-quiet">IV {format.decimal(information)}</dd>
            </div>
          ))}
        </dl>
        {result.leftOut.length > 0 && (
          <details>
            <summary>{t('segments.lookalike.leftOut')}</summary>
            <ul className="bn-left-out">
              {result.leftOut.map(({ tag, name, reason, other }) => (
                <li key={tag}>
                  {format.name(name)}
                  <span className="bn-quiet">
                    {' '}
                    · {t(`segments.lookalike.${reason}`, { other: other ?? '' })}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </Panel>
    </div>
  )
}

function SaveAs({ lookalike, size }: { lookalike: Lookalike; size: number }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [naming, setNaming] = useState(false)
  const save = useMutation({
    mutationFn: ({ key, name, description }: SegmentNaming) =>
      saveLookalike(lookalike.id, { key, name, description, size }),
    onSuccess: async ({ segment }) => {
      await queries.invalidateQueries({ queryKey: ['segments'] })
      message.success(t('segments.created'))
      await navigate({ to: '/understand/segments/$key', params: { key: segment } })
    },
  })
  return (
    <>
      <Button onClick={() => setNaming(true)}>{t('segments.lookalike.save')}</Button>
      {naming && (
        <SaveDialog
          title={t('segments.lookalike.save')}
          saving={save.isPending}
          error={save.error}
          onSave={save.mutate}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  )
}
