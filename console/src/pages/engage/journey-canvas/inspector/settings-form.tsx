import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Segmented, Select, Slider } from 'antd'
import { useTranslation } from 'react-i18next'
import { bankInstant, bankTime } from '../../../../app/bank-time.ts'
import { useEditing, useEditor } from '../editor-context.ts'
import { changeGraph } from '../model/edits.ts'
import { categories, type ExitCondition, type Graph } from '../model/graph.ts'
import { Field, NumberField } from './field.tsx'
import { HappeningField } from './happening-field.tsx'
import { RuleField } from './rule-field.tsx'

/** What holds for the journey as a whole. */
export function SettingsForm() {
  const { t } = useTranslation()
  const { store } = useEditing()
  const graph = useEditor((state) => state.document.graph)
  const change = (part: Partial<Graph>, field?: string) =>
    store.getState().apply((document) => changeGraph(document, part), field && `settings ${field}`)
  return (
    <>
      <InstantField
        label={t('journeys.settings.startsAt')}
        value={graph.startsAt}
        onChange={(startsAt) => change({ startsAt }, 'startsAt')}
      />
      <InstantField
        label={t('journeys.settings.endsAt')}
        value={graph.endsAt}
        onChange={(endsAt) => change({ endsAt }, 'endsAt')}
      />
      <Field label={t('journeys.settings.category')} help={t('journeys.settings.categoryHelp')}>
        <Select
          aria-label={t('journeys.settings.category')}
          value={graph.category ?? 'marketing'}
          options={categories.map((value) => ({ value, label: t(`journeys.categories.${value}`) }))}
          onChange={(category) => change({ category })}
        />
      </Field>
      <Field
        label={t('journeys.settings.priority', { value: graph.priority ?? 50 })}
        help={t('journeys.settings.priorityHelp')}
      >
        <Slider
          ariaLabelForHandle={t('journeys.fields.priority')}
          min={0}
          max={100}
          value={graph.priority ?? 50}
          onChange={(priority) => change({ priority }, 'priority')}
        />
      </Field>
      <Field label={t('journeys.settings.exitWhen')} help={t('journeys.settings.exitHelp')}>
        <ExitConditions
          value={graph.exitWhen ?? []}
          onChange={(conditions, field) =>
            change({ exitWhen: conditions.length === 0 ? undefined : conditions }, field)
          }
        />
      </Field>
      <MeasureFields value={graph.measure} onChange={(measure, field) => change({ measure }, field)} />
    </>
  )
}

function ExitConditions({
  value,
  onChange,
}: {
  value: readonly ExitCondition[]
  onChange: (value: readonly ExitCondition[], field?: string) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      {value.map((condition, place) => {
        const kind = 'rule' in condition ? 'rule' : 'happening'
        const number = place + 1
        return (
          <section className="bn-branch-form" key={place}>
            <header>
              <Segmented
                size="small"
                value={kind}
                options={(['happening', 'rule'] as const).map((one) => ({
                  value: one,
                  label: t(`journeys.settings.exitKinds.${one}`),
                }))}
                onChange={(next) => onChange(value.with(place, next === 'rule' ? { rule: { all: [] } } : {}))}
              />
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('journeys.settings.dropExit', { number })}
                onClick={() => onChange(value.toSpliced(place, 1))}
              />
            </header>
            {'rule' in condition ? (
              <RuleField
                title={t('journeys.settings.exitRule', { number })}
                value={condition.rule}
                onChange={(rule) => onChange(value.with(place, { rule: rule ?? { all: [] } }))}
              />
            ) : (
              <HappeningField
                value={condition}
                onChange={(next, field) =>
                  onChange(value.with(place, next), field && `exit ${place} ${field}`)
                }
              />
            )}
          </section>
        )
      })}
      <Button type="dashed" block icon={<PlusOutlined />} onClick={() => onChange([...value, {}])}>
        {t('journeys.settings.addExit')}
      </Button>
    </>
  )
}

function MeasureFields({
  value,
  onChange,
}: {
  value: Graph['measure']
  onChange: (value: Graph['measure'], field?: string) => void
}) {
  const { t } = useTranslation()
  return (
    <Field label={t('journeys.settings.measure')} help={t('journeys.settings.measureHelp')}>
      <Checkbox
        checked={value !== undefined}
        onChange={(event) => onChange(event.target.checked ? { withinDays: 30 } : undefined)}
      >
        {t('journeys.settings.measureOwn')}
      </Checkbox>
      {value !== undefined && (
        <>
          <NumberField
            label={t('journeys.settings.measureDays')}
            min={1}
            max={3660}
            value={value.withinDays}
            onChange={(withinDays) => onChange({ ...value, withinDays }, 'measure days')}
          />
          <Checkbox
            checked={value.condition !== undefined}
            onChange={(event) => onChange({ ...value, condition: event.target.checked ? {} : undefined })}
          >
            {t('journeys.settings.measureCondition')}
          </Checkbox>
          {value.condition !== undefined && (
            <HappeningField
              value={value.condition}
              onChange={(condition, field) => onChange({ ...value, condition }, field && `measure ${field}`)}
            />
          )}
        </>
      )}
    </Field>
  )
}

function InstantField(props: {
  label: string
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  const { label, value, onChange } = props
  return (
    <Field label={label}>
      <Input
        type="datetime-local"
        aria-label={label}
        value={value === undefined ? '' : bankTime(value)}
        onChange={({ target }) =>
          onChange(target.value === '' ? undefined : bankInstant(`${target.value.slice(0, 16)}:00`))
        }
      />
    </Field>
  )
}
