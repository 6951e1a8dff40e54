import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Journey, type SimulationResult, simulations } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { Figures, Panel } from '../../../components/page.tsx'
import { ArmsTable } from '../../learn/arms-table.tsx'
import { Verdict } from '../../learn/verdict.tsx'
import type { Sentences } from '../journey-canvas/sentences.ts'
import { SimulationFields, simulationOf, simulationValues } from './simulation-fields.tsx'
import { type AskTrial, TrialDialog } from './trial-dialog.tsx'
import { TrialMap } from './trial-map.tsx'
import { TrialTab } from './trial-tab.tsx'

/** Travels in time with the draft: who gets where, and what the report of effects will find. Nothing is sent. */
export function SimulationTab({ journey, sentences }: { journey: Journey; sentences: Sentences }) {
  return (
    <TrialTab
      kind="simulation"
      journey={journey}
      trials={simulations}
      renderDialog={(ask) => <SimulationDialog journey={journey} {...ask} />}
      renderResult={(result) => <Result result={result} journey={journey} sentences={sentences} />}
    />
  )
}

function Result({
  result,
  journey,
  sentences,
}: {
  result: SimulationResult
  journey: Journey
  sentences: Sentences
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { effect } = result
  const { conversion } = effect
  return (
    <div data-testid="simulation-result">
      <Figures
        figures={[
          { label: t('engage.journeys.entered'), value: format.count(result.entered) },
          { label: t('engage.journeys.inside'), value: format.count(result.inside) },
          { label: t('engage.journeys.heldOut'), value: format.count(result.heldOut) },
          { label: t('engage.journeys.converted'), value: format.count(result.converted) },
          { label: t('learn.effects.verdict'), value: <Verdict effect={effect} /> },
          {
            label: t('learn.effects.lift'),
            value: format.points(conversion?.difference),
            note: conversion && (
              <div>
                {format.points(conversion.low)} … {format.points(conversion.high)}
              </div>
            ),
          },
          { label: t('journeys.dryRun.until'), value: format.dayOf(result.until) },
        ]}
      />
      <Panel title={t('learn.effects.arms')}>
        <ArmsTable effect={effect} />
      </Panel>
      <div style={{ height: 12 }} />
      <TrialMap journey={journey} sentences={sentences} counts={result} label={t('journeys.simulation.map')}>
        <section className="bn-node-panel">
          <h3>{t('journeys.simulation.assumed')}</h3>
          <p className="bn-quiet">{t('journeys.simulation.caveat')}</p>
          <p className="bn-quiet">{t('journeys.simulation.command')}</p>
          <Typography.Paragraph
            copyable
            code
          >{`npm run banyan -- simulate ${journey.key}`}</Typography.Paragraph>
        </section>
      </TrialMap>
    </div>
  )
}

function SimulationDialog({ journey, onClose, onStarted }: { journey: Journey } & AskTrial) {
  const queries = useQueryClient()
  const start = useMutation({
    mutationFn: (values: ReturnType<typeof simulationValues>) =>
      simulations.start(journey.key, simulationOf(values)),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['journeys', journey.key, simulations.name] })
      onStarted(id)
    },
  })
  return (
    <TrialDialog
      kind="simulation"
      initial={simulationValues(journey)}
      starting={start.isPending}
      error={start.error}
      onStart={start.mutate}
      onClose={onClose}
    >
      <SimulationFields />
    </TrialDialog>
  )
}
