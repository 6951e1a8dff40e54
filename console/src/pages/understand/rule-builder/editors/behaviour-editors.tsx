import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { withWindow } from '../model/event-window.ts'
import { type behaviourMeasures, type LeafOf, type PropertyCondition } from '../model/leaf.ts'
import { AmountInput } from './amount-input.tsx'
import { ChoiceInput } from './choice-input.tsx'
import type { EditorProperties } from './editor.ts'
import { AddFilter, EventSelect, Part, PropertyFilters, useProperties, WindowInput } from './event-parts.tsx'
import { NumberInput } from './number-input.tsx'

const newFilter: PropertyCondition = { property: '', op: 'eq' }
const measured = (measure: string) => measure !== 'count' && measure !== 'days'

/** `where` and other optional parts vanish when they are empty. */
function without<Thing extends { where?: unknown }>(thing: Thing, where: PropertyCondition[]): Thing {
  const { where: _, ...rest } = thing
  return (where.length === 0 ? rest : { ...rest, where }) as Thing
}

export function BehaviourEditor({ leaf, onChange }: EditorProperties<LeafOf<'behaviour'>>) {
  const { t } = useTranslation()
  const { behaviour, op = 'gte', value = 1 } = leaf
  const { event, where = [], measure = 'count', property = '' } = behaviour
  const properties = useProperties(event)
  const didNot = measure === 'count' && op === 'eq' && value === 0
  const set = (next: typeof behaviour, field?: string) => onChange({ ...leaf, behaviour: next }, field)
  const setMeasure = (next: 'didNot' | (typeof behaviourMeasures)[number]) => {
    const { measure: _m, property: _p, ...rest } = behaviour
    const amount =
      next === 'didNot'
        ? { op: 'eq' as const, value: 0 }
        : didNot
          ? { op: 'gte' as const, value: 1 }
          : { op, value }
    const counted =
      next === 'didNot' || next === 'count'
        ? rest
        : { ...rest, measure: next, ...(measured(next) ? { property } : {}) }
    onChange({ kind: 'behaviour', behaviour: counted, ...amount })
  }
  return (
    <>
      <EventSelect value={event} onChange={(name) => set({ ...behaviour, event: name }, 'event')} />
      <Part label={t('rules.measure')}>
        <Select
          className="bn-operator"
          variant="filled"
          aria-label={t('rules.measure')}
          popupMatchSelectWidth={false}
          value={didNot ? ('didNot' as const) : measure}
          options={(['count', 'didNot', 'days', 'distinct', 'sum', 'avg', 'min', 'max'] as const).map(
            (one) => ({
              value: one,
              label: t(`rules.measures.${one}`),
            }),
          )}
          onChange={setMeasure}
        />
        {measured(measure) && (
          <ChoiceInput
            className="bn-value-text"
            label={t('rules.property')}
            value={property}
            choices={properties.map(({ name }) => ({ value: name, title: name }))}
            onChange={(name) => set({ ...behaviour, property: name }, 'property')}
          />
        )}
        {!didNot && (
          <AmountInput
            op={op}
            value={value}
            unit={measure === 'count' ? 'times' : measure === 'days' ? 'days' : ''}
            onChange={(amount, field) => onChange({ ...leaf, ...amount }, field)}
          />
        )}
      </Part>
      <WindowInput
        window={behaviour}
        onChange={(window, field) => set(withWindow(behaviour, window), field)}
      />
      <AddFilter label={t('rules.addFilter')} onAdd={() => set(without(behaviour, [...where, newFilter]))} />
      <PropertyFilters
        event={event}
        where={where}
        onChange={(next, field) => set(without(behaviour, next), field)}
      />
    </>
  )
}

export function FirstTimeEditor({ leaf, onChange }: EditorProperties<LeafOf<'firstTime'>>) {
  const { t } = useTranslation()
  const { firstTime } = leaf
  const { event, where = [] } = firstTime
  const set = (next: typeof firstTime, field?: string) => onChange({ ...leaf, firstTime: next }, field)
  return (
    <>
      <EventSelect value={event} onChange={(name) => set({ ...firstTime, event: name }, 'event')} />
      <WindowInput
        window={firstTime}
        onChange={(window, field) => set(withWindow(firstTime, window), field)}
      />
      <AddFilter label={t('rules.addFilter')} onAdd={() => set(without(firstTime, [...where, newFilter]))} />
      <PropertyFilters
        event={event}
        where={where}
        onChange={(next, field) => set(without(firstTime, next), field)}
      />
    </>
  )
}

const mostSteps = 8

export function SequenceEditor({ leaf, onChange }: EditorProperties<LeafOf<'sequence'>>) {
  const { t } = useTranslation()
  const { sequence } = leaf
  const { steps } = sequence
  const set = (next: typeof sequence, field?: string) => onChange({ ...leaf, sequence: next }, field)
  const setStep = (index: number, step: (typeof steps)[number], field?: string) =>
    set(
      { ...sequence, steps: steps.with(index, step) },
      field === undefined ? undefined : `step ${index} ${field}`,
    )
  return (
    <>
      <Part label={t('rules.within')}>
        <NumberInput
          narrow
          unit="hours"
          min={0}
          label={t('rules.within')}
          value={sequence.withinHours}
          onChange={(withinHours = 1) => set({ ...sequence, withinHours }, 'withinHours')}
        />
      </Part>
      <WindowInput window={sequence} onChange={(window, field) => set(withWindow(sequence, window), field)} />
      <ol className="bn-steps">
        {steps.map((step, index) => (
          <li key={index}>
            <div className="bn-sub">
              <EventSelect
                value={step.event}
                onChange={(event) => setStep(index, { ...step, event }, 'event')}
              />
              <AddFilter
                label={t('rules.addFilter')}
                onAdd={() => setStep(index, without(step, [...(step.where ?? []), newFilter]))}
              />
              {steps.length > 2 && (
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t('rules.removeStep')}
                  onClick={() => set({ ...sequence, steps: steps.toSpliced(index, 1) })}
                />
              )}
            </div>
            <PropertyFilters
              event={step.event}
              where={step.where ?? []}
              onChange={(next, field) => setStep(index, without(step, next), field)}
            />
          </li>
        ))}
      </ol>
      {steps.length < mostSteps && (
        <Button
          type="text"
          size="small"
          className="bn-add-filter"
          icon={<PlusOutlined />}
          onClick={() => set({ ...sequence, steps: [...steps, { event: '' }] })}
        >
          {t('rules.addStep')}
        </Button>
      )}
    </>
  )
}
