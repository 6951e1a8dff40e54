import { DeleteOutlined } from '@ant-design/icons'
import { Checkbox, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  intervals,
  type Measure,
  plainMeasures,
  propertyMeasures,
  type QuestionOf,
  type TrendSeries,
} from '../model/question.ts'
import { AddButton } from './add-button.tsx'
import { useAsking } from './asking.ts'
import { EventInput } from './event-input.tsx'
import { Problems, Row, Section } from './field.tsx'
import { IconButton } from './funnel-fields.tsx'
import { PropertyInput } from './property-input.tsx'

type Trend = QuestionOf<'trend'>
const most = 10
const letterOf = (i: number) => String.fromCodePoint(65 + i)

export function TrendFields({ question }: { question: Trend }) {
  const { t } = useTranslation()
  const { change } = useAsking()
  const { series, formulas = [] } = question
  const setSeries = (next: Trend['series'], field?: string) => change({ ...question, series: next }, field)
  const setFormulas = (next: NonNullable<Trend['formulas']>, field?: string) =>
    change({ ...question, formulas: next.length === 0 ? undefined : next }, field)
  return (
    <>
      <Section title={t('analyses.trend.series')}>
        <div className="bn-ask-list">
          {series.map((one, i) => (
            <EventInput<TrendSeries>
              key={i}
              at={`/series/${i}`}
              label={t('analyses.trend.seriesOf', { letter: letterOf(i) })}
              anyEvent={t('analyses.question.anyEvent')}
              mark={<b className="bn-ask-mark">{letterOf(i)}</b>}
              value={one}
              onChange={(next, field) => setSeries(series.with(i, next), field)}
              actions={
                <IconButton
                  label={t('analyses.trend.removeSeries')}
                  icon={<DeleteOutlined />}
                  disabled={series.length === 1}
                  onClick={() => setSeries(series.toSpliced(i, 1))}
                />
              }
            >
              <MeasureInput
                measure={one.measure}
                event={one.event}
                onChange={(measure) => setSeries(series.with(i, { ...one, measure }), `measure ${i}`)}
              />
            </EventInput>
          ))}
          {formulas.map((formula, i) => (
            <div key={i} className="bn-ask-event">
              <div className="bn-ask-event-head">
                <b className="bn-ask-mark">ƒ</b>
                <Input
                  className="bn-code"
                  aria-label={t('analyses.trend.formula')}
                  placeholder="A / B * 100"
                  maxLength={200}
                  value={formula.expression}
                  onChange={(event) =>
                    setFormulas(
                      formulas.with(i, { ...formula, expression: event.target.value }),
                      `formula ${i}`,
                    )
                  }
                />
                <IconButton
                  label={t('analyses.trend.removeFormula')}
                  icon={<DeleteOutlined />}
                  onClick={() => setFormulas(formulas.toSpliced(i, 1))}
                />
              </div>
              <Problems at={`/formulas/${i}`} />
            </div>
          ))}
        </div>
        {series.length < most && (
          <AddButton
            label={t('analyses.trend.addSeries')}
            onAdd={() => setSeries([...series, { measure: { of: 'users' } }])}
          />
        )}
        {formulas.length < most && (
          <AddButton
            label={t('analyses.trend.formula')}
            onAdd={() => setFormulas([...formulas, { expression: '' }])}
          />
        )}
        <Row label={t('analyses.trend.interval')}>
          <Select
            aria-label={t('analyses.trend.interval')}
            className="bn-ask-grow"
            value={question.interval}
            options={intervals.map((value) => ({ value, label: t(`analyses.intervals.${value}`) }))}
            onChange={(interval) => change({ ...question, interval })}
          />
        </Row>
        <Row label={t('analyses.trend.movingAverage')}>
          <InputNumber<number>
            aria-label={t('analyses.trend.movingAverage')}
            className="bn-ask-number"
            placeholder={t('common.none')}
            min={2}
            max={90}
            precision={0}
            value={question.movingAverage ?? null}
            onChange={(value) => change({ ...question, movingAverage: value ?? undefined }, 'movingAverage')}
          />
          <Checkbox
            checked={question.cumulative === true}
            onChange={(event) => change({ ...question, cumulative: event.target.checked ? true : undefined })}
          >
            {t('analyses.trend.cumulative')}
          </Checkbox>
        </Row>
        <Problems at="/interval" />
        <Problems at="/movingAverage" />
      </Section>
    </>
  )
}

const measures = [...plainMeasures, ...propertyMeasures, 'percentile', 'rolling_users', 'stickiness'] as const

function measureOf(of: Measure['of'], before: Measure): Measure {
  const property = 'property' in before ? before.property : ''
  switch (of) {
    case 'percentile':
      return { of, property, percentile: 90 }
    case 'rolling_users':
    case 'stickiness':
      return { of, days: 'days' in before ? before.days : 30 }
    case 'count':
    case 'users':
    case 'per_user':
      return { of }
    default:
      return { of, property }
  }
}

function MeasureInput(props: {
  measure: Measure
  event: string | undefined
  onChange: (measure: Measure) => void
}) {
  const { t } = useTranslation()
  const { measure, onChange } = props
  return (
    <div className="bn-ask-inputs">
      <Select
        className="bn-ask-grow"
        aria-label={t('rules.measure')}
        popupMatchSelectWidth={false}
        value={measure.of}
        options={measures.map((value) => ({ value, label: t(`analyses.measures.${value}`) }))}
        onChange={(of) => onChange(measureOf(of, measure))}
      />
      {'property' in measure && (
        <PropertyInput
          numbers={measure.of !== 'distinct'}
          event={props.event}
          value={measure.property}
          onChange={(property) => onChange({ ...measure, property })}
        />
      )}
      {measure.of === 'percentile' && (
        <InputNumber<number>
          aria-label={t('analyses.measures.percentile')}
          className="bn-ask-number"
          min={0}
          max={100}
          value={measure.percentile}
          onChange={(percentile) => onChange({ ...measure, percentile: percentile ?? 50 })}
        />
      )}
      {'days' in measure && (
        <InputNumber<number>
          aria-label={t('rules.days')}
          className="bn-ask-number"
          min={2}
          max={90}
          precision={0}
          value={measure.days}
          suffix={t('rules.units.days')}
          onChange={(days) => onChange({ ...measure, days: days ?? 30 })}
        />
      )}
    </div>
  )
}
