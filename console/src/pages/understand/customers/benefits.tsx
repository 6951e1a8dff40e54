import { GiftOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { benefitsQuery } from '../../../api/customers.ts'
import { Part } from './part.tsx'

export function Benefits({ number }: { number: string }) {
  const { t } = useTranslation()
  const benefits = useQuery(benefitsQuery(number))
  return (
    <div className="bn-panel">
      <Part query={benefits}>
        {() => (
          <div className="bn-state" role="status">
            <GiftOutlined style={{ fontSize: 30, color: 'var(--bn-quiet)' }} />
            <h2>{t('customers.benefits.empty')}</h2>
            <p>{t('customers.benefits.help')}</p>
          </div>
        )}
      </Part>
    </div>
  )
}
