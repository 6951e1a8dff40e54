import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function JobsPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.jobs')}>{null}</Page>
}
