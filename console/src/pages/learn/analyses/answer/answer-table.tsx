import { Table, type TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnswerWords } from '#pictures'
import type { AnswerColumn, AnswerRow, AnswerTable } from '../../../../api/analyses.ts'
import { Who } from './who.tsx'

interface Properties {
  readonly table: AnswerTable
  readonly words: AnswerWords
  readonly onWho: (cell: string) => void
}
interface Row extends AnswerRow {
  readonly id: number
}

const pageSize = 20
const isText = ({ unit }: AnswerColumn) => unit === 'text' || unit === 'day'

/** The numbers of a picture; whatever has customers behind it tells who they are. */
export function NumbersTable({ table, words, onWho }: Properties) {
  const { t } = useTranslation()
  const rows = useMemo<Row[]>(() => table.rows.map((row, id) => ({ ...row, id })), [table.rows])
  const columns: TableColumnsType<Row> = [
    ...(words.manySeries
      ? [
          {
            title: t('analyses.answer.series'),
            key: '$series',
            fixed: 'left' as const,
            sorter: (a: Row, b: Row) => words.seriesOf(a.series).localeCompare(words.seriesOf(b.series)),
            render: (_: unknown, row: Row) => words.seriesOf(row.series),
          },
        ]
      : []),
    ...table.columns.map((column) => ({
      title: words.column(column),
      key: column.key,
      align: isText(column) ? ('left' as const) : ('right' as const),
      sorter: (a: Row, b: Row) => order(a.values[column.key], b.values[column.key]),
      render: (_: unknown, row: Row) => {
        const margin = row.margins?.[column.key]
        return (
          <Who
            cell={row.values[column.key] === 0 ? undefined : row.cells[column.key]}
            about={words.cell(table, row, column)}
            onWho={onWho}
          >
            {words.value(column, row.values[column.key], row)}
            {margin !== undefined && <small className="bn-quiet"> ± {words.value(column, margin)}</small>}
          </Who>
        )
      },
    })),
  ]
  return (
    <Table<Row>
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={rows.length > pageSize ? { pageSize, size: 'small', showSizeChanger: false } : false}
      locale={{ emptyText: t('analyses.answer.nothing') }}
    />
  )
}

type Value = AnswerRow['values'][string] | undefined

/** Numbers by size, texts by the alphabet, what is missing last. */
function order(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1
  if (b === null || b === undefined) return -1
  return String(a).localeCompare(String(b), undefined, { numeric: true })
}
