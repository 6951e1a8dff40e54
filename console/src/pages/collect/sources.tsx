import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function SourcesPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.sources')}>{null}</Page>
}
