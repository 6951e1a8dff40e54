import { Checkbox, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { journeyNamesQuery } from '../../../../api/journeys.ts'
import { useEditing, useEditor } from '../editor-context.ts'
import { changeGraph } from '../model/edits.ts'
import { type Entry, entryTypeOf, entryTypes } from '../model/graph.ts'
import { CustomerDateField, OffsetField } from './date-field.tsx'
import { Field, Fields, NumberField } from './field.tsx'
import { EventField } from './happening-field.tsx'
import { NamedSelect } from './pickers.tsx'
import { RuleField } from './rule-field.tsx'
import { TimeField } from './time-forms.tsx'

/** Who comes in, when, and how often. */
export function EntryForm() {
  const { t } = useTranslation()
  const { store, journey } = useEditing()
  const entry = useEditor((state) => state.document.graph.entry)
  const change = (next: Entry, field?: string) =>
    store.getState().apply((document) => changeGraph(document, { entry: next }), field && `entry ${field}`)
  const type = entryTypeOf(entry)
  const { next, reentry, entryCap, rule } = entry
  return (
    <>
      <Field label={t('journeys.entry.kind')} help={t(`journeys.entry.help.${type}`)}>
        <Select
          aria-label={t('journeys.entry.kind')}
          value={type}
          options={entryTypes.map((value) => ({ value, label: t(`journeys.entry.types.${value}`) }))}
          onChange={(value) => change({ type: value, next, reentry, entryCap, rule })}
        />
      </Field>
      <KindFields entry={entry} onChange={change} />
      {type === 'api' && <code className="bn-body">POST /api/journeys/{journey}/entries</code>}
      <Field label={t('journeys.entry.rule')} help={t('journeys.entry.ruleHelp')}>
        <RuleField
          optional
          title={t('journeys.entry.rule')}
          value={rule}
          onChange={(value) => change({ ...entry, rule: value })}
        />
      </Field>
      <Field label={t('journeys.entry.reentry')}>
        <Select
          aria-label={t('journeys.entry.reentry')}
          value={reentry?.allow ?? 'never'}
          options={(['never', 'after_exit', 'always'] as const).map((value) => ({
            value,
            label: t(`journeys.entry.allow.${value}`),
          }))}
          onChange={(allow) =>
            change({ ...entry, reentry: allow === 'never' ? undefined : { ...reentry, allow } })
          }
        />
      </Field>
      {reentry !== undefined && reentry.allow !== 'never' && (
        <NumberField
          label={t('journeys.entry.afterDays')}
          max={3660}
          value={reentry.afterDays}
          onChange={(afterDays) => change({ ...entry, reentry: { ...reentry, afterDays } }, 'afterDays')}
        />
      )}
      <Fields>
        <NumberField
          label={t('journeys.entry.capTotal')}
          min={1}
          value={entryCap?.total}
          placeholder={t('journeys.entry.unlimited')}
          onChange={(total) => change({ ...entry, entryCap: capOf({ ...entryCap, total }) }, 'capTotal')}
        />
        <NumberField
          label={t('journeys.entry.capPerDay')}
          min={1}
          value={entryCap?.perDay}
          placeholder={t('journeys.entry.unlimited')}
          onChange={(perDay) => change({ ...entry, entryCap: capOf({ ...entryCap, perDay }) }, 'capPerDay')}
        />
      </Fields>
    </>
  )
}

const capOf = (cap: NonNullable<Entry['entryCap']>): Entry['entryCap'] =>
  cap.total === undefined && cap.perDay === undefined ? undefined : cap

function KindFields({ entry, onChange }: { entry: Entry; onChange: (entry: Entry, field?: string) => void }) {
  const { t } = useTranslation()
  const { names, journey } = useEditing()
  const journeys = useQuery(journeyNamesQuery)
  switch (entryTypeOf(entry)) {
    case 'segment':
      return (
        <>
          <Field label={t('journeys.fields.segment')}>
            <NamedSelect
              label={t('journeys.fields.segment')}
              items={names.catalogue?.segments}
              value={entry.segment}
              onChange={(segment) => onChange({ ...entry, segment })}
            />
          </Field>
          <Field label={t('journeys.entry.schedule')}>
            <Select
              aria-label={t('journeys.entry.schedule')}
              value={entry.schedule ?? 'snapshots'}
              options={(['snapshots', 'once'] as const).map((value) => ({
                value,
                label: t(`journeys.entry.schedules.${value}`),
              }))}
              onChange={(schedule) =>
                onChange({ ...entry, schedule: schedule === 'snapshots' ? undefined : schedule })
              }
            />
          </Field>
        </>
      )
    case 'event':
      return (
        <EventField
          value={entry}
          onChange={({ event, where }, field) => onChange({ ...entry, event, where }, field)}
        />
      )
    case 'date':
      return (
        <>
          <CustomerDateField
            value={entry.date}
            onChange={(date, field) =>
              onChange(
                {
                  ...entry,
                  date,
                  // Birthdays come round; maturities do not.
                  yearly: 'attribute' in date && date.attribute === 'birth_date' ? true : entry.yearly,
                },
                field,
              )
            }
          />
          <OffsetField
            value={entry.offsetDays}
            onChange={(offsetDays) => onChange({ ...entry, offsetDays }, 'offset')}
          />
          <Fields>
            <TimeField
              label={t('journeys.fields.at')}
              value={entry.at}
              onChange={(at) => onChange({ ...entry, at }, 'at')}
            />
          </Fields>
          <Checkbox
            checked={entry.yearly ?? false}
            onChange={(event) => onChange({ ...entry, yearly: event.target.checked || undefined })}
          >
            {t('journeys.fields.yearly')}
          </Checkbox>
        </>
      )
    case 'journey':
      return (
        <>
          <Field label={t('journeys.fields.journey')}>
            <NamedSelect
              label={t('journeys.fields.journey')}
              items={journeys.data?.filter(({ key }) => key !== journey)}
              value={entry.journey}
              onChange={(other) => onChange({ ...entry, journey: other })}
            />
          </Field>
          <Field label={t('journeys.entry.moment')}>
            <Select
              aria-label={t('journeys.entry.moment')}
              placeholder={t('journeys.choose')}
              value={entry.at ?? null}
              options={(['entered', 'goal', 'exit'] as const).map((value) => ({
                value: value as string,
                label: t(`journeys.entry.moments.${value}`),
              }))}
              onChange={(at) => onChange({ ...entry, at })}
            />
          </Field>
        </>
      )
    case 'api':
      return null
  }
}
