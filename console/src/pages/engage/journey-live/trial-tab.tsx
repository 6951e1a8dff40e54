import { ExperimentOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Empty, Progress, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Journey, Trial } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import type { AskTrial, TrialKind } from './trial-dialog.tsx'

interface Properties<Result> {
  readonly kind: TrialKind
  readonly journey: Journey
  readonly trials: {
    readonly name: string
    readonly list: (key: string) => Promise<{ readonly items: readonly Trial<Result>[] }>
    readonly read: (key: string, id: string) => Promise<Trial<Result>>
    readonly stop: (key: string, id: string) => Promise<unknown>
  }
  readonly renderDialog: (ask: AskTrial) => ReactNode
  readonly renderResult: (result: Result) => ReactNode
}

const isBusy = ({ state }: Pick<Trial<unknown>, 'state'>) => state === 'queued' || state === 'running'

/** What was tried out with a draft, the newest first: start one, watch it, stop it, look at what it found. */
export function TrialTab<Result>({ kind, journey, trials, renderDialog, renderResult }: Properties<Result>) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const may = useMay('engage:write')
  const [asking, setAsking] = useState(false)
  const [picked, setPicked] = useState<string>()
  const runs = useQuery({
    queryKey: ['journeys', journey.key, trials.name],
    queryFn: () => trials.list(journey.key),
    refetchInterval: ({ state }) => (state.data?.items.some(isBusy) === true ? 1_000 : false),
  })
  const id = picked ?? runs.data?.items[0]?.id ?? ''
  const run = useQuery({
    queryKey: ['journeys', journey.key, trials.name, id],
    queryFn: () => trials.read(journey.key, id),
    refetchInterval: ({ state }) => (state.data === undefined || isBusy(state.data) ? 1_000 : false),
    enabled: id !== '',
  })
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
            {t(`journeys.${kind}.start`)}
          </Button>
        )}
        {runs.data.items.length > 0 && (
          <Select
            aria-label={t(`journeys.${kind}.runs`)}
            style={{ minWidth: 320 }}
            value={id}
            options={runs.data.items.map((one) => ({
              value: one.id,
              label: `${format.time(one.createdAt)} · ${one.requestedBy} · ${t(`journeys.trials.states.${one.state}`)}`,
            }))}
            onChange={setPicked}
          />
        )}
      </div>
      {runs.data.items.length === 0 ? (
        <div className="bn-panel">
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(`journeys.${kind}.empty`)} />
        </div>
      ) : run.data === undefined ? (
        <LoadingState />
      ) : (
        <Run key={id} run={run.data} journey={journey} trials={trials} renderResult={renderResult} />
      )}
      {asking &&
        renderDialog({
          onClose: () => setAsking(false),
          onStarted: (started) => {
            message.success(t(`journeys.${kind}.started`))
            setAsking(false)
            setPicked(started)
          },
        })}
    </>
  )
}

function Run<Result>({
  run,
  journey,
  trials,
  renderResult,
}: Pick<Properties<Result>, 'journey' | 'trials' | 'renderResult'> & { run: Trial<Result> }) {
  const { t } = useTranslation()
  const format = useFormats()
  const queries = useQueryClient()
  const may = useMay('engage:write')
  const stopping = useMutation({
    mutationFn: () => trials.stop(journey.key, run.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['journeys', journey.key] }),
  })
  return (
    <>
      {isBusy(run) && (
        <Panel title={t(`journeys.trials.states.${run.state}`)}>
          <Progress percent={Math.round(100 * run.fraction)} status="active" />
          {run.message !== '' && (
            <p className="bn-quiet">{t('journeys.trials.clock', { at: format.time(run.message) })}</p>
          )}
          {may && (
            <Button loading={stopping.isPending} onClick={() => stopping.mutate()}>
              {t('journeys.trials.stop')}
            </Button>
          )}
        </Panel>
      )}
      {(run.state === 'failed' || run.state === 'cancelled') && (
        <Alert
          type={run.state === 'failed' ? 'error' : 'info'}
          showIcon
          title={t(`journeys.trials.states.${run.state}`)}
          description={run.state === 'failed' ? run.message : undefined}
        />
      )}
      {run.stale && run.result !== null && (
        <Alert type="warning" showIcon title={t('journeys.trials.stale')} style={{ marginBottom: 12 }} />
      )}
      {run.result !== null && renderResult(run.result)}
    </>
  )
}
