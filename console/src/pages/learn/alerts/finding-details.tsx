import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Input, Space, Timeline } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type FindingDetail, findingQuery, moveFinding } from '../../../api/alerts.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Figures, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { differenceText } from '../effect-texts.ts'
import { valueText } from '../metrics/metric-value.ts'
import { AnswerForm } from './answer-form.tsx'

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
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('learn:write')
  const [note, setNote] = useState('')
  const move = useMutation({
    mutationFn: (to: 'acknowledge' | 'resolve') => moveFinding(finding.id, to, note),
    onSuccess: async () => {
      setNote('')
      await queries.invalidateQueries({ queryKey: ['findings'] })
    },
    onError: tellProblem,
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
          <AnswerForm finding={finding} />
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
                ...(effect.primary === null
                  ? []
                  : [
                      {
                        label: format.name(effect.primary.name),
                        value: differenceText(
                          format,
                          effect.primary.unit,
                          effect.primary.comparison?.difference,
                        ),
                        ...(effect.primary.comparison === null
                          ? {}
                          : {
                              note: `${differenceText(format, effect.primary.unit, effect.primary.comparison.low)} … ${differenceText(format, effect.primary.unit, effect.primary.comparison.high)}`,
                            }),
                      },
                    ]),
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
