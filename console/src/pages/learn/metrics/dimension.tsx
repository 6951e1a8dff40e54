import { useQuery } from '@tanstack/react-query'
import { Segmented, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Metric } from '../../../api/metrics.ts'
import { ruleSegmentsQuery, ruleTagsQuery } from '../../../api/rules.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { useTagValues } from '../../../components/use-tag-values.ts'
import { holdingClasses } from '../../understand/customers/names.ts'

const dimensions = ['organisation', 'class', 'tag', 'segment'] as const
type By = (typeof dimensions)[number]

/** What a metric is taken apart by; it stands in the address, and is the same for everything on the page. */
export interface Dimension {
  readonly by: By
  /** Which tag or segment; '' until one is chosen. */
  readonly of: string
  readonly choices: readonly By[]
}

export function useDimension(metric: Pick<Metric, 'formula'>): Dimension {
  const [filters] = useFilters()
  const choices = dimensions.filter((one) => one !== 'class' || metric.formula.kind === 'balance')
  const by = choices.find((one) => one === filters['by']) ?? 'organisation'
  return { by, of: filters['of'] ?? '', choices }
}

/** The name of an element that is no organisation. */
export function useElementName({ by, of }: Dimension): (element: string) => string {
  const { t } = useTranslation()
  const tags = useQuery({ ...ruleTagsQuery, enabled: by === 'tag' })
  const valueOf = useTagValues()
  const tag = by === 'tag' ? tags.data?.find(({ key }) => key === of) : undefined
  return (element) => {
    if (element === '') return t('metrics.why.noValue')
    if (by === 'segment') return element === 'in' ? t('metrics.why.in') : t('metrics.why.out')
    if (tag !== undefined) return valueOf(tag, element)
    const known = holdingClasses.find((one) => by === 'class' && one === element)
    return known === undefined ? element : t(`rules.productClasses.${known}`)
  }
}

export function DimensionChoice({ dimension: { by, of, choices } }: { dimension: Dimension }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [, change] = useFilters()
  const tags = useQuery({ ...ruleTagsQuery, enabled: by === 'tag' })
  const segments = useQuery({ ...ruleSegmentsQuery, enabled: by === 'segment' })
  const offered = (by === 'tag' ? tags.data : segments.data) ?? []
  const asked = t(by === 'tag' ? 'metrics.why.chooseTag' : 'metrics.why.chooseSegment')
  return (
    <Space wrap>
      <Segmented
        size="small"
        aria-label={t('metrics.why.by')}
        value={by}
        options={choices.map((value) => ({ value, label: t(`metrics.why.${value}`) }))}
        onChange={(value) => change({ by: value, of: undefined })}
      />
      {(by === 'tag' || by === 'segment') && (
        <Select
          size="small"
          style={{ width: 260 }}
          aria-label={asked}
          placeholder={asked}
          showSearch={{ optionFilterProp: 'label' }}
          value={of === '' ? null : of}
          options={offered.map(({ key, name }) => ({ value: key, label: format.name(name) }))}
          onChange={(value: string | null) => change({ of: value ?? undefined })}
        />
      )}
    </Space>
  )
}
