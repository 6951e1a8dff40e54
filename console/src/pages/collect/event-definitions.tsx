import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function EventDefinitionsPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.events')}>{null}</Page>
}
