import { InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type EventFilter,
  numbersOfCustomers,
  type PerCustomer,
  type QuestionOf,
  timesOfCustomers,
  units,
} from '../model/question.ts'
import { useAsking } from './asking.ts'
import { EventInput } from './event-input.tsx'
import { Problems, Row, Section } from './field.tsx'
import { HoldConstantRow } from './funnel-fields.tsx'
import { NumbersInput } from './numbers-input.tsx'
import { PropertyInput } from './property-input.tsx'
import { SpanInput } from './span-input.tsx'

type Unit = (typeof units)[number]

/** Any event, or one with conditions. */
function OneEvent(props: { value: EventFilter; onChange: (event: EventFilter, field?: string) => void }) {
  const { t } = useTranslation()
  return <EventInput at="/event" anyEvent={t('analyses.question.anyEvent')} {...props} />
}

function UnitRow({ value, onChange }: { value: Unit; onChange: (unit: Unit) => void }) {
  const { t } = useTranslation()
  return (
    <Row label={t('analyses.trend.interval')}>
      <Select
        aria-label={t('analyses.trend.interval')}
        className="bn-ask-grow"
        value={value}
        options={units.map((unit) => ({ value: unit, label: t(`analyses.intervals.${unit}`) }))}
        onChange={onChange}
      />
    </Row>
  )
}

function BinsRow(props: { value: number[] | undefined; onChange: (bins: number[] | undefined) => void }) {
  const { t } = useTranslation()
  const label = t('analyses.question.bins')
  return (
    <>
      <Row label={label}>
        <NumbersInput label={label} placeholder={t('analyses.question.usualBins')} {...props} />
      </Row>
      <Problems at="/bins" />
    </>
  )
}

/** What is measured, and of which property where it needs one. */
function MeasureRow<Measure extends string>(props: {
  value: Measure
  choices: readonly Measure[]
  label: (value: Measure) => string
  onChange: (value: Measure) => void
  children?: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <Row label={t('analyses.question.measure')}>
      <Select<Measure>
        aria-label={t('analyses.question.measure')}
        className="bn-ask-grow"
        value={props.value}
        options={props.choices.map((value) => ({ value, label: props.label(value) }))}
        onChange={props.onChange}
      />
      {props.children}
    </Row>
  )
}

export function LifecycleFields({ question }: { question: QuestionOf<'lifecycle'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  return (
    <Section title={t('analyses.lifecycle.active')}>
      <OneEvent value={question.event} onChange={(event, field) => change({ ...question, event }, field)} />
      <UnitRow value={question.unit} onChange={(unit) => change({ ...question, unit })} />
    </Section>
  )
}

export function DistributionFields({ question }: { question: QuestionOf<'distribution'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  const { measure } = question
  const measureOf = (of: PerCustomer['of']): PerCustomer =>
    of === 'count' || of === 'days' || of === 'hours'
      ? { of }
      : { of, property: 'property' in measure ? measure.property : '' }
  return (
    <Section title={t('rules.event')} at={['/measure']}>
      <OneEvent value={question.event} onChange={(event, field) => change({ ...question, event }, field)} />
      <MeasureRow
        value={measure.of}
        choices={[...timesOfCustomers, ...numbersOfCustomers]}
        label={(of) => t(`analyses.perCustomer.${of}`)}
        onChange={(of) => change({ ...question, measure: measureOf(of) })}
      >
        {'property' in measure && (
          <PropertyInput
            numbers={measure.of !== 'distinct'}
            value={measure.property}
            onChange={(property) => change({ ...question, measure: { ...measure, property } })}
          />
        )}
      </MeasureRow>
      <BinsRow value={question.bins} onChange={(bins) => change({ ...question, bins })} />
    </Section>
  )
}

export function FrequencyFields({ question }: { question: QuestionOf<'frequency'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  return (
    <Section title={t('rules.event')}>
      <OneEvent value={question.event} onChange={(event, field) => change({ ...question, event }, field)} />
      <MeasureRow
        value={question.times ?? 'count'}
        choices={['count', 'days']}
        label={(times) => t(`analyses.perCustomer.${times}`)}
        onChange={(times) => change({ ...question, times })}
      />
      <UnitRow value={question.unit} onChange={(unit) => change({ ...question, unit })} />
      <BinsRow value={question.bins} onChange={(bins) => change({ ...question, bins })} />
    </Section>
  )
}

const usualGap = 30

export function SessionsFields({ question }: { question: QuestionOf<'sessions'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  return (
    <Section title={t('analyses.sessions.of')}>
      <OneEvent
        value={question.event ?? {}}
        onChange={(event, field) => change({ ...question, event }, field)}
      />
      <Row label={t('analyses.path.sessionGapMinutes')}>
        <InputNumber<number>
          aria-label={t('analyses.path.sessionGapMinutes')}
          className="bn-ask-number"
          min={1}
          max={1440}
          precision={0}
          value={question.gapMinutes ?? usualGap}
          onChange={(value) => change({ ...question, gapMinutes: value ?? undefined }, 'gap')}
        />
        <span className="bn-quiet">{t('analyses.spans.minutes')}</span>
      </Row>
      <Problems at="/gapMinutes" />
      <UnitRow
        value={question.interval ?? 'day'}
        onChange={(interval) => change({ ...question, interval })}
      />
    </Section>
  )
}

export function IntervalFields({ question }: { question: QuestionOf<'interval'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  return (
    <Section title={t('analyses.interval.between')}>
      <EventInput
        at="/first"
        label={t('analyses.interval.first')}
        mark={<span className="bn-ask-label">{t('rules.from')}</span>}
        value={question.first}
        onChange={(first, field) => change({ ...question, first }, field)}
      />
      <EventInput
        at="/second"
        label={t('analyses.interval.second')}
        mark={<span className="bn-ask-label">{t('rules.to')}</span>}
        value={question.second}
        onChange={(second, field) => change({ ...question, second }, field)}
      />
      <Row label={t('analyses.funnel.window')}>
        <SpanInput
          label={t('analyses.funnel.window')}
          seconds={question.windowSeconds}
          onChange={(windowSeconds) => change({ ...question, windowSeconds }, 'window')}
        />
      </Row>
      <Problems at="/windowSeconds" />
      <UnitRow value={question.unit ?? 'day'} onChange={(unit) => change({ ...question, unit })} />
      <HoldConstantRow
        value={question.holdConstant}
        onChange={(holdConstant) => change({ ...question, holdConstant })}
      />
    </Section>
  )
}

export function HeatFields({ question }: { question: QuestionOf<'heat'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  return (
    <Section title={t('rules.event')}>
      <OneEvent value={question.event} onChange={(event, field) => change({ ...question, event }, field)} />
      <MeasureRow
        value={question.measure ?? 'count'}
        choices={['count', 'users']}
        label={(measure) => t(`analyses.measures.${measure}`)}
        onChange={(measure) => change({ ...question, measure })}
      />
    </Section>
  )
}

export function AumFields({ question }: { question: QuestionOf<'aum'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  return (
    <Section title={t('analyses.types.aum')}>
      <UnitRow value={question.interval} onChange={(interval) => change({ ...question, interval })} />
    </Section>
  )
}

export function TiersFields({ question }: { question: QuestionOf<'tier_migration'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  return (
    <Section title={t('analyses.tiers.edges')} at={['/tiers']}>
      <NumbersInput
        label={t('analyses.tiers.edges')}
        placeholder="10000, 50000, 200000"
        value={question.tiers}
        onChange={(tiers = []) => change({ ...question, tiers })}
      />
    </Section>
  )
}
