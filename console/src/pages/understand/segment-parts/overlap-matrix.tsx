import { Tooltip } from 'antd'
import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { Overlap } from '../../../api/segments.ts'
import { useFormats } from '../../../app/format.ts'

export type OverlapMeasure = 'share' | 'jaccard' | 'customers'

/** How much every two segments share, as a heat map that is a table. */
export function OverlapMatrix({ overlap, measure }: { overlap: Overlap; measure: OverlapMeasure }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { segments, cells } = overlap
  return (
    <div className="bn-matrix-frame">
      <table className="bn-matrix" aria-label={t('segments.overlap.title')}>
        <thead>
          <tr>
            <td />
            {segments.map(({ key, name }) => (
              <th key={key} scope="col" title={format.name(name)}>
                <span>{format.name(name)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {segments.map((row, i) => (
            <tr key={row.key}>
              <th scope="row">
                {format.name(row.name)} <small>{format.short(row.customers)}</small>
              </th>
              {segments.map((column, j) => {
                const cell = cells[i]?.[j]
                const both = cell?.customers ?? 0
                const share = row.customers === 0 ? 0 : both / row.customers
                const heat = i === j ? 0 : measure === 'jaccard' ? (cell?.jaccard ?? 0) : share
                const text =
                  measure === 'customers'
                    ? format.short(both)
                    : format.share(measure === 'jaccard' ? (cell?.jaccard ?? null) : share)
                return (
                  <Tooltip
                    key={column.key}
                    title={t('segments.overlap.cell', {
                      both: format.count(both),
                      row: format.name(row.name),
                      column: format.name(column.name),
                    })}
                  >
                    <td
                      data-diagonal={i === j}
                      style={{ '--heat': `${Math.round(88 * heat)}%` } as CSSProperties}
                      data-dark={heat > 0.55}
                    >
                      {i === j ? format.short(both) : text}
                    </td>
                  </Tooltip>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
