import { ClearOutlined, ReloadOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFilters } from '../app/search.ts'

/** Filters of a list; their values live in the URL under their names. */
export function FilterBar({
  children,
  names,
  refresh,
}: {
  children: ReactNode
  names: readonly string[]
  refresh?: () => void
}) {
  const { t } = useTranslation()
  const [filters, change] = useFilters()
  const active = names.some((name) => filters[name] !== undefined)
  return (
    <div className="bn-toolbar" role="search">
      {children}
      {active && (
        <Button
          type="text"
          icon={<ClearOutlined />}
          onClick={() => change(Object.fromEntries(names.map((name) => [name, undefined])))}
        >
          {t('common.clear')}
        </Button>
      )}
      <span className="bn-toolbar-grow" />
      {refresh !== undefined && (
        <Button icon={<ReloadOutlined />} onClick={refresh}>
          {t('common.refresh')}
        </Button>
      )}
    </div>
  )
}

export function ChoiceFilter(props: {
  name: string
  label: string
  options: readonly { value: string; label: string }[]
  width?: number
}) {
  const [filters, change] = useFilters()
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={props.label}
      placeholder={props.label}
      style={{ width: props.width ?? 160 }}
      value={filters[props.name] ?? null}
      options={[...props.options]}
      onChange={(value: string | null) => change({ [props.name]: value ?? undefined })}
    />
  )
}

export function TextFilter({ name, label, width = 180 }: { name: string; label: string; width?: number }) {
  const [filters, change] = useFilters()
  return (
    <Input.Search
      key={filters[name] ?? ''}
      allowClear
      aria-label={label}
      placeholder={label}
      style={{ width }}
      defaultValue={filters[name] ?? ''}
      onSearch={(value) => change({ [name]: value.trim() })}
    />
  )
}
