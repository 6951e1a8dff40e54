import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, App, Button, Drawer, Input, Select, Space, Timeline } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answerFinding, type FindingDetail, findingQuery, moveFinding } from '../../../api/alerts.ts'
import { problemOf } from '../../../api/problem.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Figures, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { valueText } from '../metrics/metric-value.ts'

/** One finding: what happened to it, and what is done about it. */
export function FindingDetails({ id, close }: { id: number; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const finding = useQuery(findingQuery(id))
  return (
    <Drawer
      open
      onClose={close}
      size={560}
      title={finding.data === undefined ? t('alerts.finding') : format.name(finding.data.name)}
    >
      {finding.isError ? (
        <ProblemState error={finding.error} retry={() => void finding.refetch()} />
      ) : finding.data === undefined ? (
        <LoadingState />
      ) : (
        <Details finding={finding.data} />
      )}
    </Drawer>
  )
}

function Details({ finding }: { finding: FindingDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const may = useMay('learn:write')
  const [note, setNote] = useState('')
  const move = useMutation({
    mutationFn: (to: 'acknowledge' | 'resolve') => moveFinding(finding.id, to, note),
    onSuccess: async () => {
      setNote('')
      await queries.invalidateQueries({ queryKey: ['findings'] })
    },
    onError: (error) => void message.error(problemOf(error).detail),
  })
  const { effect } = finding
  return (
    <>
      <Figures
        figures={[
          { label: finding.lastDay, value: valueText(format, finding.unit, finding.value) },
          {
            label: t(`alerts.compared.${finding.condition.type}`),
            value: valueText(format, finding.unit, finding.compared),
          },
          { label: t('alerts.days'), value: format.count(finding.days) },
        ]}
      />
      <p>
        <Link
          to="/learn/metrics/$key"
          params={{ key: finding.metric }}
          search={finding.organisation === '' ? {} : { organisation: finding.organisation }}
        >
          {format.name(finding.metricName)} ·{' '}
          {finding.organisationName === '' ? t('metrics.bank') : finding.organisationName}
        </Link>
      </p>
      {may && finding.state !== 'resolved' && (
        <Space.Compact style={{ width: '100%', marginBottom: 16 }}>
          <Input
            aria-label={t('alerts.note')}
            placeholder={t('alerts.note')}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          {finding.state === 'open' && (
            <Button type="primary" loading={move.isPending} onClick={() => move.mutate('acknowledge')}>
              {t('alerts.acknowledge')}
            </Button>
          )}
          <Button loading={move.isPending} onClick={() => move.mutate('resolve')}>
            {t('alerts.resolve')}
          </Button>
        </Space.Compact>
      )}
      <h3>{t('alerts.strategy')}</h3>
      {finding.journey === null ? (
        may ? (
          <Answer finding={finding} />
        ) : (
          <p className="bn-quiet">{t('alerts.noJourney')}</p>
        )
      ) : (
        <>
          <p>
            <Link to="/engage/journeys/$key" params={{ key: finding.journey }}>
              {finding.journey}
            </Link>
          </p>
          {effect !== null && (
            <Figures
              figures={[
                { label: t('alerts.treated'), value: format.count(effect.treated) },
                { label: t('alerts.heldOut'), value: format.count(effect.holdout) },
                {
                  label: t('alerts.aumEffect'),
                  value: format.signed(effect.aum?.difference),
                  ...(effect.aum === null
                    ? {}
                    : { note: `${format.signed(effect.aum.low)} … ${format.signed(effect.aum.high)}` }),
                },
                { label: t('alerts.incremental'), value: format.short(effect.incrementalAum) },
              ]}
            />
          )}
        </>
      )}
      <h3>{t('alerts.history')}</h3>
      <Timeline
        items={finding.history.map(({ at, what, actor, note: text }) => ({
          content: (
            <>
              {t(`alerts.happenings.${what}`)} <span className="bn-quiet">{actor}</span>
              <div className="bn-quiet">
                {format.time(at)} {text}
              </div>
            </>
          ),
        }))}
      />
    </>
  )
}

const ways = ['customers', 'library', 'existing'] as const

function Answer({ finding }: { finding: FindingDetail }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [from, setFrom] = useState<(typeof ways)[number]>('customers')
  const [journey, setJourney] = useState(`finding_${finding.id}_answer`)
  const [library, setLibrary] = useState('')
  const answer = useMutation({
    mutationFn: () =>
      answerFinding(finding.id, { journey, from, ...(from === 'library' ? { library } : {}) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['findings'] }),
  })
  return (
    <Space orientation="vertical" style={{ width: '100%', marginBottom: 16 }}>
      {answer.isError && <Alert type="error" showIcon title={problemOf(answer.error).detail} />}
      <Select
        aria-label={t('alerts.strategy')}
        style={{ width: '100%' }}
        value={from}
        options={ways.map((value) => ({ value, label: t(`alerts.ways.${value}`) }))}
        onChange={setFrom}
      />
      {from === 'library' && (
        <Input
          aria-label={t('alerts.libraryKey')}
          placeholder={t('alerts.libraryKey')}
          value={library}
          onChange={(event) => setLibrary(event.target.value)}
        />
      )}
      <Space.Compact style={{ width: '100%' }}>
        <Input
          aria-label={t('alerts.journeyKey')}
          value={journey}
          onChange={(event) => setJourney(event.target.value)}
        />
        <Button type="primary" loading={answer.isPending} onClick={() => answer.mutate()}>
          {t('alerts.answer')}
        </Button>
      </Space.Compact>
    </Space>
  )
}
