import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function JourneysPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.journeys')}>{null}</Page>
}
