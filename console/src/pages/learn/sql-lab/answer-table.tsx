import { Table, type TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { StatementAnswer } from '../../../api/sql-lab.ts'

interface Line {
  readonly key: number
  readonly cells: readonly unknown[]
}

/** Numbers come as numbers or, where JavaScript would round them, as text. */
export const isNumeric = (type: string): boolean =>
  /^(?:LowCardinality\()?(?:Nullable\()?(?:U?Int|Float|Decimal)/.test(type)

/** How a value is shown: as it was answered, arrays and maps as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Whole numbers beyond 2^53 are compared as such. */
function compare(a: unknown, b: unknown, numeric: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  if (!numeric) return textOf(a).localeCompare(textOf(b))
  const [left, right] = [String(a), String(b)]
  if (/^-?\d{16,}$/.test(left) || /^-?\d{16,}$/.test(right))
    if (/^-?\d+$/.test(left) && /^-?\d+$/.test(right)) {
      const difference = BigInt(left) - BigInt(right)
      return difference === 0n ? 0 : difference < 0n ? -1 : 1
    }
  return Number(left) - Number(right)
}

/** Rows as they came, sorted and paged here. */
export function AnswerTable({ answer }: { answer: StatementAnswer }) {
  const { t } = useTranslation()
  const columns = useMemo<TableColumnsType<Line>>(
    () =>
      answer.columns.map(({ name, type }, index) => {
        const numeric = isNumeric(type)
        return {
          key: index,
          title: (
            <span className="bn-sql-head">
              {name}
              <small>{type}</small>
            </span>
          ),
          align: numeric ? 'right' : 'left',
          sorter: (a, b) => compare(a.cells[index], b.cells[index], numeric),
          showSorterTooltip: false,
          render: (_, { cells }) => {
            const value = cells[index]
            if (value === null || value === undefined) return <i className="bn-sql-null">NULL</i>
            const text = textOf(value)
            return (
              <span className="bn-sql-cell" title={text.length > 60 ? text : undefined}>
                {text}
              </span>
            )
          },
        }
      }),
    [answer],
  )
  const lines = useMemo(() => answer.rows.map((cells, key) => ({ key, cells })), [answer])
  return (
    <Table<Line>
      size="small"
      className="bn-sql-answer"
      columns={columns}
      dataSource={lines}
      rowKey="key"
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: t('sqlLab.noRows') }}
      pagination={{
        defaultPageSize: 50,
        showSizeChanger: true,
        pageSizeOptions: [20, 50, 100, 500],
        size: 'small',
      }}
    />
  )
}
