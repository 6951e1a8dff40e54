import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function DeadLettersPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.deadLetters')}>{null}</Page>
}
