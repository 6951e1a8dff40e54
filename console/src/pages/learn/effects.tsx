import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function EffectsPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.effects')}>{null}</Page>
}
