import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Compare } from '../model/question.ts'
import { useAsking } from './asking.ts'
import { Section } from './field.tsx'
import { RangeInput } from './range-input.tsx'
import { SegmentChoice } from './segment-choice.tsx'

const starts: { readonly [With in Compare['with']]: Compare } = {
  previous: { with: 'previous' },
  range: { with: 'range', range: { lastDays: 30, endDaysAgo: 30 } },
  segment: { with: 'segment', segment: '' },
}

/** A second answer beside the first: of another period, or of the members of a segment. */
export function CompareField() {
  const { t } = useTranslation()
  const { question, change } = useAsking()
  const { compare } = question
  return (
    <Section title={t('analyses.question.compare')} at={['/compare']}>
      <div className="bn-ask-inputs">
        <Select
          allowClear
          className="bn-ask-grow"
          aria-label={t('analyses.question.compare')}
          placeholder={t('analyses.question.noCompare')}
          value={compare?.with ?? null}
          options={(['previous', 'range', 'segment'] as const).map((value) => ({
            value,
            label: t(`analyses.compares.${value}`),
          }))}
          onChange={(chosen: Compare['with'] | null | undefined) =>
            change({
              ...question,
              compare: chosen === null || chosen === undefined ? undefined : starts[chosen],
            })
          }
        />
        {compare?.with === 'segment' && (
          <SegmentChoice
            value={compare.segment}
            onChange={(segment) => change({ ...question, compare: { with: 'segment', segment } })}
          />
        )}
        {compare?.with === 'range' && (
          <RangeInput
            label={t('analyses.compares.range')}
            value={compare.range}
            onChange={(range, field) => change({ ...question, compare: { with: 'range', range } }, field)}
          />
        )}
      </div>
    </Section>
  )
}
