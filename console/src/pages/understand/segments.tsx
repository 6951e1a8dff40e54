import { useTranslation } from 'react-i18next'
import { Page } from '../../components/page.tsx'

export function SegmentsPage() {
  const { t } = useTranslation()
  return <Page title={t('common.pages.segments')}>{null}</Page>
}
