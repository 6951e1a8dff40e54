import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function ApiKeysPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.apiKeys')}>{null}</Page>
}
