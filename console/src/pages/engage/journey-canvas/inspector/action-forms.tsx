import { Checkbox, Input, Segmented, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useEditing } from '../editor-context.ts'
import type { NodeOf } from '../model/graph.ts'
import { Field, Fields, NumberField } from './field.tsx'
import { HappeningField } from './happening-field.tsx'
import type { FormProperties } from './form-properties.ts'
import { NamedSelect } from './pickers.tsx'

const filled = (text: string): string | undefined => (text === '' ? undefined : text)

export function GoalForm({ node, onChange }: FormProperties<'goal'>) {
  const { t } = useTranslation()
  return (
    <>
      <HappeningField
        value={node.condition}
        onChange={(condition, field) => onChange({ ...node, condition }, field)}
      />
      <NumberField
        label={t('journeys.fields.withinDays')}
        min={1}
        max={3660}
        value={node.withinDays}
        onChange={(withinDays) => onChange({ ...node, withinDays }, 'withinDays')}
      />
    </>
  )
}

export function LeadForm({ node, onChange }: FormProperties<'lead'>) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={t('journeys.fields.title')}>
        <Input.TextArea
          rows={2}
          maxLength={200}
          aria-label={t('journeys.fields.title')}
          value={node.title ?? ''}
          onChange={(event) => onChange({ ...node, title: filled(event.target.value) }, 'title')}
        />
      </Field>
      <Fields>
        <NumberField
          label={t('journeys.fields.dueDays')}
          max={366}
          value={node.dueDays}
          onChange={(dueDays) => onChange({ ...node, dueDays }, 'dueDays')}
        />
        <NumberField
          label={t('journeys.fields.priority')}
          max={100}
          placeholder="50"
          value={node.priority}
          onChange={(priority) => onChange({ ...node, priority }, 'priority')}
        />
      </Fields>
    </>
  )
}

export function BenefitForm({ node, onChange }: FormProperties<'benefit'>) {
  const { t } = useTranslation()
  return (
    <Field label={t('journeys.fields.benefit')} help={t('journeys.fields.benefitHelp')}>
      <Input
        className="bn-code"
        aria-label={t('journeys.fields.benefit')}
        maxLength={64}
        value={node.benefit ?? ''}
        onChange={(event) => onChange({ ...node, benefit: filled(event.target.value) }, 'benefit')}
      />
    </Field>
  )
}

export function WebhookForm({ node, onChange }: FormProperties<'webhook'>) {
  const { t } = useTranslation()
  const kind = node.endpoint === undefined ? 'url' : 'endpoint'
  return (
    <>
      <Segmented
        block
        size="small"
        value={kind}
        options={(['url', 'endpoint'] as const).map((value) => ({
          value,
          label: t(`journeys.webhook.${value}`),
        }))}
        onChange={(next) =>
          onChange({ ...node, url: undefined, endpoint: next === 'endpoint' ? '' : undefined })
        }
      />
      <Field label={t(`journeys.webhook.${kind}`)} help={t('journeys.webhook.help')}>
        <Input
          className="bn-code"
          aria-label={t(`journeys.webhook.${kind}`)}
          placeholder={kind === 'url' ? 'https://' : ''}
          maxLength={2000}
          value={node[kind] ?? ''}
          onChange={(event) =>
            onChange(
              kind === 'url'
                ? { ...node, url: filled(event.target.value) }
                : { ...node, endpoint: event.target.value },
              kind,
            )
          }
        />
      </Field>
    </>
  )
}

type TagValue = NodeOf<'set_tag'>['value']

export function SetTagForm({ node, onChange }: FormProperties<'set_tag'>) {
  const { t } = useTranslation()
  const { names } = useEditing()
  const tags = useMemo(
    () => [...(names.catalogue?.tags.values() ?? [])].filter(({ source }) => source === 'import'),
    [names.catalogue],
  )
  const type = (node.tag === undefined ? undefined : names.catalogue?.tags.get(node.tag)?.type) ?? 'string'
  const clears = node.value === null
  const write = (value: TagValue) => onChange({ ...node, value }, 'value')
  return (
    <>
      <Field label={t('journeys.fields.tag')} help={t('journeys.fields.tagHelp')}>
        <NamedSelect
          label={t('journeys.fields.tag')}
          items={names.catalogue === undefined ? undefined : tags}
          value={node.tag}
          onChange={(tag) => onChange({ ...node, tag, value: undefined })}
        />
      </Field>
      {!clears && (
        <Field label={t('journeys.fields.value')}>
          {type === 'boolean' ? (
            <Select
              aria-label={t('journeys.fields.value')}
              value={typeof node.value === 'boolean' ? node.value : null}
              placeholder={t('journeys.choose')}
              options={[
                { value: true, label: t('common.yes') },
                { value: false, label: t('common.no') },
              ]}
              onChange={write}
            />
          ) : (
            <Input
              type={type === 'number' ? 'number' : type === 'date' ? 'date' : 'text'}
              aria-label={t('journeys.fields.value')}
              value={node.value === undefined || node.value === null ? '' : String(node.value)}
              onChange={({ target: { value } }) =>
                write(value === '' ? undefined : type === 'number' ? Number(value) : value)
              }
            />
          )}
        </Field>
      )}
      <Checkbox checked={clears} onChange={(event) => write(event.target.checked ? null : undefined)}>
        {t('journeys.fields.clearTag')}
      </Checkbox>
    </>
  )
}

export function ExitForm({ node, onChange }: FormProperties<'exit'>) {
  const { t } = useTranslation()
  return (
    <Field label={t('journeys.fields.reason')}>
      <Input
        aria-label={t('journeys.fields.reason')}
        maxLength={200}
        value={node.reason ?? ''}
        onChange={(event) => onChange({ ...node, reason: filled(event.target.value) }, 'reason')}
      />
    </Field>
  )
}
