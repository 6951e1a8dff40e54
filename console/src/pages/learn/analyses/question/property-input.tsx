import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceInput } from '../../../understand/rule-builder/editors/choice-input.tsx'
import { eventNamesOf } from '../model/new-question.ts'
import { useAsking } from './asking.ts'

interface Properties {
  readonly value: string
  readonly onChange: (property: string) => void
  /** Of this event; of all that the question names unless said. */
  readonly event?: string | undefined
  readonly numbers?: boolean
}

/** A property that the tracking plan knows for the events in question, or one that it does not know yet. */
export function PropertyInput({ value, onChange, event, numbers = false }: Properties) {
  const { t } = useTranslation()
  const { question, catalogue } = useAsking()
  const choices = useMemo(() => {
    const names = event === undefined ? eventNamesOf(question) : [event]
    const asked = catalogue.events.filter(({ name }) => names.includes(name))
    const properties = (asked.length === 0 ? catalogue.events : asked).flatMap((one) => one.properties)
    const fitting = properties.filter(({ type }) => !numbers || type === 'number')
    return [...new Set(fitting.map(({ name }) => name))].sort().map((name) => ({ value: name, title: name }))
  }, [catalogue.events, question, event, numbers])
  return (
    <ChoiceInput
      className="bn-ask-grow"
      label={t('rules.property')}
      value={value}
      choices={choices}
      onChange={onChange}
    />
  )
}
