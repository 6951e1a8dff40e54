import { DeleteOutlined } from '@ant-design/icons'
import { InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { attributionModels, type QuestionOf } from '../model/question.ts'
import { AddButton } from './add-button.tsx'
import { useAsking } from './asking.ts'
import { EventInput } from './event-input.tsx'
import { MoreSection, Problems, Row, Section } from './field.tsx'
import { IconButton } from './funnel-fields.tsx'
import { PropertyInput } from './property-input.tsx'
import { SpanInput } from './span-input.tsx'

type Attribution = QuestionOf<'attribution'>
type Model = (typeof attributionModels)[number]
const mostContacts = 20
const mostChannels = 12
const usualEnds = { first: 0.4, last: 0.4 }
const usualHalfLife = 7 * 86_400

export function AttributionFields({ question }: { question: Attribution }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  const { by = { of: 'channel' as const }, values = mostChannels } = question
  return (
    <>
      <Section title={t('analyses.attribution.conversion')}>
        <EventInput
          at="/conversion"
          value={question.conversion}
          onChange={(conversion, field) => change({ ...question, conversion }, field)}
        />
        <Row label={t('analyses.attribution.value')}>
          <Select
            aria-label={t('analyses.attribution.value')}
            className="bn-ask-grow"
            value={question.value === undefined ? 'none' : 'property'}
            options={[
              { value: 'none', label: t('analyses.attribution.noValue') },
              { value: 'property', label: t('analyses.attribution.bys.property') },
            ]}
            onChange={(of) => change({ ...question, value: of === 'none' ? undefined : '' })}
          />
          {question.value !== undefined && (
            <PropertyInput
              numbers
              event={question.conversion.event}
              value={question.value}
              onChange={(value) => change({ ...question, value })}
            />
          )}
        </Row>
      </Section>
      <Contacts question={question} />
      <Section title={t('analyses.attribution.by')} at={['/by']}>
        <Row label={t('analyses.attribution.by')}>
          <Select
            aria-label={t('analyses.attribution.by')}
            className="bn-ask-grow"
            value={by.of}
            options={(['channel', 'journey', 'event', 'property'] as const).map((value) => ({
              value,
              label: t(`analyses.attribution.bys.${value}`),
            }))}
            onChange={(of) =>
              change({
                ...question,
                by: of === 'channel' ? undefined : of === 'property' ? { of, property: '' } : { of },
              })
            }
          />
          {by.of === 'property' && (
            <PropertyInput
              value={by.property}
              onChange={(property) => change({ ...question, by: { of: 'property', property } })}
            />
          )}
        </Row>
        <Row label={t('analyses.attribution.values')}>
          <Select
            aria-label={t('analyses.attribution.values')}
            value={values}
            options={[3, 5, 8, mostChannels].map((value) => ({
              value,
              label: t('analyses.question.top', { count: value }),
            }))}
            onChange={(next) => change({ ...question, values: next === mostChannels ? undefined : next })}
          />
        </Row>
        <Row label={t('analyses.attribution.window')}>
          <SpanInput
            label={t('analyses.attribution.window')}
            seconds={question.windowSeconds}
            onChange={(windowSeconds) => change({ ...question, windowSeconds }, 'window')}
          />
        </Row>
      </Section>
      <Models question={question} />
    </>
  )
}

/** What counts as a contact: messages and clicks, or chosen events. */
function Contacts({ question }: { question: Attribution }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  const { touches = [] } = question
  const set = (next: NonNullable<Attribution['touches']>, field?: string) =>
    change({ ...question, touches: next.length === 0 ? undefined : next }, field)
  return (
    <Section title={t('analyses.attribution.contacts')} at={['/touches']}>
      {touches.length === 0 && (
        <p className="bn-quiet bn-ask-note">{t('analyses.attribution.usualContacts')}</p>
      )}
      <div className="bn-ask-list">
        {touches.map((touch, i) => (
          <EventInput
            key={i}
            at={`/touches/${i}`}
            label={t('analyses.attribution.contact')}
            value={touch}
            onChange={(next, field) => set(touches.with(i, next), field)}
            actions={
              <IconButton
                label={t('analyses.attribution.removeContact')}
                icon={<DeleteOutlined />}
                onClick={() => set(touches.toSpliced(i, 1))}
              />
            }
          />
        ))}
      </div>
      {touches.length < mostContacts && (
        <AddButton
          label={t('analyses.attribution.addContact')}
          onAdd={() => set([...touches, { event: '' }])}
        />
      )}
    </Section>
  )
}

function Models({ question }: { question: Attribution }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  const { models, position = usualEnds, halfLifeSeconds = usualHalfLife } = question
  const shown = (model: Model) => models === undefined || models.includes(model)
  const end = (which: 'first' | 'last', label: string) => (
    <InputNumber<number>
      aria-label={label}
      className="bn-ask-number"
      min={0}
      max={100}
      precision={0}
      suffix="%"
      value={Math.round(position[which] * 100)}
      onChange={(percent) =>
        change({ ...question, position: { ...position, [which]: (percent ?? 0) / 100 } }, which)
      }
    />
  )
  return (
    <MoreSection
      title={t('analyses.attribution.more')}
      used={models !== undefined || question.position !== undefined || question.halfLifeSeconds !== undefined}
    >
      <Select<Model[]>
        mode="multiple"
        aria-label={t('analyses.attribution.models')}
        style={{ width: '100%' }}
        value={attributionModels.filter(shown)}
        options={attributionModels.map((value) => ({
          value,
          label: t(`analyses.attribution.model.${value}`),
        }))}
        onChange={(next) =>
          change({
            ...question,
            models:
              next.length === 0 || next.length === attributionModels.length
                ? undefined
                : attributionModels.filter((model) => next.includes(model)),
          })
        }
      />
      {shown('position') && (
        <Row label={t('analyses.attribution.model.position')}>
          {end('first', t('analyses.attribution.positionFirst'))}
          {end('last', t('analyses.attribution.positionLast'))}
        </Row>
      )}
      <Problems at="/position" />
      {shown('time_decay') && (
        <Row label={t('analyses.attribution.halfLife')}>
          <SpanInput
            label={t('analyses.attribution.halfLife')}
            seconds={halfLifeSeconds}
            onChange={(seconds) => change({ ...question, halfLifeSeconds: seconds }, 'halfLife')}
          />
        </Row>
      )}
    </MoreSection>
  )
}
