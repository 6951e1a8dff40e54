import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundCustomer } from '../../../api/customers.ts'
import { useFormats } from '../../../app/format.ts'
import { amountOf, useOrganisations } from './names.ts'

/** Who was found; the active row is the one that Enter opens. */
export function FoundList(props: {
  customers: readonly FoundCustomer[]
  active: number
  onPoint: (row: number) => void
  onOpen: (customer: FoundCustomer) => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { nameOf } = useOrganisations()
  const list = useRef<HTMLTableSectionElement>(null)
  useEffect(() => {
    list.current?.children[props.active]?.scrollIntoView({ block: 'nearest' })
  }, [props.active])
  return (
    <div className="bn-found-holder">
      <table className="bn-found">
        <thead>
          <tr>
            <th>{t('customers.fields.name')}</th>
            <th>{t('customers.fields.number')}</th>
            <th>{t('customers.fields.gender')}</th>
            <th className="bn-number">{t('customers.fields.age')}</th>
            <th>{t('customers.fields.city')}</th>
            <th>{t('customers.fields.branch')}</th>
            <th>{t('customers.fields.risk')}</th>
            <th className="bn-number">{t('customers.fields.aum')}</th>
          </tr>
        </thead>
        <tbody id="found-customers" role="listbox" ref={list}>
          {props.customers.map((customer, row) => (
            <tr
              key={customer.customer}
              id={`found-${customer.customer}`}
              role="option"
              aria-selected={row === props.active}
              aria-label={t('customers.search.openOne', { number: customer.number })}
              onMouseMove={() => props.onPoint(row)}
              onClick={() => props.onOpen(customer)}
            >
              <td>
                <strong>{customer.name === '' ? '—' : customer.name}</strong>
              </td>
              <td className="bn-code">{customer.number}</td>
              <td>
                {customer.gender === 'female' || customer.gender === 'male'
                  ? t(`customers.gender.${customer.gender}`)
                  : '—'}
              </td>
              <td className="bn-number">{customer.age ?? '—'}</td>
              <td>{customer.city}</td>
              <td>{nameOf(customer.branch)}</td>
              <td>{customer.risk === '' ? '—' : customer.risk}</td>
              <td className="bn-number">{format.money(amountOf(customer.aum))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
