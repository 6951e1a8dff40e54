import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Radio, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ruleSegmentsQuery, type RuleJson } from '../../../api/rules.ts'
import {
  combinationQuery,
  createSegment,
  overlapQuery,
  type SegmentDetail,
  type SetOperation,
} from '../../../api/segments.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { SaveDialog, type SegmentNaming } from '../segment-editor/save-dialog.tsx'
import { type OverlapMeasure, OverlapMatrix } from './overlap-matrix.tsx'

const most = 12
const operations = ['union', 'intersection', 'difference'] as const

/** Other segments beside this one: what they share, and what they make together. */
export function CompareTab({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [filters, change] = useFilters()
  const segments = useQuery(ruleSegmentsQuery)
  const others = (segments.data ?? []).filter(({ key, snapshot }) => key !== segment.key && snapshot !== null)
  const named = filters['with']?.split(',').filter((key) => others.some((one) => one.key === key))
  // Without a choice, the first few: an empty page would say nothing.
  const chosen = named ?? others.slice(0, 6).map(({ key }) => key)
  const keys = [segment.key, ...chosen]
  if (segments.isPending) return <LoadingState />
  if (segments.isError) return <ProblemState error={segments.error} retry={() => void segments.refetch()} />
  return (
    <>
      <div className="bn-toolbar">
        <label htmlFor="compare-with">{t('segments.overlap.with')}</label>
        <Select
          id="compare-with"
          mode="multiple"
          maxCount={most}
          style={{ minWidth: 360, flex: 1 }}
          optionFilterProp="label"
          value={[...chosen]}
          options={others.map(({ key, name }) => ({ value: key, label: format.name(name) }))}
          onChange={(next) => change({ with: next.length === 0 ? ',' : next.join(',') }, { replace: true })}
        />
      </div>
      {chosen.length === 0 || segment.snapshot === null ? (
        <Panel>
          <p className="bn-quiet">{t('segments.overlap.choose')}</p>
        </Panel>
      ) : (
        <div className="bn-grid">
          <OverlapPanel keys={keys} />
          <CombinePanel keys={keys} />
        </div>
      )}
    </>
  )
}

function OverlapPanel({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [measure, setMeasure] = useState<OverlapMeasure>('share')
  const overlap = useQuery({ ...overlapQuery(keys), placeholderData: (before) => before })
  return (
    <Panel title={t('segments.overlap.title')}>
      {overlap.isError ? (
        <ProblemState error={overlap.error} retry={() => void overlap.refetch()} />
      ) : overlap.data === undefined ? (
        <LoadingState />
      ) : (
        <div data-stale={overlap.isPlaceholderData}>
          <Segmented
            size="small"
            style={{ marginBottom: 10 }}
            value={measure}
            options={(['share', 'jaccard', 'customers'] as const).map((value) => ({
              value,
              label: t(`segments.overlap.${value}`),
            }))}
            onChange={setMeasure}
          />
          <OverlapMatrix overlap={overlap.data} measure={measure} />
          <p className="bn-quiet">
            {t('segments.overlap.union', { customers: format.count(overlap.data.union) })}
          </p>
        </div>
      )}
    </Panel>
  )
}

function CombinePanel({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const may = useMay('understand:write')
  const [operation, setOperation] = useState<SetOperation>('intersection')
  const [naming, setNaming] = useState(false)
  const combination = useQuery({ ...combinationQuery(operation, keys), placeholderData: (before) => before })
  const save = useMutation({
    mutationFn: ({ key, name, description }: SegmentNaming) =>
      createSegment(key, { name, description, rule: (combination.data?.rule ?? {}) as RuleJson }),
    onSuccess: async ({ key }) => {
      await queries.invalidateQueries({ queryKey: ['segments'] })
      message.success(t('segments.created'))
      await navigate({ to: '/understand/segments/$key', params: { key } })
    },
  })
  return (
    <Panel title={t('segments.combine.title')}>
      <Radio.Group
        value={operation}
        options={operations.map((value) => ({ value, label: t(`segments.combine.${value}`) }))}
        onChange={(event) => setOperation(operations.find((one) => one === event.target.value) ?? 'union')}
      />
      {combination.isError ? (
        <ProblemState error={combination.error} retry={() => void combination.refetch()} />
      ) : combination.data === undefined ? (
        <LoadingState />
      ) : (
        <div className="bn-combination" data-stale={combination.isPlaceholderData}>
          <b>{t('segments.combine.result', { customers: format.count(combination.data.customers) })}</b>
          <p>{format.name(combination.data.sentence)}</p>
          {may && <Button onClick={() => setNaming(true)}>{t('segments.combine.saveAs')}</Button>}
        </div>
      )}
      {naming && (
        <SaveDialog
          title={t('segments.combine.saveAs')}
          saving={save.isPending}
          error={save.error}
          onSave={save.mutate}
          onClose={() => setNaming(false)}
        />
      )}
    </Panel>
  )
}
