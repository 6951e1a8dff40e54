import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Form, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { type DryRunRequest, type DryRunResult, dryRuns, type Journey } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { Figures } from '../../../components/page.tsx'
import { useChannelName } from '../channel-name.ts'
import type { Sentences } from '../journey-canvas/sentences.ts'
import { SuppressedList } from './contacts-list.tsx'
import { type AskTrial, TrialDialog } from './trial-dialog.tsx'
import { TrialMap } from './trial-map.tsx'
import { TrialTab } from './trial-tab.tsx'

/** Tries the draft over the real audience: counts on the same map, and what it would cost. Nothing is sent. */
export function DryRunTab({ journey, sentences }: { journey: Journey; sentences: Sentences }) {
  return (
    <TrialTab
      kind="dryRun"
      journey={journey}
      trials={dryRuns}
      renderDialog={(ask) => <DryRunDialog journey={journey} {...ask} />}
      renderResult={(result) => <Result result={result} journey={journey} sentences={sentences} />}
    />
  )
}

function Result({
  result,
  journey,
  sentences,
}: {
  result: DryRunResult
  journey: Journey
  sentences: Sentences
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const channelName = useChannelName()
  const { cost } = result
  const money = (hundredths: number) => `${format.money(hundredths / 100)} ${cost.currency}`
  return (
    <div data-testid="dry-run-result">
      <Figures
        figures={[
          { label: t('journeys.dryRun.audience'), value: format.count(result.audience) },
          { label: t('engage.journeys.entered'), value: format.count(result.entered) },
          { label: t('engage.journeys.heldOut'), value: format.count(result.heldOut) },
          { label: t('engage.journeys.converted'), value: format.count(result.converted) },
          {
            label: t('journeys.dryRun.messages'),
            value: format.count(result.channels.reduce((sum, { queued }) => sum + queued, 0)),
          },
          { label: t('journeys.dryRun.cost'), value: money(cost.total) },
          { label: t('journeys.dryRun.until'), value: format.dayOf(result.until) },
        ]}
      />
      {result.remarks.length > 0 && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('journeys.dryRun.remarks')}
          description={
            <ul>
              {result.remarks.map((remark) => (
                <li key={remark.en}>{format.name(remark)}</li>
              ))}
            </ul>
          }
        />
      )}
      <TrialMap journey={journey} sentences={sentences} counts={result} label={t('journeys.dryRun.map')}>
        <section className="bn-node-panel">
          <h3>{t('journeys.dryRun.cost')}</h3>
          <dl className="bn-pairs">
            {cost.channels.map((one) => (
              <div key={one.channel}>
                <dt>{channelName(one.channel)}</dt>
                <dd>{money(one.cost)}</dd>
                <dt>{t('journeys.dryRun.messageCount', { value: format.count(one.messages) })}</dt>
              </div>
            ))}
          </dl>
          {cost.unpriced.length > 0 && (
            <p className="bn-quiet">
              {t('journeys.dryRun.unpriced', { channels: cost.unpriced.map(channelName).join(', ') })}
            </p>
          )}
          <SuppressedList counts={result.suppressed} />
        </section>
      </TrialMap>
    </div>
  )
}

function DryRunDialog({ journey, onClose, onStarted }: { journey: Journey } & AskTrial) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const start = useMutation({
    mutationFn: ({ days, audience }: DryRunRequest) =>
      dryRuns.start(journey.key, { audience, ...(typeof days === 'number' ? { days } : {}) }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['journeys', journey.key, dryRuns.name] })
      onStarted(id)
    },
  })
  return (
    <TrialDialog
      kind="dryRun"
      initial={{ audience: 'latest' }}
      starting={start.isPending}
      error={start.error}
      onStart={start.mutate}
      onClose={onClose}
    >
      <Form.Item name="audience" label={t('journeys.dryRun.whom')}>
        <Select
          options={(['latest', 'fresh'] as const).map((value) => ({
            value,
            label: t(`journeys.dryRun.audiences.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="days" label={t('journeys.dryRun.days')} extra={t('journeys.dryRun.daysHelp')}>
        <InputNumber min={1} max={366} precision={0} style={{ width: 160 }} />
      </Form.Item>
    </TrialDialog>
  )
}
