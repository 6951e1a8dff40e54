import { InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { type QuestionOf, units } from '../model/question.ts'
import { useAsking } from './asking.ts'
import { EventInput } from './event-input.tsx'
import { Problems, Row, Section } from './field.tsx'
import { NumbersInput } from './numbers-input.tsx'

export function RetentionFields({ question }: { question: QuestionOf<'retention'> }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  const { first, returned, cohort = 'every', mode = 'n_day', unit, periods, brackets } = question
  return (
    <>
      <Section title={t('analyses.retention.first')}>
        <EventInput
          at="/first"
          label={t('analyses.retention.first')}
          anyEvent={t('analyses.question.anyEvent')}
          value={first}
          onChange={(next, field) => change({ ...question, first: next }, field)}
        />
        <Row label={t('analyses.retention.cohort')}>
          <Select
            aria-label={t('analyses.retention.cohort')}
            className="bn-ask-grow"
            value={cohort}
            options={(['first_ever', 'first_in_range', 'every'] as const).map((value) => ({
              value,
              label: t(`analyses.retention.cohorts.${value}`),
            }))}
            onChange={(value) => change({ ...question, cohort: value })}
          />
        </Row>
      </Section>
      <Section title={t('analyses.retention.returned')}>
        <EventInput
          at="/returned"
          label={t('analyses.retention.returned')}
          anyEvent={t('analyses.question.anyEvent')}
          value={returned}
          onChange={(next, field) => change({ ...question, returned: next }, field)}
        />
        <Row label={t('analyses.retention.mode')}>
          <Select
            aria-label={t('analyses.retention.mode')}
            className="bn-ask-grow"
            value={mode}
            options={(['n_day', 'calendar', 'unbounded'] as const).map((value) => ({
              value,
              label: t(`analyses.retention.modes.${value}`),
            }))}
            onChange={(value) => change({ ...question, mode: value })}
          />
        </Row>
        <Row label={t('analyses.retention.unit')}>
          <Select
            aria-label={t('analyses.retention.unit')}
            className="bn-ask-grow"
            value={unit}
            options={units.map((value) => ({ value, label: t(`analyses.units.${value}`) }))}
            onChange={(value) => change({ ...question, unit: value })}
          />
          {brackets === undefined && (
            <InputNumber<number>
              aria-label={t('analyses.retention.periods')}
              className="bn-ask-number"
              placeholder={t('analyses.retention.allPeriods')}
              min={1}
              max={90}
              precision={0}
              value={periods ?? null}
              onChange={(value) => change({ ...question, periods: value ?? undefined }, 'periods')}
            />
          )}
        </Row>
        <Row label={t('analyses.retention.brackets')}>
          <NumbersInput
            label={t('analyses.retention.brackets')}
            placeholder={t('analyses.retention.bracketsPlaceholder')}
            value={brackets}
            onChange={(next) => change({ ...question, brackets: next })}
          />
        </Row>
        <Problems at="/brackets" />
        <Problems at="/periods" />
        <Problems at="/mode" />
      </Section>
    </>
  )
}
