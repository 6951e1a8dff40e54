import { useQuery } from '@tanstack/react-query'
import { Alert, Form, InputNumber, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Effect, sampleSizeQuery } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { differenceText } from './effect-texts.ts'

/** Percentages and plain numbers as people type them. */
interface Asked {
  readonly kind: 'proportion' | 'mean'
  readonly rate: number
  readonly deviation: number
  readonly explained: number
  readonly holdoutShare: number
  readonly power: number
  readonly alpha: number
  readonly effect: number
  readonly customers: number
}

/** Before the start: how many customers an effect needs, and which effect the customers at hand can show. */
export function SampleSize({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked>(() => startFrom(effect))
  const share = asked.kind === 'proportion'
  const field = (name: Exclude<keyof Asked, 'kind'>, label: string, percent: boolean, max?: number) => (
    <Form.Item label={label}>
      <InputNumber
        aria-label={label}
        style={{ width: '100%' }}
        min={0}
        {...(max === undefined ? {} : { max })}
        value={asked[name]}
        suffix={percent ? '%' : undefined}
        onChange={(value) => setAsked({ ...asked, [name]: value ?? 0 })}
      />
    </Form.Item>
  )
  return (
    <Panel title={t('learn.effect.size.title')}>
      <Form layout="vertical">
        <Form.Item label={t('learn.effect.size.kind')}>
          <Segmented
            value={asked.kind}
            onChange={(kind) => setAsked({ ...asked, kind: kind === 'mean' ? 'mean' : 'proportion' })}
            options={(['proportion', 'mean'] as const).map((value) => ({
              value,
              label: t(`learn.effect.size.${value}`),
            }))}
          />
        </Form.Item>
        <div className="bn-grid" style={{ gridTemplateColumns: '1fr 1fr', columnGap: 12, rowGap: 0 }}>
          {share
            ? field('rate', t('learn.effect.size.rate'), true, 100)
            : field('deviation', t('learn.effect.size.deviation'), false)}
          {field('effect', t('learn.effect.size.effect'), share)}
          {!share && field('explained', t('learn.effect.size.explained'), true, 99)}
          {field('customers', t('learn.effect.size.customers'), false)}
          {field('holdoutShare', t('learn.effect.size.holdoutShare'), true, 99)}
          {field('power', t('learn.effect.size.power'), true, 99)}
          {field('alpha', t('learn.effect.size.alpha'), true, 50)}
        </div>
      </Form>
      <Answer asked={asked} />
    </Panel>
  )
}

function Answer({ asked }: { asked: Asked }) {
  const { t } = useTranslation()
  const format = useFormats()
  const share = asked.kind === 'proportion'
  const scale = share ? 100 : 1
  const found = useQuery(
    sampleSizeQuery({
      baseline: share
        ? { kind: 'proportion', rate: asked.rate / 100 }
        : { kind: 'mean', deviation: asked.deviation, explained: asked.explained / 100 },
      holdoutShare: asked.holdoutShare / 100,
      power: asked.power / 100,
      alpha: asked.alpha / 100,
      ...(asked.effect > 0 ? { effect: asked.effect / scale } : {}),
      ...(asked.customers >= 2 ? { customers: Math.round(asked.customers) } : {}),
    }),
  )
  if (found.isError) return <ProblemState error={found.error} />
  if (found.data === undefined) return null
  const { customers, effect } = found.data
  return (
    <>
      {asked.effect > 0 && (
        <Alert
          type={customers === null ? 'warning' : customers <= asked.customers ? 'success' : 'info'}
          showIcon
          style={{ marginBottom: 8 }}
          title={
            customers === null
              ? t('learn.effect.size.impossible')
              : t('learn.effect.size.needs', { customers: format.count(customers) })
          }
        />
      )}
      {asked.customers >= 2 && (
        <Alert
          type="info"
          showIcon
          title={
            effect === null
              ? t('learn.effect.size.findsNone')
              : t('learn.effect.size.finds', {
                  customers: format.count(asked.customers),
                  effect: differenceText(format, share ? 'share' : 'number', effect),
                })
          }
        />
      )}
    </>
  )
}

const round = (value: number): number => Number(value.toPrecision(3))

/** What the journey itself shows so far is the best guess of what a next one will meet. */
function startFrom(effect: Effect): Asked {
  const { holdout, treated, sampleRatio } = effect
  const metric = effect.metrics[0]
  const rate = holdout === null || holdout.customers === 0 ? 0.05 : holdout.converted / holdout.customers
  return {
    kind: metric === undefined || metric.unit === 'share' ? 'proportion' : 'mean',
    rate: round(100 * Math.min(0.99, Math.max(0.001, rate))),
    deviation: round(Math.sqrt(holdout?.aumVariance ?? 0) || 1000),
    explained: round(100 * Math.max(0, metric?.cuped?.varianceReduction ?? 0)),
    holdoutShare: round(100 * (sampleRatio?.expectedHoldoutShare ?? 0.1)) || 10,
    power: 80,
    alpha: 5,
    effect: 1,
    customers: treated.customers + (holdout?.customers ?? 0),
  }
}
