import { useTranslation } from 'react-i18next'
import type { AnswerColumn, AnswerRow, AnswerSeries, AnswerTable } from '../../../../api/analyses.ts'
import type { PictureProperties } from './picture.ts'
import { heatOf } from './retention-picture.tsx'
import { Who } from './who.tsx'

interface Matrix {
  readonly table: AnswerTable
  /** Columns whose values stand at the left, on top, and in the cells. */
  readonly left: string
  readonly top: string
  readonly cell: string
  /** Colours compare a cell with its row instead of with the whole. */
  readonly byRow?: boolean
}

/** Two texts or numbers against each other; the larger the number where they meet, the deeper the colour. */
export function MatrixPicture(props: PictureProperties & Matrix & { series: AnswerSeries }) {
  const { t } = useTranslation()
  const { answered, words, onWho, series, table, byRow = false } = props
  const columnOf = (key: string) => table.columns.find((one) => one.key === key)
  const [left, top, cell] = [columnOf(props.left), columnOf(props.top), columnOf(props.cell)]
  if (left === undefined || top === undefined || cell === undefined) return null
  const rows = table.rows.filter((row) => row.series === series.key)
  const valuesOf = (column: AnswerColumn) => [...new Set(rows.map(({ values }) => values[column.key] ?? ''))]
  // Where things moved from and to, both sides stand in the same order.
  const tops = valuesOf(byRow ? left : top)
  const numberIn = (row: AnswerRow | undefined) => Number(row?.values[cell.key] ?? 0)
  const greatest = Math.max(1, ...rows.map(numberIn))
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
          {valuesOf(left).map((one) => {
            const own = rows.filter(({ values }) => values[left.key] === one)
            const of = byRow ? own.reduce((sum, row) => sum + numberIn(row), 0) : greatest
            return (
              <tr key={one}>
                <th scope="row">{words.value(left, one)}</th>
                {tops.map((at) => {
                  const row = own.find(({ values }) => values[top.key] === at)
                  const number = numberIn(row)
                  return (
                    <td key={at}>
                      {row !== undefined && (
                        <Who
                          className="bn-heat-cell"
                          style={heatOf(of === 0 ? 0 : number / of)}
                          cell={number === 0 ? undefined : row.cells[cell.key]}
                          about={`${words.value(left, one)} · ${words.value(top, at)} · ${words.value(cell, number)}`}
                          onWho={onWho}
                        >
                          {number === 0 ? '' : words.value(cell, number)}
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
