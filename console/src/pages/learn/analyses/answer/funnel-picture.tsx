import { ArrowRightOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { numberIn, rowsOf, tableOf } from '#pictures'
import type { Answered } from '../../../../api/analyses.ts'
import { useFormats } from '../../../../app/format.ts'
import { type Figure, Figures } from '../../../../components/page.tsx'
import { whyTheyLeft } from '../model/new-question.ts'
import { readQuestion } from '../model/question.ts'
import type { PictureProperties } from './picture.ts'
import { useSeriesColours } from './series-colours.ts'
import { Who } from './who.tsx'

const mostSeries = 8

/** Steps side by side: how many of those who took the first came so far, and who left. */
export function FunnelPicture({ answered, words, onWho }: Omit<PictureProperties, 'names'>) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = useSeriesColours()
  const { answer } = answered
  const table = tableOf(answer, 'steps')
  if (table === undefined) return null
  const series = answer.series.slice(0, mostSeries)
  const [all] = answer.series
  const main = all === undefined ? [] : rowsOf(table, all)
  const last = main.at(-1)
  const column = table.columns.find(({ key }) => key === 'customers')
  const dropped = table.columns.find(({ key }) => key === 'dropped')
  if (column === undefined || dropped === undefined || all === undefined)
    return <p className="bn-quiet bn-answer-nothing">{t('analyses.answer.nothing')}</p>
  const figures: Figure[] = [
    { label: t('analyses.picture.entered'), value: format.count(numberIn(main[0], 'customers')) },
    { label: t('analyses.picture.converted'), value: format.count(numberIn(last, 'customers')) },
    { label: t('analyses.picture.conversion'), value: format.share(numberIn(last, 'conversion')) },
    { label: t('analyses.picture.medianTime'), value: format.duration(numberIn(last, 'since')) },
  ]
  return (
    <>
      <Figures figures={figures} />
      {series.length > 1 && (
        <ul className="bn-answer-legend">
          {series.map((one, i) => (
            <li key={one.key} className="bn-dot" style={{ '--dot': colours.of(i) } as React.CSSProperties}>
              {words.series(one)}
            </li>
          ))}
          {answer.series.length > mostSeries && (
            <li className="bn-quiet">
              {t('analyses.answer.moreSeries', { count: answer.series.length - mostSeries })}
            </li>
          )}
        </ul>
      )}
      <ol className="bn-funnel" style={{ '--steps': main.length } as React.CSSProperties}>
        {main.map((row, i) => {
          const step = row.values['step']
          const title = words.event(typeof step === 'string' ? step : '')
          const time = numberIn(row, 'stepTime') ?? numberIn(row, 'since')
          return (
            <li key={i}>
              <div className="bn-funnel-bars">
                {series.map((one, s) => {
                  const own = rowsOf(table, one)[i]
                  if (own === undefined) return null
                  const share = numberIn(own, 'conversion') ?? (i === 0 ? 1 : 0)
                  const before = i === 0 ? 1 : (numberIn(rowsOf(table, one)[i - 1], 'conversion') ?? 0)
                  return (
                    <div
                      key={one.key}
                      className="bn-funnel-bar"
                      style={{ '--bar': colours.of(s) } as React.CSSProperties}
                    >
                      {before > share && (
                        <Who
                          className="bn-funnel-gone"
                          style={{ height: `${100 * before}%` }}
                          cell={own.cells['dropped']}
                          about={words.cell(table, own, dropped)}
                          onWho={onWho}
                        >
                          <span />
                        </Who>
                      )}
                      <Who
                        className="bn-funnel-here"
                        style={{ height: `${100 * share}%` }}
                        cell={own.cells['customers']}
                        about={words.cell(table, own, column)}
                        onWho={onWho}
                      >
                        <span>{series.length <= 3 || share === 1 ? format.share(share) : ''}</span>
                      </Who>
                    </div>
                  )
                })}
              </div>
              <div className="bn-funnel-step">
                <b className="bn-ask-mark">{i + 1}</b>
                <span title={title}>{title}</span>
              </div>
              <p>
                <Who cell={row.cells['customers']} about={words.cell(table, row, column)} onWho={onWho}>
                  <b>{words.value(column, row.values['customers'])}</b>
                </Who>
              </p>
              {i > 0 && (
                <p className="bn-quiet">
                  <ArrowRightOutlined /> {format.share(numberIn(row, 'stepConversion'))}
                  {time !== null && ` · ${format.duration(time)}`}
                </p>
              )}
              {i > 0 && (
                <p className="bn-funnel-lost">
                  <Who cell={row.cells['dropped']} about={words.cell(table, row, dropped)} onWho={onWho}>
                    −{words.value(dropped, row.values['dropped'])}
                  </Who>{' '}
                  {Number(row.values['dropped']) > 0 && <Why answered={answered} after={i - 1} />}
                </p>
              )}
            </li>
          )
        })}
      </ol>
    </>
  )
}

/** Leads to what tells those who left here from those who went on. */
function Why({ answered: { analysis }, after }: { answered: Answered; after: number }) {
  const { t } = useTranslation()
  const question = readQuestion(analysis)
  if (question?.type !== 'funnel' || question.order === 'any') return null
  return (
    <Link
      to="/learn/analyses/new"
      search={{ q: whyTheyLeft(question, after) }}
      aria-label={t('analyses.dropOff.whyAfter', { number: after + 1 })}
      title={t('analyses.dropOff.whyAfter', { number: after + 1 })}
    >
      {t('analyses.dropOff.why')}
    </Link>
  )
}
