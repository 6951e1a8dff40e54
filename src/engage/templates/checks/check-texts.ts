import { isTarget } from '../../links/index.ts'
import type { CompiledContent } from '../compile-content.ts'
import { withoutMarkup } from '../liquid/markup.ts'
import type { ContentProblem, Language, TemplateDraft } from '../schema.ts'
import { findVariable, type VariableWorld } from '../variables/index.ts'
import { contentPath, problem } from './problem.ts'

const liquid = /\{[{%]/

/** Syntax, empty texts, variables nobody knows or that some customers may lack, addresses, lengths. */
export function checkTexts(
  compiled: CompiledContent,
  language: Language,
  draft: TemplateDraft,
  world: VariableWorld,
): ContentProblem[] {
  const wrong = compiled.problems.map(({ place, line, column, reason }) =>
    problem(
      'error',
      'syntax',
      contentPath(language, place.path),
      {
        'zh-CN': `模板语法错误：${reason}`,
        en: `The text cannot be read: ${reason}`,
      },
      { line, column },
    ),
  )
  const texts = compiled.texts.flatMap((text) => {
    const path = contentPath(language, text.path)
    const found: ContentProblem[] = []
    if (text.required && text.text.trim() === '') {
      found.push(problem('error', 'empty', path, { 'zh-CN': '不能为空', en: 'This text is empty: write it' }))
    }
    const dynamic = liquid.test(text.text)
    if (text.address && text.text !== '' && !dynamic && !isTarget(text.text)) {
      found.push(
        problem(
          'error',
          'address',
          path,
          {
            'zh-CN': '不是有效的网页或 App 地址',
            en: 'This is no web or app address: begin it with https:// or the app’s scheme',
          },
          { found: text.text.slice(0, 100) },
        ),
      )
    }
    const fixed = [...withoutMarkup(text.text)].length
    if (text.longest !== undefined && fixed > text.longest) {
      found.push(
        problem('error', 'too_long', path, {
          'zh-CN': `共 ${fixed} 个字，最多 ${text.longest} 个`,
          en: `${fixed} characters, at most ${text.longest} go through: shorten it`,
        }),
      )
    }
    return [...found, ...checkVariables(text.references, path, draft, world)]
  })
  return [...wrong, ...texts]
}

function checkVariables(
  references: CompiledContent['texts'][number]['references'],
  path: readonly string[],
  draft: TemplateDraft,
  world: VariableWorld,
): ContentProblem[] {
  return references.flatMap(({ path: name, line, column, needed }) => {
    const variable = findVariable(name, world)
    const place = { line, column, found: name }
    if (!variable) {
      return [
        problem(
          'error',
          'unknown_variable',
          path,
          {
            'zh-CN': `没有变量 ${name}`,
            en: `There is no variable ${name}: choose one from the list`,
          },
          place,
        ),
      ]
    }
    if (draft.channel === 'wecom_mass' && variable.group !== 'message') {
      return [
        problem(
          'error',
          'personal_in_mass',
          path,
          {
            'zh-CN': `群发消息对所有客户相同，不能使用变量 ${name}`,
            en: `Everybody reads the same mass message: take out ${name}`,
          },
          place,
        ),
      ]
    }
    const own = draft.defaults[name]
    const hasDefault =
      own?.['zh-CN'] !== undefined ||
      own?.en !== undefined ||
      variable.standIn !== null ||
      variable.group === 'message'
    if (needed !== 'always' || hasDefault) return []
    return [
      problem(
        'warning',
        'needed_variable',
        path,
        {
          'zh-CN': `没有 ${name} 取值的客户将收不到：设默认值，或发布前按客群检查`,
          en: `Customers without ${name} get no message: give it a default, or check the audience`,
        },
        place,
      ),
    ]
  })
}
