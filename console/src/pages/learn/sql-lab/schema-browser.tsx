import { DownOutlined, RightOutlined, SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabSchema, LabTable } from '../../../api/sql-lab.ts'
import { useFormats } from '../../../app/format.ts'

/** Tables with their columns; a click on a name writes it into the statement. */
export function SchemaBrowser({ schema, insert }: { schema: LabSchema; insert: (text: string) => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(['customer']))
  const wanted = search.trim().toLowerCase()
  const fits = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(wanted))
  const shown = schema.tables.flatMap((table) => {
    const own = wanted === '' || fits(table.name, format.name(table.description))
    const columns = own
      ? table.columns
      : table.columns.filter(({ name, description }) => fits(name, format.name(description)))
    return own || columns.length > 0 ? [{ ...table, columns }] : []
  })
  const toggle = ({ name }: LabTable) =>
    setOpen(
      (before) => new Set(before.has(name) ? [...before].filter((one) => one !== name) : [...before, name]),
    )
  return (
    <div className="bn-sql-schema">
      <Input
        size="small"
        allowClear
        prefix={<SearchOutlined />}
        placeholder={t('sqlLab.searchSchema')}
        aria-label={t('sqlLab.searchSchema')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul aria-label={t('sqlLab.tables')}>
        {shown.map((table) => {
          const isOpen = wanted !== '' || open.has(table.name)
          return (
            <li key={table.name}>
              <div className="bn-sql-table">
                <button type="button" aria-expanded={isOpen} onClick={() => toggle(table)}>
                  {isOpen ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
                  <b>{table.name}</b>
                  <small>{format.name(table.description)}</small>
                </button>
                <button
                  type="button"
                  className="bn-sql-insert"
                  title={t('sqlLab.insert', { name: table.name })}
                  onClick={() => insert(table.name)}
                >
                  +
                </button>
              </div>
              {isOpen && (
                <ul>
                  {table.columns.map((column) => (
                    <li key={column.name}>
                      <button
                        type="button"
                        title={`${column.type}\n${format.name(column.description)}`}
                        onClick={() => insert(column.name)}
                      >
                        <span className="bn-code">{column.name}</span>
                        <small>{format.name(column.description)}</small>
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
