import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function LiveEventsPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.feed')}>{null}</Page>
}
