import { useTranslation } from 'react-i18next'
import { BanyanTree } from '../components/banyan-tree.tsx'

export function SignInPicture() {
  const { t } = useTranslation()
  return (
    <aside className="bn-sign-in-picture">
      <svg viewBox="0 0 560 380" aria-hidden focusable="false">
        <BanyanTree leaf="#2f7d5d" root="#a5dcc0" />
      </svg>
      <strong>{t('common.product')}</strong>
      <p>{t('session.promise')}</p>
    </aside>
  )
}
