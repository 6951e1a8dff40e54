import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { numberIn, rowsOf, tableOf } from '#pictures'
import type { AnswerRow, AnswerSeries } from '../../../../api/analyses.ts'
import { effectQuery } from '../../../../api/effects.ts'
import { useFormats } from '../../../../app/format.ts'
import { Figures } from '../../../../components/page.tsx'
import type { PictureProperties } from './picture.ts'

const mostJourneys = 8

/** How many conversions had a contact at all, that this proves nothing, and beside it what holdouts prove. */
export function AttributionNote(props: PictureProperties & { series: AnswerSeries }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { answered, series } = props
  const { analysis, answer } = answered
  const [summary] = rowsOf(tableOf(answer, 'summary'), series)
  const byJourney = analysis.type === 'attribution' && analysis.by?.of === 'journey'
  const worth = numberIn(summary, 'value')
  return (
    <>
      <Figures
        figures={[
          {
            label: t('analyses.attribution.conversions'),
            value: format.count(numberIn(summary, 'conversions')),
          },
          { label: t('analyses.attribution.touched'), value: format.count(numberIn(summary, 'touched')) },
          { label: t('analyses.attribution.untouched'), value: format.count(numberIn(summary, 'untouched')) },
          ...(worth === null ? [] : [{ label: t('analyses.attribution.worth'), value: format.money(worth) }]),
        ]}
      />
      <Alert
        className="bn-attribution-note"
        type="warning"
        showIcon
        title={t('analyses.attribution.notCausal')}
        description={
          <>
            {t('analyses.attribution.notCausalHelp')}
            {byJourney && <Incremental rows={rowsOf(tableOf(answer, 'credits'), series)} />}
          </>
        }
        action={
          <Link to="/learn/effects">
            <Button size="small" tabIndex={-1}>
              {t('analyses.attribution.toEffects')}
            </Button>
          </Link>
        }
      />
    </>
  )
}

/** What each journey is credited with, and what it brought about against its holdout. */
function Incremental({ rows }: { rows: readonly Pick<AnswerRow, 'values'>[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const journeys = rows
    .map(({ values }) => ({ key: String(values['channel']), credited: values['linear'] }))
    .filter(({ key }) => !key.startsWith('$'))
    .slice(0, mostJourneys)
  const effects = useQueries({
    queries: journeys.map(({ key }) => ({ ...effectQuery(key), retry: false })),
  })
  if (journeys.length === 0) return null
  return (
    <table className="bn-attribution-journeys">
      <thead>
        <tr>
          <th>{t('analyses.attribution.journey')}</th>
          <th>{t('analyses.attribution.credited')}</th>
          <th>{t('analyses.attribution.incremental')}</th>
        </tr>
      </thead>
      <tbody>
        {journeys.map(({ key, credited }, i) => {
          const brought = effects[i]?.data?.incremental?.conversions
          return (
            <tr key={key}>
              <td>
                <Link to="/learn/effects/$journey" params={{ journey: key }}>
                  {key}
                </Link>
              </td>
              <td>{typeof credited === 'number' ? format.decimal(credited) : '—'}</td>
              <td>
                {brought === undefined || brought === null
                  ? t('analyses.attribution.noHoldout')
                  : format.decimal(brought)}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
