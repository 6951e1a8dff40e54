import { Checkbox, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { QuestionOf } from '../model/question.ts'
import { useAsking } from './asking.ts'
import { EventInput } from './event-input.tsx'
import { MoreSection, Problems, Row, Section } from './field.tsx'

type Path = QuestionOf<'path'>
const lists = ['only', 'without'] as const

export function PathFields({ question }: { question: Path }) {
  const { t } = useTranslation()
  const { change, catalogue } = useAsking()
  const { anchor, direction = 'forward' } = question
  const listed = lists.find((name) => question[name] !== undefined)
  const number = (name: 'depth' | 'topN' | 'sessionGapMinutes', usual: number, most: number) => (
    <InputNumber<number>
      aria-label={t(`analyses.path.${name}`)}
      className="bn-ask-number"
      min={1}
      max={most}
      precision={0}
      value={question[name] ?? usual}
      onChange={(value) => change({ ...question, [name]: value ?? undefined }, name)}
    />
  )
  return (
    <>
      <Section title={t('analyses.path.anchor')}>
        <div className="bn-ask-inputs">
          <Select
            aria-label={t('analyses.path.direction')}
            className="bn-ask-grow"
            value={direction}
            options={(['forward', 'backward'] as const).map((value) => ({
              value,
              label: t(`analyses.path.directions.${value}`),
            }))}
            onChange={(next) => change({ ...question, direction: next === 'forward' ? undefined : next })}
          />
        </div>
        <EventInput
          at="/anchor"
          label={t('analyses.path.anchor')}
          value={anchor}
          onChange={(next, field) => change({ ...question, anchor: next }, field)}
        />
        <Row label={t('analyses.path.depth')}>{number('depth', 5, 10)}</Row>
        <Row label={t('analyses.path.topN')}>{number('topN', 8, 30)}</Row>
        <Row label={t('analyses.path.sessionGapMinutes')}>
          {number('sessionGapMinutes', 30, 1440)}
          <span className="bn-quiet">{t('analyses.spans.minutes')}</span>
        </Row>
      </Section>
      <MoreSection title={t('analyses.path.more')} used={listed !== undefined || question.collapse === false}>
        <div className="bn-ask-inputs">
          <Select
            aria-label={t('analyses.path.events')}
            className="bn-ask-grow"
            value={listed ?? 'all'}
            options={(['all', ...lists] as const).map((value) => ({
              value,
              label: t(`analyses.path.lists.${value}`),
            }))}
            onChange={(next) => {
              const { only = [], without = [], ...rest } = question
              change(next === 'all' ? rest : { ...rest, [next]: [...only, ...without] })
            }}
          />
          {listed !== undefined && (
            <Select
              mode="tags"
              aria-label={t(`analyses.path.lists.${listed}`)}
              className="bn-ask-grow"
              placeholder={t('analyses.question.chooseEvents')}
              value={question[listed] ?? []}
              options={catalogue.events.map(({ name, title }) => ({
                value: name,
                label: title === '' ? name : title,
              }))}
              optionFilterProp="label"
              onChange={(events: string[]) => change({ ...question, [listed]: events })}
            />
          )}
        </div>
        <Problems at="/only" />
        <Problems at="/without" />
        <Checkbox
          checked={question.collapse !== false}
          onChange={(event) => change({ ...question, collapse: event.target.checked ? undefined : false })}
        >
          {t('analyses.path.collapse')}
        </Checkbox>
      </MoreSection>
    </>
  )
}
