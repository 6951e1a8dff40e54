import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/problem.ts'
import { useLanguage } from '../app/language.ts'
import { useProblemTexts } from './problem-state.tsx'

/**
 * What to say of a problem: a title in the reader's language, and behind it what the server says. The server speaks
 * English, so for an English reader its detail is the title.
 */
export function useProblemWords() {
  const { t } = useTranslation()
  const textsOf = useProblemTexts()
  const language = useLanguage()
  return (error: unknown) => {
    const { code, detail } = problemOf(error)
    if (language === 'en' && detail !== '') return { title: detail, detail: '' }
    return { title: code === 'offline' ? t('state.offlineBrief') : textsOf(code).brief, detail }
  }
}

/** Says in a message why something that was asked for was refused. */
export function useTellProblem() {
  const { message } = App.useApp()
  const wordsOf = useProblemWords()
  return (error: unknown): void => {
    const { title, detail } = wordsOf(error)
    message.error(detail === '' ? title : `${title}：${detail}`)
  }
}
