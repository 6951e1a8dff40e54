import { useTranslation } from 'react-i18next'
import { cellsOf, type Matrix } from '#pictures'
import type { AnswerSeries } from '../../../../api/analyses.ts'
import type { PictureProperties } from './picture.ts'
import { heatOf } from './retention-picture.tsx'
import { Who } from './who.tsx'

/** Two texts or numbers against each other; the larger the number where they meet, the deeper the colour. */
export function MatrixPicture(
  props: Omit<PictureProperties, 'names'> & { matrix: Matrix; series: AnswerSeries },
) {
  const { t } = useTranslation()
  const { answered, words, onWho, series, matrix } = props
  const { left, top, cell, byRow } = matrix
  const { lefts, tops, cells } = cellsOf(matrix, series)
  return (
    <div className="bn-heat-scroll">
      <table
        className="bn-heat"
        data-dense={tops.length > 12}
        aria-label={t(`analyses.types.${answered.analysis.type}`)}
      >
        <thead>
          <tr>
            <th scope="col">{byRow ? `${words.column(left)} → ${words.column(top)}` : words.column(left)}</th>
            {tops.map((one) => (
              <th key={one} scope="col">
                {words.value(top, one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lefts.map((one, y) => (
            <tr key={one}>
              <th scope="row">{words.value(left, one)}</th>
              {tops.map((at, x) => {
                const here = cells.find((other) => other.x === x && other.y === y)
                return (
                  <td key={at}>
                    {here !== undefined && (
                      <Who
                        className="bn-heat-cell"
                        style={heatOf(here.share)}
                        cell={here.cell}
                        about={`${words.value(left, one)} · ${words.value(top, at)} · ${words.value(cell, here.number)}`}
                        onWho={onWho}
                      >
                        {here.number === 0 ? '' : words.value(cell, here.number)}
                      </Who>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
