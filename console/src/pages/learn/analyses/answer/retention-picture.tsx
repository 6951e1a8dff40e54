import { useTranslation } from 'react-i18next'
import { deep, depthOf, rowsOf, tableOf } from '#pictures'
import type { AnswerSeries } from '../../../../api/analyses.ts'
import { useFormats } from '../../../../app/format.ts'
import type { PictureProperties } from './picture.ts'
import { Who } from './who.tsx'

/** A cohort a row, a period a column; the more came back, the deeper the colour. */
export function RetentionPicture({
  answered,
  words,
  onWho,
  series,
}: Omit<PictureProperties, 'names'> & { series: AnswerSeries }) {
  const { t } = useTranslation()
  const format = useFormats()
  const cohorts = tableOf(answered.answer, 'cohorts')
  const overall = tableOf(answered.answer, 'overall')
  if (cohorts === undefined || overall === undefined) return null
  const [first, size, ...all] = cohorts.columns
  if (first === undefined || size === undefined) return null
  const rows = rowsOf(cohorts, series)
  // Periods that nobody can have reached yet are left out.
  const periods = all.filter(({ key }) => rows.some(({ values }) => typeof values[key] === 'number'))
  const sums = rowsOf(overall, series)
  if (rows.length === 0) return <p className="bn-quiet bn-answer-nothing">{t('analyses.answer.nothing')}</p>
  const began = rows.reduce((sum, { values }) => sum + Number(values['size'] ?? 0), 0)
  return (
    <div className="bn-heat-scroll">
      <table className="bn-heat" aria-label={t('analyses.types.retention')}>
        <thead>
          <tr>
            <th scope="col">{words.column(first)}</th>
            <th scope="col" className="bn-number">
              {words.column(size)}
            </th>
            {periods.map((column) => (
              <th key={column.key} scope="col">
                {words.column(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="bn-heat-all">
            <th scope="row">{t('analyses.picture.overall')}</th>
            <td className="bn-number">{format.count(began)}</td>
            {periods.map((column, n) => {
              const share = sums[n]?.values['share']
              return (
                <td key={column.key}>
                  <Heat share={typeof share === 'number' ? share : null} />
                </td>
              )
            })}
          </tr>
          {rows.map((row) => {
            const of = Number(row.values['size'] ?? 0)
            return (
              <tr key={String(row.values['cohort'])}>
                <th scope="row">{words.value(first, row.values['cohort'])}</th>
                <td className="bn-number">
                  <Who cell={row.cells['size']} about={words.cell(cohorts, row, size)} onWho={onWho}>
                    {words.value(size, row.values['size'])}
                  </Who>
                </td>
                {periods.map((column) => {
                  const value = row.values[column.key]
                  const share = typeof value === 'number' && of > 0 ? value / of : null
                  return (
                    <td key={column.key}>
                      {share === null ? null : (
                        <Who
                          className="bn-heat-cell"
                          style={heatOf(share)}
                          cell={row.cells[column.key]}
                          about={`${words.cell(cohorts, row, column)} · ${words.value(column, value)}`}
                          onWho={onWho}
                        >
                          {format.share(share)}
                        </Who>
                      )}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** The colour of a share, and a text that can be read on it. */
export function heatOf(share: number): React.CSSProperties {
  const depth = depthOf(share)
  return {
    background: `color-mix(in srgb, var(--bn-heat) ${depth}%, transparent)`,
    color: depth > deep ? 'var(--bn-heat-text)' : undefined,
  }
}

function Heat({ share }: { share: number | null }) {
  const format = useFormats()
  if (share === null) return null
  return (
    <span className="bn-heat-cell" style={heatOf(share)}>
      {format.share(share)}
    </span>
  )
}
