import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function TouchesPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.touches')}>{null}</Page>
}
