import { FilterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceInput } from '../../../understand/rule-builder/editors/choice-input.tsx'
import { PropertyFilters } from '../../../understand/rule-builder/editors/event-parts.tsx'
import type { PropertyCondition } from '../../../understand/rule-builder/model/leaf.ts'
import type { EventFilter } from '../model/question.ts'
import { useAsking } from './asking.ts'
import { Problems } from './field.tsx'

export const newFilter: PropertyCondition = { property: '', op: 'eq' }

interface Properties<Event extends EventFilter> {
  /** JSON pointer of the event in the question. */
  readonly at: string
  readonly value: Event
  readonly onChange: (value: Event, field?: string) => void
  /** Said when every event may be meant; without, one must be chosen. */
  readonly anyEvent?: string
  readonly label?: string
  /** Stands before the event: its number or letter. */
  readonly mark?: ReactNode
  /** Buttons behind the event. */
  readonly actions?: ReactNode
  readonly children?: ReactNode
}

/** An event with conditions on its properties. */
export function EventInput<Event extends EventFilter>(props: Properties<Event>) {
  const { t } = useTranslation()
  const { catalogue } = useAsking()
  const { at, value, onChange, anyEvent } = props
  const { event = '', where = [] } = value
  const choices = useMemo(
    () => catalogue.events.map(({ name, title }) => ({ value: name, title: title === '' ? name : title })),
    [catalogue.events],
  )
  const setWhere = (next: PropertyCondition[], field?: string) =>
    onChange(
      { ...value, where: next.length === 0 ? undefined : next },
      field === undefined ? undefined : `${at} ${field}`,
    )
  return (
    <div className="bn-ask-event">
      <div className="bn-ask-event-head">
        {props.mark}
        <ChoiceInput
          className="bn-ask-grow"
          label={props.label ?? t('rules.event')}
          placeholder={anyEvent ?? t('analyses.question.chooseEvent')}
          value={event}
          choices={choices}
          onChange={(name) =>
            onChange({
              ...value,
              event: name === '' && anyEvent !== undefined ? undefined : name,
              where: undefined,
            })
          }
        />
        <Button
          type="text"
          size="small"
          icon={<FilterOutlined />}
          aria-label={t('rules.addFilter')}
          title={t('rules.addFilter')}
          onClick={() => setWhere([...where, newFilter])}
        />
        {props.actions}
      </div>
      {props.children}
      <PropertyFilters event={event} where={where} onChange={setWhere} />
      <Problems at={at} />
    </div>
  )
}
