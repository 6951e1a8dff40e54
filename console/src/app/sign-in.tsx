import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/problem.ts'
import { sessionQuery, signIn } from '../api/session.ts'
import { useProblemTexts } from '../components/problem-state.tsx'
import { AppearanceSwitch, LanguageSwitch } from './shell.tsx'
import { SignInPicture } from './sign-in-picture.tsx'

export function SignIn() {
  const { t } = useTranslation()
  const textsOf = useProblemTexts()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { next } = useSearch({ from: '/sign-in' })
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()

  const submit = async (values: { login: string; password: string }) => {
    setBusy(true)
    setFailure(undefined)
    try {
      const session = await signIn(values.login.trim().toLowerCase(), values.password)
      queries.setQueryData(sessionQuery.queryKey, session)
      await navigate({ href: next ?? '/' })
    } catch (error) {
      const { code, status } = problemOf(error)
      if (status === 401) setFailure(t('session.refused'))
      else if (status === 429) setFailure(t('session.throttled'))
      else setFailure(status === 0 ? t('state.offline') : textsOf(code).title)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="bn-sign-in">
      <SignInPicture />
      <main>
        <div className="bn-sign-in-tools">
          <LanguageSwitch />
          <AppearanceSwitch />
        </div>
        <Form layout="vertical" requiredMark={false} onFinish={submit} disabled={busy}>
          <h1>{t('session.title')}</h1>
          <p className="bn-quiet">{t('common.tagline')}</p>
          {failure !== undefined && (
            <Alert type="error" showIcon title={failure} style={{ marginBottom: 16 }} />
          )}
          <Form.Item
            name="login"
            label={t('session.login')}
            rules={[{ required: true, message: t('session.loginMissing') }]}
          >
            <Input size="large" autoComplete="username" autoFocus autoCapitalize="none" spellCheck={false} />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('session.password')}
            rules={[{ required: true, message: t('session.passwordMissing') }]}
          >
            <Input.Password size="large" autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" size="large" htmlType="submit" block loading={busy}>
            {t('session.submit')}
          </Button>
        </Form>
      </main>
    </div>
  )
}
