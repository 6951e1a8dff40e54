import type { Context } from '../../../platform/context.ts'
import { compileContent } from '../compile-content.ts'
import { contentWith, renderTexts } from '../render/render-content.ts'
import { needsOf, scopeOf } from '../render/scope.ts'
import { type ContentPolicy, readContentPolicy } from '../rules/content-policy.ts'
import { allSensitiveWords } from '../rules/sensitive-words.ts'
import { type ContentProblem, languages, type TemplateDraft } from '../schema.ts'
import { loadWorld } from '../variables/index.ts'
import { checkProduct } from './check-product.ts'
import { checkChannel, checkSms, checkWords } from './check-rules.ts'
import { checkTexts } from './check-texts.ts'
import { problem } from './problem.ts'

const examples = { text: '示例', number: '12', money: '50000', date: '2026-11-30', boolean: 'true' } as const

const exampleLink = (): string => `https://example.com/r/${'x'.repeat(16)}`

/** Everything to mend in a template or to look at, each with its place. */
export async function checkTemplate(
  ctx: Context,
  draft: TemplateDraft,
  rules?: ContentPolicy,
): Promise<ContentProblem[]> {
  const [world, policy, words, product] = await Promise.all([
    loadWorld(ctx),
    rules ?? readContentPolicy(ctx),
    allSensitiveWords(ctx),
    checkProduct(ctx, draft),
  ])
  const written = languages.filter((language) => draft.content[language] !== undefined)
  if (written.length === 0) {
    return [
      ...product,
      problem('error', 'no_content', ['content'], {
        'zh-CN': '还没有内容',
        en: 'There is no content yet: write it in one language at least',
      }),
    ]
  }
  const missing = languages
    .filter((language) => !written.includes(language))
    .map((language) =>
      problem('warning', 'language_missing', ['content', language], {
        'zh-CN': `没有${language === 'en' ? '英文' : '中文'}内容，这些客户将收到另一种语言`,
        en: `Nothing is written in ${language === 'en' ? 'English' : 'Chinese'}: those customers get the other language`,
      }),
    )
  return [
    ...product,
    ...missing,
    ...written.flatMap((language) => {
      const content = draft.content[language]
      const compiled = compileContent(draft.channel, content)
      const needs = needsOf(compiled, draft, language, world)
      const values = new Map(needs.map(({ path, type }) => [path, examples[type]]))
      const rendered = renderTexts(compiled, scopeOf(needs, values, { language, link: exampleLink }))
      const sample = rendered.ok ? contentWith(compiled, rendered.texts) : undefined
      return [
        ...checkTexts(compiled, language, draft, world),
        ...checkSms(draft, language, content, sample ?? content, policy),
        ...checkWords(compiled, language, words),
        ...(compiled.problems.length > 0 || sample === undefined
          ? []
          : checkChannel(draft, language, content, sample)),
      ]
    }),
  ]
}
