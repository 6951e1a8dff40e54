import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function TagsPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.tags')}>{null}</Page>
}
