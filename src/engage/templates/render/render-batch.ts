import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import { type CompiledContent, compileContent } from '../compile-content.ts'
import { contentKind, type MessageContent } from '../content/index.ts'
import type { Occasion } from '../liquid/open-liquid.ts'
import { readContentPolicy } from '../rules/content-policy.ts'
import { signText } from '../rules/sign-text.ts'
import type { Language, TemplateVersionView } from '../schema.ts'
import { loadWorld, readFacts, type VariableWorld } from '../variables/index.ts'
import { PendingLinks } from './pending-links.ts'
import { contentWith, renderTexts, unfit } from './render-content.ts'
import { needsOf, scopeOf } from './scope.ts'

/** One message that is wanted. */
export interface RenderRow {
  readonly touch: string
  /** Canonical number. */
  readonly customer: number
}

/** Where the messages of a batch come from; nothing where somebody looks at a sample. */
export interface RenderOrigin {
  readonly journey: { readonly id: number; readonly key: string }
  readonly tick: number
  readonly node: string
}

export type Rendered =
  | {
      readonly ok: true
      readonly touch: string
      readonly customer: number
      /** The bank's customer number, '' when it is not known. */
      readonly customerNumber: string
      readonly language: Language
      /** The message in the shape of its channel. */
      readonly content: MessageContent
      /** The same in two plain texts. */
      readonly subject: string
      readonly body: string
    }
  | {
      readonly ok: false
      readonly touch: string
      readonly customer: number
      readonly customerNumber: string
      readonly language: Language
      readonly problem: string
    }

interface Prepared {
  readonly language: Language
  readonly compiled: CompiledContent
  readonly needs: ReturnType<typeof needsOf>
}

/** Read for every message beside what its texts name. */
const always = ['number', 'attribute.language']

/**
 * What one version of a template says to each customer of a chunk, in the order of the rows. Variables are read by one
 * statement for each table that they lie in; links are stored once for the chunk. A customer without a value that the
 * text needs gets no message but a problem.
 *
 * @param mask what somebody who looks at a sample may see of the values
 * @param origin undefined for samples: links then lead nowhere and nothing is stored
 */
export async function renderBatch(
  ctx: Context,
  version: TemplateVersionView,
  rows: readonly RenderRow[],
  origin?: RenderOrigin,
  world?: VariableWorld,
  mask: (facts: ReadonlyMap<string, string>) => Map<string, string> = (facts) => new Map(facts),
): Promise<Rendered[]> {
  if (rows.length === 0) return []
  const [known, policy] = await Promise.all([world ?? loadWorld(ctx), readContentPolicy(ctx)])
  const prepared = prepareLanguages(version, known)
  const paths = new Set([...always, ...prepared.flatMap(({ needs }) => needs.map(({ path }) => path))])
  const facts = await readFacts(
    ctx,
    known,
    [...paths],
    rows.map(({ customer }) => customer),
  )
  const today = businessDay(ctx.clock.now(), ctx.config.timezone)
  const links = new PendingLinks()
  const drafts = rows.map((row) => {
    const own = mask(facts.get(row.customer) ?? new Map())
    const choice = chooseLanguage(prepared, version.fallback, own.get('attribute.language'))
    if (!choice) return { row, own, problem: 'the template has no content' }
    own
      .set('today', today)
      .set('touch', row.touch)
      .set('journey.key', origin?.journey.key ?? '')
    own.set('bank', policy.bank[choice.language])
    const occasion: Occasion = { language: choice.language, link: links.take }
    const rendered = renderTexts(choice.compiled, scopeOf(choice.needs, own, occasion))
    return rendered.ok
      ? { row, own, choice, texts: rendered.texts }
      : { row, own, choice, problem: rendered.problem }
  })
  const finish = await links.store(
    ctx,
    origin && {
      journey: origin.journey.id,
      tick: origin.tick,
      node: origin.node,
      channel: version.channel,
      template: version.key,
      version: version.version,
    },
    policy.linkDays,
  )
  return drafts.map((draft): Rendered => {
    const { touch, customer } = draft.row
    const customerNumber = draft.own.get('number') ?? ''
    const failed = (problem: string, language: Language): Rendered => ({
      ok: false,
      touch,
      customer,
      customerNumber,
      language,
      problem,
    })
    if (draft.texts === undefined) return failed(draft.problem, draft.choice?.language ?? version.fallback)
    const { compiled, language } = draft.choice
    const texts = draft.texts.map((text) => finish(text, customer))
    const problem = unfit(compiled, texts)
    if (problem !== null) return failed(problem, language)
    const content = signed(contentWith(compiled, texts), version, policy, language)
    const kind = contentKind(version.channel)
    return {
      ok: true,
      touch,
      customer,
      customerNumber,
      language,
      // The channel's own schema accepted the content, and texts were only replaced by texts.
      content: {
        channel: version.channel,
        ...z.record(z.string(), z.unknown()).parse(content),
      } as MessageContent,
      ...kind.plain(content),
    }
  })
}

export function prepareLanguages(
  version: Pick<TemplateVersionView, 'channel' | 'content' | 'defaults' | 'fallback'>,
  world: VariableWorld,
): Prepared[] {
  return (['zh-CN', 'en'] as const).flatMap((language): Prepared[] => {
    const content = version.content[language]
    if (content === undefined) return []
    const compiled = compileContent(version.channel, content)
    return [{ language, compiled, needs: needsOf(compiled, version, language, world) }]
  })
}

/** The customer's language, else the template's, else whichever there is. */
function chooseLanguage(
  prepared: readonly Prepared[],
  fallback: Language,
  spoken: string | undefined,
): Prepared | undefined {
  const wanted = spoken?.toLowerCase().startsWith('en')
    ? 'en'
    : spoken?.toLowerCase().startsWith('zh')
      ? 'zh-CN'
      : fallback
  return (
    prepared.find(({ language }) => language === wanted) ??
    prepared.find(({ language }) => language === fallback) ??
    prepared[0]
  )
}

/** The bank's signature in front of what phones show as a text message. */
function signed(
  content: unknown,
  { channel }: Pick<TemplateVersionView, 'channel'>,
  policy: Parameters<typeof signText>[1],
  language: Language,
): unknown {
  const field = channel === 'sms' ? 'text' : channel === 'five_g' ? 'fallback' : undefined
  if (field === undefined || typeof content !== 'object' || content === null) return content
  return { ...content, [field]: signText(String(Reflect.get(content, field)), policy, language) }
}
