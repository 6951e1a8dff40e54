import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { PropertyFilters } from '../../../understand/rule-builder/editors/event-parts.tsx'
import { RuleParts } from '../../../understand/rule-builder/rule-parts.tsx'
import type { RuleCatalogue } from '../../../understand/rule-builder/use-rule-catalogue.ts'
import { readsEvents } from '../model/new-question.ts'
import type { QuestionEditor } from '../use-question.ts'
import { type Asking, AskingContext, useAsking } from './asking.ts'
import { BreakdownField } from './breakdown-field.tsx'
import { CompareField } from './compare-field.tsx'
import { AttributionFields } from './attribution-fields.tsx'
import { AddButton } from './add-button.tsx'
import { newFilter } from './event-input.tsx'
import { Section } from './field.tsx'
import { FunnelFields } from './funnel-fields.tsx'
import {
  AumFields,
  DistributionFields,
  FrequencyFields,
  HeatFields,
  IntervalFields,
  LifecycleFields,
  SessionsFields,
  TiersFields,
} from './number-fields.tsx'
import { PathFields } from './path-fields.tsx'
import { PopulationField } from './population-field.tsx'
import { RangeInput } from './range-input.tsx'
import { RetentionFields } from './retention-fields.tsx'
import { TrendFields } from './trend-fields.tsx'
import { TypesPicker } from './types-picker.tsx'

interface Properties {
  readonly editor: QuestionEditor
  readonly catalogue: RuleCatalogue
  readonly problems: Asking['problems']
}

/** What is asked. */
export function QuestionPanel({ editor, catalogue, problems }: Properties) {
  const { t } = useTranslation()
  const { question, change } = editor
  const asking = useMemo<Asking>(
    () => ({ question, change, catalogue, problems }),
    [question, change, catalogue, problems],
  )
  return (
    <AskingContext value={asking}>
      <RuleParts catalogue={catalogue}>
        <aside className="bn-ask" aria-label={t('analyses.question.title')}>
          <TypesPicker />
          <Section title={t('analyses.question.range')} at={['/range']}>
            <div className="bn-ask-inputs">
              <RangeInput
                label={t('analyses.question.range')}
                value={question.range}
                onChange={(range, field) => change({ ...question, range }, field)}
              />
            </div>
          </Section>
          <TypeFields />
          {readsEvents(question.type) && <EveryEventField />}
          <BreakdownField />
          <PopulationField />
          <CompareField />
          <SampleField />
        </aside>
      </RuleParts>
    </AskingContext>
  )
}

function TypeFields() {
  const { question } = useAsking()
  switch (question.type) {
    case 'attribution':
      return <AttributionFields question={question} />
    case 'funnel':
    case 'drop_off':
      return <FunnelFields question={question} />
    case 'trend':
      return <TrendFields question={question} />
    case 'retention':
      return <RetentionFields question={question} />
    case 'path':
      return <PathFields question={question} />
    case 'lifecycle':
      return <LifecycleFields question={question} />
    case 'distribution':
      return <DistributionFields question={question} />
    case 'frequency':
      return <FrequencyFields question={question} />
    case 'sessions':
      return <SessionsFields question={question} />
    case 'interval':
      return <IntervalFields question={question} />
    case 'heat':
      return <HeatFields question={question} />
    case 'aum':
      return <AumFields question={question} />
    case 'tier_migration':
      return <TiersFields question={question} />
  }
}

/** Conditions on every event that is read. */
function EveryEventField() {
  const { t } = useTranslation()
  const { question, change } = useAsking()
  const where = question.where ?? []
  return (
    <Section
      title={t('analyses.question.everyEvent')}
      at={['/where']}
      extra={
        <AddButton
          label={t('rules.addFilter')}
          onAdd={() => change({ ...question, where: [...where, newFilter] })}
        />
      }
    >
      <PropertyFilters
        event=""
        where={where}
        onChange={(next, field) =>
          change(
            { ...question, where: next.length === 0 ? undefined : next },
            field === undefined ? undefined : `where ${field}`,
          )
        }
      />
    </Section>
  )
}

const shares = [1, 0.5, 0.1, 0.01] as const

/** Everybody is asked, or by hash a share of them. */
function SampleField() {
  const { t } = useTranslation()
  const { question, change } = useAsking()
  const { sample = 1 } = question
  const offered = shares.some((share) => share === sample) ? shares : [...shares, sample]
  return (
    <Section title={t('analyses.question.sample')} at={['/sample']}>
      <Select
        className="bn-ask-grow"
        aria-label={t('analyses.question.sample')}
        value={sample}
        options={offered.map((share) => ({
          value: share,
          label:
            share === 1
              ? t('analyses.question.noSample')
              : t('analyses.question.sampleOf', { share: `${Math.round(share * 1000) / 10}%` }),
        }))}
        onChange={(share: number) => change({ ...question, sample: share === 1 ? undefined : share })}
      />
      {sample < 1 && <p className="bn-quiet bn-ask-note">{t('analyses.question.sampleHelp')}</p>}
    </Section>
  )
}
