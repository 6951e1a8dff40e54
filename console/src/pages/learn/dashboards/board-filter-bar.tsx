import { ClearOutlined, FilterOutlined, FlagOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Badge, Button, Popover, Select, TreeSelect } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardFilters } from '../../../api/dashboards.ts'
import { type Organisation, organisationsQuery } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import type { RuleCatalogue } from '../../understand/rule-builder/use-rule-catalogue.ts'
import { gapsOf } from '../analyses/model/gaps.ts'
import { newQuestion } from '../analyses/model/new-question.ts'
import type { Range } from '../analyses/model/question.ts'
import { type Asking, AskingContext } from '../analyses/question/asking.ts'
import { BreakdownField } from '../analyses/question/breakdown-field.tsx'
import { CompareField } from '../analyses/question/compare-field.tsx'
import { RangeInput } from '../analyses/question/range-input.tsx'

interface Properties {
  readonly filters: BoardFilters
  readonly changed: boolean
  readonly saved: BoardFilters
  readonly catalogue: RuleCatalogue
  readonly onChange: (filters: BoardFilters) => void
}

/** What is laid over the question of every widget; it lives in the address. */
export function BoardFilterBar({ filters, changed, saved, catalogue, onChange }: Properties) {
  const { t } = useTranslation()
  const format = useFormats()
  const [inAddress, change] = useFilters()
  const marked = inAddress['marks'] !== 'none'
  const set = (next: Partial<BoardFilters>) => onChange({ ...filters, ...next })
  const more = Number(filters.breakdown !== undefined) + Number(filters.compare !== undefined)
  return (
    <div className="bn-board-bar" role="search">
      <RangeFilter value={filters.range} onChange={(range) => set({ range })} />
      <OrganisationFilter value={filters.organisation} onChange={(organisation) => set({ organisation })} />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('dashboards.filters.segment')}
        placeholder={t('dashboards.filters.segment')}
        style={{ width: 190 }}
        value={filters.segment ?? null}
        options={catalogue.segments.map(({ key, name }) => ({ value: key, label: format.name(name) }))}
        onChange={(segment: string | null | undefined) => set({ segment: segment ?? undefined })}
      />
      <Popover
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        content={<More filters={filters} catalogue={catalogue} onChange={onChange} />}
      >
        <Badge count={more} size="small" color="var(--bn-accent)">
          <Button icon={<FilterOutlined />}>{t('dashboards.filters.more')}</Button>
        </Badge>
      </Popover>
      <Button
        type={marked ? 'default' : 'text'}
        icon={<FlagOutlined />}
        aria-pressed={marked}
        onClick={() => change({ marks: marked ? 'none' : undefined }, { replace: true })}
      >
        {t('dashboards.marks')}
      </Button>
      {changed && (
        <Button type="text" icon={<ClearOutlined />} onClick={() => onChange(saved)}>
          {t('dashboards.filters.reset')}
        </Button>
      )}
    </div>
  )
}

const usual: Range = { lastDays: 30 }

/** Days, or those that each widget has by itself. */
function RangeFilter(props: { value: Range | undefined; onChange: (range: Range | undefined) => void }) {
  const { t } = useTranslation()
  const { value, onChange } = props
  return (
    <>
      <Select
        aria-label={t('dashboards.filters.range')}
        style={{ width: 150 }}
        value={value === undefined ? 'own' : 'board'}
        options={[
          { value: 'own', label: t('dashboards.filters.ownRange') },
          { value: 'board', label: t('dashboards.filters.boardRange') },
        ]}
        onChange={(next) => onChange(next === 'own' ? undefined : usual)}
      />
      {value !== undefined && (
        <RangeInput
          label={t('analyses.question.range')}
          value={value}
          onChange={(range) => gapsOf(range).length === 0 && onChange(range)}
        />
      )}
    </>
  )
}

interface Node {
  readonly value: string
  readonly title: string
  readonly children: Node[]
}

export function OrganisationFilter(props: {
  value: string | undefined
  onChange: (organisation: string | undefined) => void
  block?: boolean
}) {
  const { t } = useTranslation()
  const organisations = useQuery(organisationsQuery)
  const tree = useMemo(() => treeOf(organisations.data?.items ?? []), [organisations.data])
  return (
    <TreeSelect<string | null>
      allowClear
      showSearch={{ treeNodeFilterProp: 'title' }}
      aria-label={t('dashboards.filters.organisation')}
      placeholder={t('dashboards.filters.wholeBank')}
      style={{ width: props.block === true ? '100%' : 190 }}
      popupMatchSelectWidth={280}
      loading={organisations.isPending}
      value={props.value === '' ? null : (props.value ?? null)}
      treeData={tree}
      onChange={(value: string | null | undefined) => props.onChange(value ?? undefined)}
    />
  )
}

/** Head office is the whole bank, which is no filter. */
function treeOf(organisations: readonly Organisation[]): Node[] {
  const below = Map.groupBy(organisations, ({ parent }) => parent ?? '')
  const nodes = (parent: string): Node[] =>
    (below.get(parent) ?? []).map(({ code, name }) => ({ value: code, title: name, children: nodes(code) }))
  const heads = organisations.filter(({ level }) => level === 'head_office')
  return heads.length === 0 ? nodes('') : heads.flatMap(({ code }) => nodes(code))
}

/** A breakdown and a comparison instead of those of the widgets. */
function More({ filters, catalogue, onChange }: Omit<Properties, 'changed' | 'saved'>) {
  const [question, setQuestion] = useState(() => ({
    ...newQuestion('trend'),
    breakdown: filters.breakdown,
    compare: filters.compare,
  }))
  const asking = useMemo<Asking>(
    () => ({
      question,
      change: (next) => {
        const { breakdown, compare } = next
        setQuestion({ ...question, breakdown, compare })
        // What is still being chosen is no filter yet; what is complete has the shape of the API's.
        const chosen = { breakdown, compare }
        if (gapsOf(chosen).length === 0)
          onChange({ ...filters, ...(chosen as Pick<BoardFilters, 'breakdown' | 'compare'>) })
      },
      catalogue,
      problems: [],
    }),
    [question, filters, catalogue, onChange],
  )
  return (
    <div className="bn-board-more">
      <AskingContext value={asking}>
        <BreakdownField />
        <CompareField />
      </AskingContext>
    </div>
  )
}
