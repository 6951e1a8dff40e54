import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { HoldConstant, QuestionOf } from '../model/question.ts'
import { AddButton } from './add-button.tsx'
import { useAsking } from './asking.ts'
import { EventInput } from './event-input.tsx'
import { MoreSection, Problems, Row, Section } from './field.tsx'
import { PropertyInput } from './property-input.tsx'
import { SpanInput } from './span-input.tsx'

type Funnel = QuestionOf<'funnel' | 'drop_off'>
const usualLook = 1800
const mostSteps = 10
const mostExclusions = 5

export function FunnelFields({ question }: { question: Funnel }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  const { steps, order = 'ordered', windowSeconds } = question
  const setSteps = (next: Funnel['steps'], field?: string) => change(withSteps(question, next), field)
  const swap = (i: number, j: number) => {
    const [a, b] = [steps[i], steps[j]]
    if (a !== undefined && b !== undefined) setSteps(steps.with(i, b).with(j, a))
  }
  return (
    <>
      <Section title={t('analyses.funnel.steps')} at={['/steps']}>
        <ol className="bn-ask-list">
          {steps.map((step, i) => (
            <li key={i}>
              <EventInput
                at={`/steps/${i}`}
                label={t('analyses.funnel.step', { number: i + 1 })}
                mark={<b className="bn-ask-mark">{i + 1}</b>}
                value={step}
                onChange={(next, field) => setSteps(steps.with(i, next), field)}
                actions={
                  <>
                    <IconButton
                      label={t('rules.moveUp')}
                      icon={<ArrowUpOutlined />}
                      disabled={i === 0}
                      onClick={() => swap(i - 1, i)}
                    />
                    <IconButton
                      label={t('rules.moveDown')}
                      icon={<ArrowDownOutlined />}
                      disabled={i === steps.length - 1}
                      onClick={() => swap(i, i + 1)}
                    />
                    <IconButton
                      label={t('rules.removeStep')}
                      icon={<DeleteOutlined />}
                      disabled={steps.length <= 2}
                      onClick={() => setSteps(steps.toSpliced(i, 1))}
                    />
                  </>
                }
              />
            </li>
          ))}
        </ol>
        {steps.length < mostSteps && (
          <AddButton label={t('rules.addStep')} onAdd={() => setSteps([...steps, { event: '' }])} />
        )}
        {question.type === 'drop_off' && <LeftAfter question={question} />}
        <Row label={t('analyses.funnel.window')}>
          <SpanInput
            label={t('analyses.funnel.window')}
            seconds={windowSeconds}
            onChange={(seconds) => change({ ...question, windowSeconds: seconds }, 'window')}
          />
        </Row>
        <Row label={t('analyses.funnel.order')}>
          <Select
            aria-label={t('analyses.funnel.order')}
            className="bn-ask-grow"
            value={order}
            options={orders[question.type].map((value) => ({
              value,
              label: t(`analyses.funnel.orders.${value}`),
            }))}
            onChange={(next) => change({ ...question, order: next === 'ordered' ? undefined : next })}
          />
        </Row>
      </Section>
      <MoreSection
        title={t('analyses.funnel.more')}
        used={question.exclusions !== undefined || question.holdConstant !== undefined}
      >
        <HoldConstantRow
          value={question.holdConstant}
          onChange={(holdConstant) => change({ ...question, holdConstant })}
        />
        <Exclusions question={question} />
      </MoreSection>
    </>
  )
}

const orders = {
  funnel: ['ordered', 'strict', 'any'],
  drop_off: ['ordered', 'strict'],
} as const

/** The step in question, and how long after it is looked at what customers did. */
function LeftAfter({ question }: { question: QuestionOf<'drop_off'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  return (
    <>
      <Row label={t('analyses.dropOff.after')}>
        <Select
          aria-label={t('analyses.dropOff.after')}
          className="bn-ask-grow"
          value={question.after}
          options={question.steps.slice(0, -1).map((_, value) => ({
            value,
            label: t('analyses.funnel.step', { number: value + 1 }),
          }))}
          onChange={(after) => change({ ...question, after })}
        />
      </Row>
      <Row label={t('analyses.dropOff.look')}>
        <SpanInput
          label={t('analyses.dropOff.look')}
          seconds={question.lookSeconds ?? usualLook}
          onChange={(lookSeconds) => change({ ...question, lookSeconds }, 'look')}
        />
      </Row>
      <Problems at="/after" />
    </>
  )
}

/** Exclusions that no longer lie between two steps would be wrong: they lie between the first and the last then. */
function withSteps(question: Funnel, steps: Funnel['steps']): Funnel {
  const exclusions = question.exclusions?.map(({ after, before, ...event }) =>
    (before ?? 1) < steps.length && (after ?? 0) < (before ?? steps.length - 1)
      ? { ...event, after, before }
      : event,
  )
  return question.type === 'drop_off'
    ? { ...question, steps, exclusions, after: Math.min(question.after, steps.length - 2) }
    : { ...question, steps, exclusions }
}

function Exclusions({ question }: { question: Funnel }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  const { exclusions = [], steps } = question
  const set = (next: NonNullable<Funnel['exclusions']>, field?: string) =>
    change({ ...question, exclusions: next.length === 0 ? undefined : next }, field)
  return (
    <div className="bn-ask-list">
      {exclusions.map((exclusion, i) => {
        const { after = 0, before = steps.length - 1 } = exclusion
        const choose = (field: 'after' | 'before', from: number, to: number) => (
          <Select
            aria-label={t(`analyses.funnel.${field}`)}
            value={field === 'after' ? after : before}
            options={Array.from({ length: Math.max(0, to - from) }, (_, n) => ({
              value: from + n,
              label: from + n + 1,
            }))}
            onChange={(value) => set(exclusions.with(i, { ...exclusion, [field]: value }))}
          />
        )
        return (
          <EventInput
            key={i}
            at={`/exclusions/${i}`}
            label={t('analyses.funnel.exclusion')}
            mark={<span className="bn-ask-label">{t('analyses.funnel.without')}</span>}
            value={exclusion}
            onChange={(next, field) => set(exclusions.with(i, next), field)}
            actions={
              <IconButton
                label={t('analyses.funnel.removeExclusion')}
                icon={<DeleteOutlined />}
                onClick={() => set(exclusions.toSpliced(i, 1))}
              />
            }
          >
            <div className="bn-ask-inputs">
              <span className="bn-quiet">{t('analyses.funnel.after')}</span>
              {choose('after', 0, before)}
              <span className="bn-quiet">{t('analyses.funnel.before')}</span>
              {choose('before', after + 1, steps.length)}
            </div>
          </EventInput>
        )
      })}
      <Problems at="/exclusions" />
      {exclusions.length < mostExclusions && (
        <AddButton label={t('analyses.funnel.exclusion')} onAdd={() => set([...exclusions, { event: '' }])} />
      )}
    </div>
  )
}

export function HoldConstantRow(props: {
  value: HoldConstant | undefined
  onChange: (value: HoldConstant | undefined) => void
}) {
  const { t } = useTranslation()
  const { value, onChange } = props
  return (
    <Row label={t('analyses.funnel.holdConstant')}>
      <Select
        aria-label={t('analyses.funnel.holdConstant')}
        className="bn-ask-grow"
        value={value?.by ?? 'none'}
        options={(['none', 'session', 'property'] as const).map((by) => ({
          value: by,
          label: t(`analyses.funnel.constants.${by}`),
        }))}
        onChange={(by) =>
          onChange(by === 'none' ? undefined : by === 'session' ? { by } : { by: 'property', property: '' })
        }
      />
      {value?.by === 'property' && (
        <PropertyInput
          value={value.property}
          onChange={(property) => onChange({ by: 'property', property })}
        />
      )}
      <Problems at="/holdConstant" />
    </Row>
  )
}

export function IconButton(props: {
  label: string
  icon: React.ReactNode
  disabled?: boolean
  onClick: () => void
}) {
  return (
    <Button
      type="text"
      size="small"
      icon={props.icon}
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled === true}
      onClick={props.onClick}
    />
  )
}
