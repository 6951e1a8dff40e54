import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { type CSSProperties, useDeferredValue, useState } from 'react'
import { productsQuery } from '../api/products.ts'
import { useFormats } from '../app/format.ts'
import { useMay } from './page.tsx'

interface Option {
  readonly value: string
  readonly label: string
  readonly note: string
}

const renderOption = ({ data }: { readonly data: Option }) => (
  <span style={{ display: 'flex', justifyContent: 'space-between', gap: 16 }}>
    <span>{data.label}</span>
    <small className="bn-quiet">{data.note}</small>
  </span>
)

/** Chooses one of the bank's products by name or key. A key that is not in the list can be typed all the same. */
export function ProductSelect(props: {
  label: string
  placeholder?: string
  value?: string | undefined
  onChange?: (product: string | undefined) => void
  disabled?: boolean
  className?: string
  style?: CSSProperties
}) {
  const format = useFormats()
  const may = useMay('understand:read')
  const [search, setSearch] = useState('')
  const typed = useDeferredValue(search.trim())
  const products = useQuery({
    ...productsQuery(typed),
    placeholderData: keepPreviousData,
    enabled: may,
  })
  const found = (products.data?.items ?? []).map(({ product, name, risk }) => ({
    value: product,
    label: format.name(name),
    note: [product, risk].filter((one) => one !== '').join(' · '),
  }))
  const value = props.value === '' ? undefined : props.value
  const extra = [...new Set([value, typed])].flatMap((one) =>
    one === undefined || one === '' || found.some((product) => product.value === one)
      ? []
      : [{ value: one, label: one, note: '' }],
  )
  return (
    <Select<string, Option>
      allowClear
      showSearch={{ filterOption: false, onSearch: setSearch }}
      aria-label={props.label}
      placeholder={props.placeholder}
      disabled={props.disabled ?? false}
      {...(props.className === undefined ? {} : { className: props.className })}
      style={{ minWidth: 160, ...props.style }}
      popupMatchSelectWidth={false}
      loading={products.isFetching}
      value={value ?? null}
      options={[...found, ...extra]}
      optionRender={renderOption}
      onChange={(next: string | null | undefined) => props.onChange?.(next ?? undefined)}
    />
  )
}
