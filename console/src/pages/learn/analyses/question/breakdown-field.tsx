import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../../app/format.ts'
import { ChoiceInput } from '../../../understand/rule-builder/editors/choice-input.tsx'
import { customerAttributes, useRuleWords } from '../../../understand/rule-builder/rule-words.ts'
import { splitsEvents } from '../model/new-question.ts'
import type { Breakdown } from '../model/question.ts'
import { useAsking } from './asking.ts'
import { NumbersInput } from './numbers-input.tsx'
import { SegmentChoices } from './segment-choice.tsx'
import { PropertyInput } from './property-input.tsx'
import { Row, Section } from './field.tsx'

const kinds = ['property', 'channel', 'tag', 'attribute', 'segment', 'organisation'] as const
const starts: { readonly [By in Breakdown['by']]: Breakdown } = {
  property: { by: 'property', property: '' },
  channel: { by: 'channel' },
  tag: { by: 'tag', tag: '' },
  attribute: { by: 'attribute', attribute: '' },
  segment: { by: 'segment', segments: [] },
  organisation: { by: 'organisation', level: 'branch' },
}

/** What the answer is split by. */
export function BreakdownField() {
  const { t } = useTranslation()
  const { question, change } = useAsking()
  const { breakdown } = question
  const set = (next: Breakdown | undefined, field?: string) =>
    change({ ...question, breakdown: next }, field === undefined ? undefined : `breakdown ${field}`)
  const offered = kinds.filter(
    (by) => splitsEvents(question.type) || (by !== 'property' && by !== 'channel') || by === breakdown?.by,
  )
  return (
    <Section title={t('analyses.question.breakdown')} at={['/breakdown']}>
      <div className="bn-ask-inputs">
        <Select
          allowClear
          className="bn-ask-grow"
          aria-label={t('analyses.question.breakdown')}
          placeholder={t('analyses.question.noBreakdown')}
          value={breakdown?.by ?? null}
          options={offered.map((by) => ({ value: by, label: t(`analyses.breakdowns.${by}`) }))}
          onChange={(by: Breakdown['by'] | null | undefined) =>
            set(by === null || by === undefined ? undefined : starts[by])
          }
        />
        {breakdown !== undefined && <By breakdown={breakdown} set={set} />}
      </div>
      {breakdown !== undefined && breakdown.by !== 'segment' && <Values breakdown={breakdown} set={set} />}
    </Section>
  )
}

interface ByProperties {
  readonly breakdown: Breakdown
  readonly set: (next: Breakdown, field?: string) => void
}

function By({ breakdown, set }: ByProperties) {
  const { t } = useTranslation()
  const format = useFormats()
  const words = useRuleWords()
  const { catalogue } = useAsking()
  const tags = useMemo(
    () => [...catalogue.tags.values()].map(({ key, name }) => ({ value: key, title: format.name(name) })),
    [catalogue.tags, format],
  )
  switch (breakdown.by) {
    case 'property':
      return (
        <PropertyInput value={breakdown.property} onChange={(property) => set({ ...breakdown, property })} />
      )
    case 'tag':
      return (
        <ChoiceInput
          className="bn-ask-grow"
          label={t('rules.kinds.tag')}
          value={breakdown.tag}
          choices={tags}
          onChange={(tag) => set({ ...breakdown, tag })}
        />
      )
    case 'attribute':
      return (
        <ChoiceInput
          className="bn-ask-grow"
          label={t('rules.kinds.attribute')}
          value={breakdown.attribute}
          choices={[
            ...customerAttributes.filter((one) => one !== 'number'),
            ...catalogue.known.attributes,
          ].map((name) => ({ value: name, title: words.attribute(name) }))}
          onChange={(attribute) => set({ ...breakdown, attribute })}
        />
      )
    case 'segment':
      return (
        <SegmentChoices value={breakdown.segments} onChange={(segments) => set({ ...breakdown, segments })} />
      )
    case 'organisation':
      return (
        <Select
          className="bn-ask-grow"
          aria-label={t('analyses.breakdowns.organisation')}
          value={breakdown.level ?? 'branch'}
          options={(['branch', 'sub_branch'] as const).map((level) => ({
            value: level,
            label: t(`analyses.levels.${level}`),
          }))}
          onChange={(level) => set({ ...breakdown, level })}
        />
      )
    case 'channel':
      return null
  }
}

const usual = 10

/** How many values stand on their own, or the bins of a number. */
function Values({ breakdown, set }: ByProperties & { breakdown: Exclude<Breakdown, { by: 'segment' }> }) {
  const { t } = useTranslation()
  const binned = 'bins' in breakdown && breakdown.bins !== undefined
  return (
    <>
      {(breakdown.by === 'property' || breakdown.by === 'tag') && (
        <Row label={t('analyses.question.bins')}>
          <NumbersInput
            label={t('analyses.question.bins')}
            placeholder={t('analyses.question.binsPlaceholder')}
            value={breakdown.bins}
            onChange={(bins) => set({ ...breakdown, bins }, 'bins')}
          />
        </Row>
      )}
      {!binned && (
        <Row label={t('analyses.question.values')}>
          <Select
            aria-label={t('analyses.question.values')}
            value={breakdown.values ?? usual}
            options={[3, 5, 10, 20, 50].map((value) => ({
              value,
              label: t('analyses.question.top', { count: value }),
            }))}
            onChange={(values) => set({ ...breakdown, values: values === usual ? undefined : values })}
          />
        </Row>
      )}
    </>
  )
}
