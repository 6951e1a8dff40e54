import { ExperimentOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Empty, Form, InputNumber, Modal, Progress, Select } from 'antd'
import { Suspense, lazy, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type DryRun,
  dryRunQuery,
  type DryRunRequest,
  type DryRunResult,
  dryRunsQuery,
  type Journey,
  startDryRun,
  stopDryRun,
} from '../../../api/journeys.ts'
import { problemOf } from '../../../api/problem.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Figures, Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useChannelName } from '../channel-name.ts'
import { readGraph } from '../journey-canvas/model/written.ts'
import type { Sentences } from '../journey-canvas/sentences.ts'
import { SuppressedList } from './contacts-list.tsx'
import { countsOf } from './counts-of.ts'
import { NodePanel } from './node-panel.tsx'

const FlowView = lazy(() => import('./flow-view.tsx'))

/** Tries the draft over the real audience: counts on the same map, and what it would cost. Nothing is sent. */
export function DryRunTab({ journey, sentences }: { journey: Journey; sentences: Sentences }) {
  const { t } = useTranslation()
  const format = useFormats()
  const may = useMay('engage:write')
  const [asking, setAsking] = useState(false)
  const [picked, setPicked] = useState<string>()
  const runs = useQuery(dryRunsQuery(journey.key))
  const id = picked ?? runs.data?.items[0]?.id ?? ''
  const run = useQuery(dryRunQuery(journey.key, id))
  if (runs.isError)
    return (
      <Panel>
        <ProblemState error={runs.error} retry={() => void runs.refetch()} />
      </Panel>
    )
  if (runs.data === undefined) return <LoadingState />
  return (
    <>
      <div className="bn-toolbar">
        {may && (
          <Button type="primary" icon={<ExperimentOutlined />} onClick={() => setAsking(true)}>
            {t('journeys.dryRun.start')}
          </Button>
        )}
        {runs.data.items.length > 0 && (
          <Select
            aria-label={t('journeys.dryRun.runs')}
            style={{ minWidth: 320 }}
            value={id}
            options={runs.data.items.map((one) => ({
              value: one.id,
              label: `${format.time(one.createdAt)} · ${one.requestedBy} · ${t(`journeys.dryRun.states.${one.state}`)}`,
            }))}
            onChange={setPicked}
          />
        )}
      </div>
      {runs.data.items.length === 0 ? (
        <div className="bn-panel">
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('journeys.dryRun.empty')} />
        </div>
      ) : run.data === undefined ? (
        <LoadingState />
      ) : (
        <Run key={id} run={run.data} journey={journey} sentences={sentences} />
      )}
      {asking && (
        <DryRunDialog
          journey={journey}
          onClose={() => setAsking(false)}
          onStarted={(started) => {
            setAsking(false)
            setPicked(started)
          }}
        />
      )}
    </>
  )
}

function Run({ run, journey, sentences }: { run: DryRun; journey: Journey; sentences: Sentences }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const stop = useMutation({
    mutationFn: () => stopDryRun(journey.key, run.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['journeys', journey.key, 'dry-runs'] }),
  })
  const busy = run.state === 'queued' || run.state === 'running'
  return (
    <>
      {busy && (
        <Panel title={t(`journeys.dryRun.states.${run.state}`)}>
          <Progress percent={Math.round(100 * run.fraction)} status="active" />
          <p className="bn-quiet">{run.message}</p>
          <Button loading={stop.isPending} onClick={() => stop.mutate()}>
            {t('journeys.dryRun.stop')}
          </Button>
        </Panel>
      )}
      {(run.state === 'failed' || run.state === 'cancelled') && (
        <Alert
          type={run.state === 'failed' ? 'error' : 'info'}
          showIcon
          title={t(`journeys.dryRun.states.${run.state}`)}
          description={run.message}
        />
      )}
      {run.stale && run.result !== null && (
        <Alert type="warning" showIcon title={t('journeys.dryRun.stale')} style={{ marginBottom: 12 }} />
      )}
      {run.result !== null && <Result result={run.result} journey={journey} sentences={sentences} />}
    </>
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
  const [chosen, setChosen] = useState<string>()
  const { graph, layout } = useMemo(() => readGraph(journey.graph), [journey.graph])
  const counts = useMemo(() => countsOf(result), [result])
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
      <div className="bn-live-map">
        <Suspense fallback={<LoadingState />}>
          <FlowView
            graph={graph}
            layout={layout}
            sentences={sentences}
            label={t('journeys.dryRun.map')}
            height="100%"
            counts={counts}
            chosen={chosen}
            onChoose={setChosen}
          />
        </Suspense>
        <aside>
          {chosen !== undefined ? (
            <NodePanel
              key={chosen}
              live={false}
              journey={journey.key}
              id={chosen}
              graph={graph}
              counts={result}
              sentences={sentences}
            />
          ) : (
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
              <p className="bn-quiet">{t('journeys.live.chooseStep')}</p>
            </section>
          )}
        </aside>
      </div>
    </div>
  )
}

function DryRunDialog({
  journey,
  onClose,
  onStarted,
}: {
  journey: Journey
  onClose: () => void
  onStarted: (id: string) => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<DryRunRequest>()
  const start = useMutation({
    mutationFn: ({ days, audience }: DryRunRequest) =>
      startDryRun(journey.key, { audience, ...(typeof days === 'number' ? { days } : {}) }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['journeys', journey.key, 'dry-runs'] })
      message.success(t('journeys.dryRun.started'))
      onStarted(id)
    },
  })
  const problem = start.isError ? problemOf(start.error) : undefined
  return (
    <Modal
      open
      title={t('journeys.dryRun.start')}
      okText={t('journeys.dryRun.start')}
      cancelText={t('common.cancel')}
      confirmLoading={start.isPending}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{t('journeys.dryRun.help')}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ audience: 'latest' }}
        onFinish={start.mutate}
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
        {problem !== undefined && (
          <Alert
            type="error"
            showIcon
            title={problem.detail}
            description={problem.errors.map(({ path, message: text }) => (
              <div key={`${path} ${text}`}>
                {path} {text}
              </div>
            ))}
          />
        )}
      </Form>
    </Modal>
  )
}
