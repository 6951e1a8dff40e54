import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function PolicyPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.policy')}>{null}</Page>
}
