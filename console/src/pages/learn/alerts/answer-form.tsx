import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answerFinding, type FindingDetail } from '../../../api/alerts.ts'
import { libraryQuery } from '../../../api/journey-library.ts'
import { ruleSegmentsQuery } from '../../../api/rules.ts'
import { useFormats } from '../../../app/format.ts'
import { useMay } from '../../../components/page.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'

interface Named {
  readonly key: string
  readonly name: { readonly 'zh-CN': string; readonly en: string }
}

const ways = ['customers', 'segment', 'library', 'existing'] as const

/** Opens a strategy for a finding: a draft for the customers behind it, a ready journey, or one that is there. */
export function AnswerForm({ finding }: { finding: FindingDetail }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [from, setFrom] = useState<(typeof ways)[number]>('customers')
  const [journey, setJourney] = useState(`finding_${finding.id}_answer`)
  const [ready, setReady] = useState<string>()
  const [segment, setSegment] = useState<string>()
  const mayRead = useMay('engage:read')
  const mayReadSegments = useMay('understand:read')
  const segments = useQuery({ ...ruleSegmentsQuery, enabled: mayReadSegments && from === 'segment' })
  const library = useQuery({ ...libraryQuery({}), enabled: mayRead && from === 'library' })
  const answer = useMutation({
    mutationFn: () =>
      answerFinding(finding.id, {
        journey,
        from,
        ...(from === 'library' && ready !== undefined ? { library: ready } : {}),
        ...(from === 'segment' && segment !== undefined ? { segment } : {}),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['findings'] }),
  })
  return (
    <Space orientation="vertical" style={{ width: '100%', marginBottom: 16 }}>
      <ProblemAlert error={answer.error} />
      <Select
        aria-label={t('alerts.strategy')}
        style={{ width: '100%' }}
        value={from}
        options={ways.map((value) => ({ value, label: t(`alerts.ways.${value}`) }))}
        onChange={setFrom}
      />
      {from === 'library' && (
        <NamedSelect
          label={t('alerts.libraryKey')}
          loading={library.isFetching}
          value={ready}
          items={library.data?.items ?? []}
          onChange={setReady}
        />
      )}
      {from === 'segment' && (
        <NamedSelect
          label={t('alerts.segmentKey')}
          loading={segments.isFetching}
          value={segment}
          items={segments.data ?? []}
          onChange={setSegment}
        />
      )}
      <Space.Compact style={{ width: '100%' }}>
        <Input
          aria-label={t('alerts.journeyKey')}
          value={journey}
          onChange={(event) => setJourney(event.target.value)}
        />
        <Button
          type="primary"
          loading={answer.isPending}
          disabled={
            (from === 'library' && ready === undefined) || (from === 'segment' && segment === undefined)
          }
          onClick={() => answer.mutate()}
        >
          {t('alerts.answer')}
        </Button>
      </Space.Compact>
    </Space>
  )
}

/** Chooses one of some things that have a key and a name. */
function NamedSelect({
  label,
  loading,
  value,
  items,
  onChange,
}: {
  label: string
  loading: boolean
  value: string | undefined
  items: readonly Named[]
  onChange: (key: string) => void
}) {
  const format = useFormats()
  return (
    <Select<string>
      aria-label={label}
      placeholder={label}
      style={{ width: '100%' }}
      showSearch={{ optionFilterProp: 'label' }}
      loading={loading}
      {...(value === undefined ? {} : { value })}
      options={items.map(({ key, name }) => ({ value: key, label: format.name(name) }))}
      onChange={onChange}
    />
  )
}
