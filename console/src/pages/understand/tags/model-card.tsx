import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagDetail } from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { drawingColours, useDark } from '../../../app/theme.ts'
import { Chart, type ChartOption } from '../../../components/chart.tsx'

type Model = NonNullable<TagDetail['model']>
const shownWeights = 16

/** How good a model is on customers that it has not learned from, and what it goes by. */
export default function ModelCard({ model }: { model: Model }) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <div className="bn-model">
      <div>
        <dl>
          {[
            [t('tags.model.auc'), model.auc.toFixed(3)],
            [t('tags.model.trainedOn'), format.count(model.trainedOn)],
            [t('tags.model.heldOut'), format.count(model.heldOut)],
            [t('tags.model.share'), format.share(model.outcomeShare)],
            [t('tags.model.trainedAt'), format.time(model.trainedAt)],
          ].map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {model.ranked !== undefined && <Ranking ranked={model.ranked} />}
      </div>
      <div>
        <h3>{t('tags.model.weights')}</h3>
        <p className="bn-quiet">{t('tags.model.weightsLead')}</p>
        <Weights model={model} />
      </div>
    </div>
  )
}

/** The ROC curve from the ranked parts of the customers held out. */
function Ranking({ ranked }: { ranked: NonNullable<Model['ranked']> }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const { points, top } = useMemo(() => {
    const all = ranked.reduce(
      (sum, part) => ({ customers: sum.customers + part.customers, outcomes: sum.outcomes + part.outcomes }),
      { customers: 0, outcomes: 0 },
    )
    const others = all.customers - all.outcomes
    let [customers, outcomes] = [0, 0]
    const curve: [number, number][] = [[0, 0]]
    let tenth = 0
    for (const part of ranked) {
      customers += part.customers
      outcomes += part.outcomes
      curve.push([(customers - outcomes) / Math.max(1, others), outcomes / Math.max(1, all.outcomes)])
      if (customers <= all.customers / 10 + 1) tenth = outcomes / Math.max(1, all.outcomes)
    }
    return { points: curve, top: tenth }
  }, [ranked])
  const option = useMemo<ChartOption>(
    () => ({
      grid: { left: 8, right: 12, top: 8, bottom: 8, outerBoundsMode: 'same' },
      tooltip: { trigger: 'axis', valueFormatter: (value) => format.share(Number(value)) },
      xAxis: {
        type: 'value',
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { formatter: (value: number) => format.share(value) },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { formatter: (value: number) => format.share(value) },
      },
      series: [
        {
          type: 'line',
          name: t('tags.model.roc'),
          data: points,
          showSymbol: false,
          areaStyle: { opacity: 0.12 },
          itemStyle: { color: colours.stage.understand },
        },
        {
          type: 'line',
          name: t('tags.model.chance'),
          data: [
            [0, 0],
            [1, 1],
          ],
          showSymbol: false,
          lineStyle: { type: 'dashed', width: 1 },
          itemStyle: { color: colours.quiet },
        },
      ],
    }),
    [points, format, colours, t],
  )
  return (
    <>
      <h3>{t('tags.model.roc')}</h3>
      <Chart option={option} height={230} label={t('tags.model.roc')} />
      <p className="bn-quiet">
        {t('tags.model.top', { share: format.share(0.1), found: format.share(top) })}
      </p>
    </>
  )
}

function Weights({ model }: { model: Model }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const option = useMemo<ChartOption>(() => {
    const nameOf = ({ column }: Model['weights'][number]) => {
      const { tag } = column
      switch (column.kind) {
        case 'value':
          return t('tags.model.value', { tag })
        case 'missing':
          return t('tags.model.missing', { tag })
        case 'is':
          return t('tags.model.is', { tag, text: column.text === '' ? '∅' : column.text })
        case 'within': {
          const [from, to] = [format.decimal(column.from), format.decimal(column.to)]
          if (column.from === null) return t('tags.model.to', { tag, to })
          return column.to === null
            ? t('tags.model.from', { tag, from })
            : t('tags.model.between', { tag, from, to })
        }
      }
    }
    const heaviest = model.weights
      .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .slice(0, shownWeights)
    return {
      grid: { left: 4, right: 40, top: 0, bottom: 0, outerBoundsMode: 'same' },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        valueFormatter: (value) => Number(value).toFixed(3),
      },
      xAxis: { type: 'value', splitNumber: 4 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: heaviest.map(nameOf),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { width: 220, overflow: 'truncate' },
      },
      series: [
        {
          type: 'bar',
          name: t('tags.model.weights'),
          barMaxWidth: 12,
          data: heaviest.map(({ weight }) => ({
            value: weight,
            itemStyle: { color: weight > 0 ? colours.accent : colours.bad, borderRadius: 2 },
          })),
        },
      ],
    }
  }, [model, t, format, colours])
  return <Chart option={option} height={22 * shownWeights + 30} label={t('tags.model.weights')} />
}
