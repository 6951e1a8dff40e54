import type { CompiledContent } from '../compile-content.ts'
import { textAt } from '../compile-content.ts'
import type { ContentPolicy } from '../rules/content-policy.ts'
import { findWords, type SensitiveWord } from '../rules/find-words.ts'
import { signText } from '../rules/sign-text.ts'
import { measureSms } from '../rules/sms-segments.ts'
import type { ContentProblem, Language, TemplateDraft } from '../schema.ts'
import { contentPath, placeOf, problem } from './problem.ts'

/** The text that phones show as a text message, if the channel has one. */
export function smsTextOf(
  channel: TemplateDraft['channel'],
  content: unknown,
): { path: string[]; text: string } | null {
  const name = channel === 'sms' ? 'text' : channel === 'five_g' ? 'fallback' : null
  return name === null ? null : { path: [name], text: textAt(content, [name]) }
}

const bare = (text: string): string => text.replaceAll(/[\s，,。.]/g, '').toLowerCase()

/** The way out in marketing text messages (行政规章：通信短信息服务管理规定, 2015), and what one may cost. */
export function checkSms(
  draft: TemplateDraft,
  language: Language,
  content: unknown,
  sample: unknown,
  policy: ContentPolicy,
): ContentProblem[] {
  const sms = smsTextOf(draft.channel, content)
  if (!sms || sms.text.trim() === '') return []
  const path = contentPath(language, sms.path)
  const found: ContentProblem[] = []
  const optOut = policy.optOut[language]
  if (draft.category === 'marketing' && optOut !== '' && !bare(sms.text).includes(bare(optOut))) {
    found.push(
      problem(
        'error',
        'opt_out_missing',
        path,
        {
          'zh-CN': `营销短信须写明退订方式：${optOut}`,
          en: `A marketing text message has to say how to opt out: ${optOut}`,
        },
        { fix: { text: `${sms.text.trimEnd()}${language === 'en' ? ' ' : ''}${optOut}` } },
      ),
    )
  }
  const shown = signText(smsTextOf(draft.channel, sample)?.text ?? sms.text, policy, language)
  const { segments } = measureSms(shown)
  if (segments > policy.segmentsAtMost) {
    found.push(
      problem('error', 'too_many_segments', path, {
        'zh-CN': `约 ${segments} 条短信，最多 ${policy.segmentsAtMost} 条`,
        en: `About ${segments} segments, at most ${policy.segmentsAtMost} are allowed: shorten it`,
      }),
    )
  }
  return found
}

/** Nobody reads more; whoever mends these sees the others the next time. */
const mostWordsTold = 50

/** Words of advertising that rules forbid, or that someone should look at. */
export function checkWords(
  compiled: CompiledContent,
  language: Language,
  words: readonly SensitiveWord[],
): ContentProblem[] {
  return compiled.texts.flatMap(({ path, text }) => {
    const found = findWords(text, words).slice(0, mostWordsTold)
    return found.map(({ entry, at, length }) => {
      const advice = entry.suggestion === '' ? '' : entry.suggestion
      return problem(
        entry.severity === 'forbidden' ? 'error' : 'warning',
        entry.severity === 'forbidden' ? 'forbidden_word' : 'caution_word',
        contentPath(language, path),
        {
          'zh-CN': `${entry.severity === 'forbidden' ? '禁用词' : '需谨慎'}“${entry.word}”${entry.source === '' ? '' : `（${entry.source}）`}${advice === '' ? '' : `，建议：${advice}`}`,
          en: `${entry.severity === 'forbidden' ? 'Forbidden word' : 'Look at the word'} “${entry.word}”${entry.source === '' ? '' : ` (${entry.source})`}${advice === '' ? '' : `; rather: ${advice}`}`,
        },
        { ...placeOf(text, at), found: text.slice(at, at + length) },
      )
    })
  })
}

const unsafe = /<\s*(?:script|iframe|object|embed|form|base|meta)\b|\bon[a-z]+\s*=|javascript:/i

/** What only one channel asks for. */
export function checkChannel(
  draft: TemplateDraft,
  language: Language,
  content: unknown,
  sample: unknown,
): ContentProblem[] {
  if (draft.channel === 'mini_program' && textAt(content, ['templateId']).trim() === '') {
    return [
      problem('error', 'empty', contentPath(language, ['templateId']), {
        'zh-CN': '请填写小程序订阅消息模板 ID',
        en: 'Name the message template that WeChat approved',
      }),
    ]
  }
  const html = draft.channel === 'email' ? textAt(content, ['html']) : ''
  const dangerous = unsafe.exec(html)
  if (dangerous) {
    return [
      problem(
        'error',
        'unsafe_html',
        contentPath(language, ['html']),
        {
          'zh-CN': '邮件不能含脚本、表单或内嵌页面',
          en: 'Mails cannot carry scripts, forms or frames: take them out',
        },
        { ...placeOf(html, dangerous.index), found: dangerous[0] },
      ),
    ]
  }
  if (draft.channel === 'webhook' && textAt(content, ['format']) === 'json') {
    try {
      JSON.parse(textAt(sample, ['body']))
    } catch {
      return [
        problem('error', 'not_json', contentPath(language, ['body']), {
          'zh-CN': '填入变量后不是合法的 JSON',
          en: 'With its variables filled in this is not JSON: check quotes and commas',
        }),
      ]
    }
  }
  return []
}
