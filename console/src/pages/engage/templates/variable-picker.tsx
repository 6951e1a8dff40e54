import { useQuery } from '@tanstack/react-query'
import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TemplateVariable, templateVariablesQuery } from '../../../api/templates.ts'
import { useFormats } from '../../../app/format.ts'

const groups = ['customer', 'bank', 'holding', 'tag', 'message'] as const
const filters: Readonly<Partial<Record<TemplateVariable['type'], string>>> = {
  money: ' | money',
  number: ' | number',
  date: ' | date',
}

/** Puts a variable, written for its type, or a tracked link where the caret stood. */
export function VariablePicker({
  onChoose,
  disabled,
}: {
  onChoose: (text: string) => void
  disabled: boolean
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const [open, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const variables = useQuery({ ...templateVariablesQuery, enabled: open })
  const wanted = search.toLowerCase()
  const found = (variables.data?.items ?? []).filter(
    ({ path, label }) =>
      path.toLowerCase().includes(wanted) || format.name(label).toLowerCase().includes(wanted),
  )
  const choose = (text: string) => {
    onChoose(text)
    setOpen(false)
  }
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      placement="bottomLeft"
      content={
        <div className="bn-variables">
          <Input
            allowClear
            autoFocus
            placeholder={t('templates.variables.search')}
            aria-label={t('templates.variables.search')}
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          <div className="bn-variables-list">
            {groups.map((group) => {
              const own = found.filter((one) => one.group === group)
              if (own.length === 0) return null
              return (
                <section key={group}>
                  <h3>{t(`templates.variables.groups.${group}`)}</h3>
                  {own.slice(0, 60).map(({ path, label, type }) => (
                    <button
                      key={path}
                      type="button"
                      onClick={() => choose(`{{ ${path}${filters[type] ?? ''} }}`)}
                    >
                      <span>{format.name(label)}</span>
                      <code>{path}</code>
                    </button>
                  ))}
                </section>
              )
            })}
            <section>
              <h3>{t('templates.variables.groups.link')}</h3>
              <button type="button" onClick={() => choose("{{ 'https://' | link }}")}>
                <span>{t('templates.variables.link')}</span>
                <code>link</code>
              </button>
            </section>
          </div>
        </div>
      }
    >
      <Button disabled={disabled}>{t('templates.variables.insert')}</Button>
    </Popover>
  )
}
