import { Spin } from 'antd'
import { useTranslation } from 'react-i18next'

export function LoadingState() {
  const { t } = useTranslation()
  return (
    <div className="bn-state" role="status" aria-label={t('common.loading')}>
      <Spin />
    </div>
  )
}
