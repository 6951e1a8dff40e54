import { BulbOutlined, GlobalOutlined, LogoutOutlined, ReadOutlined, UserOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { type CSSProperties, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionQuery, signOut } from '../api/session.ts'
import { LoadingState } from '../components/loading-state.tsx'
import { chooseLanguage, followAccountLanguage, useLanguage } from './language.ts'
import { entryOf, loopStages, navigation, stages } from './navigation.ts'
import { appearances, chooseAppearance, stageColours, useAppearance } from './theme.ts'

/** The frame around every page: navigation by stage, where you are, language, appearance, who you are. */
export function Shell() {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const locale = session?.user.locale
  useEffect(() => {
    if (locale !== undefined) followAccountLanguage(locale)
  }, [locale])
  return (
    <div className="bn-shell">
      <a className="bn-skip" href="#page-content">
        {t('common.skipToContent')}
      </a>
      <Navigation />
      <header className="bn-head">
        <Crumbs />
        <LanguageSwitch />
        <AppearanceSwitch />
        <Account />
      </header>
      <main className="bn-main" id="page-content" tabIndex={-1}>
        <Suspense fallback={<LoadingState />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}

/** Only the pages that the signed-in user may read, and that show something to them. */
function Navigation() {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const everybody = session?.user.dataScope === null
  const entries = navigation.filter(
    (entry) => session?.scopes.includes(entry.scope) && (everybody || !('everybody' in entry)),
  )
  return (
    <nav className="bn-nav" aria-label={t('common.navigation')}>
      <div className="bn-brand">
        <img src="/favicon.svg" alt="" />
        {t('common.product')}
      </div>
      {everybody && (
        <ul>
          <li>
            <Link to="/overview">{t('common.pages.overview')}</Link>
          </li>
        </ul>
      )}
      {stages
        .filter((stage) => entries.some((entry) => entry.stage === stage))
        .map((stage) => (
          <section
            key={stage}
            className="bn-nav-stage"
            data-loop={loopStages.some((one) => one === stage)}
            data-last={stage === loopStages.at(-1)}
            style={{ '--stage': stageColours.dark[stage] } as CSSProperties}
          >
            <h2>{t(`common.stages.${stage}`)}</h2>
            <ul>
              {entries
                .filter((entry) => entry.stage === stage)
                .map((entry) => (
                  <li key={entry.page}>
                    <Link to={entry.path}>{t(`common.pages.${entry.page}`)}</Link>
                  </li>
                ))}
            </ul>
          </section>
        ))}
    </nav>
  )
}

function Crumbs() {
  const { t } = useTranslation()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const entry = entryOf(path)
  const page = entry === undefined ? t('common.pages.overview') : t(`common.pages.${entry.page}`)
  useEffect(() => {
    document.title = `${page} · ${t('common.product')}`
  }, [page, t])
  return (
    <div className="bn-crumbs">
      {entry !== undefined && (
        <>
          <span>{t(`common.stages.${entry.stage}`)}</span>
          <span aria-hidden>/</span>
        </>
      )}
      {entry === undefined ? (
        <strong>{page}</strong>
      ) : (
        <Link to={entry.path}>
          <strong>{page}</strong>
        </Link>
      )}
    </div>
  )
}

export function LanguageSwitch() {
  const { t } = useTranslation()
  const language = useLanguage()
  const items = [
    { key: 'zh-CN', label: '简体中文' },
    { key: 'en', label: 'English' },
  ]
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        selectedKeys: [language],
        onClick: ({ key }) => chooseLanguage(key === 'en' ? 'en' : 'zh-CN'),
      }}
    >
      <Button type="text" icon={<GlobalOutlined />} aria-label={t('common.language')}>
        {language === 'en' ? 'EN' : '中'}
      </Button>
    </Dropdown>
  )
}

export function AppearanceSwitch() {
  const { t } = useTranslation()
  const appearance = useAppearance()
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: appearances.map((key) => ({ key, label: t(`common.${key}`) })),
        selectedKeys: [appearance],
        onClick: ({ key }) => chooseAppearance(appearances.find((one) => one === key) ?? 'system'),
      }}
    >
      <Button type="text" icon={<BulbOutlined />} aria-label={t('common.appearance')} />
    </Dropdown>
  )
}

function Account() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { data: session } = useQuery(sessionQuery)
  if (!session) return null
  const leave = async () => {
    await signOut()
    queries.clear()
    await navigate({ to: '/sign-in', search: {} })
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            disabled: true,
            label: `${session.user.login} · ${t(`common.roles.${session.user.role}`)}`,
          },
          { type: 'divider' },
          { key: 'docs', icon: <ReadOutlined />, label: <a href="/api/docs">{t('common.apiReference')}</a> },
          { key: 'out', icon: <LogoutOutlined />, label: t('common.signOut'), onClick: () => void leave() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />}>
        {session.user.name}
      </Button>
    </Dropdown>
  )
}
