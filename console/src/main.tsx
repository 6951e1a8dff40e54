import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode, useEffect, useMemo } from 'react'
import { createRoot } from 'react-dom/client'
import './app/global.css'
import { startLanguage, useLanguage } from './app/language.ts'
import { createQueryClient } from './app/query-client.ts'
import { createAppRouter } from './app/router.tsx'
import { themeOf, useDark } from './app/theme.ts'

const queries = createQueryClient(() => {
  queries.setQueryData(['session'], null)
  void router.invalidate()
})
const router = createAppRouter(queries)

function Console() {
  const dark = useDark()
  const language = useLanguage()
  const theme = useMemo(() => themeOf(dark), [dark])
  useEffect(() => {
    document.documentElement.dataset['appearance'] = dark ? 'dark' : 'light'
  }, [dark])
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
    >
      <App style={{ height: '100%' }}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}

await startLanguage()
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Console />
  </StrictMode>,
)
