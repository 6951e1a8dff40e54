import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { type Language, plainText } from '../names.ts'
import { sqlText, sqlTexts } from '../sql-text.ts'
import { defineLeafKind } from './leaf-kind.ts'

const schema = z.strictObject({
  relation: z.strictObject({
    kind: plainText(64).min(1),
    detail: plainText(200).min(1).optional(),
    related: z.array(plainText(64).min(1)).min(1).max(1000).optional(),
  }),
})
type RelationLeaf = z.output<typeof schema>

const kinds: Readonly<Record<string, Record<Language, string>>> = {
  household: { 'zh-CN': '家庭成员', en: 'a family member' },
  payroll: { 'zh-CN': '代发单位', en: 'an employer that pays through the bank' },
  merchant: { 'zh-CN': '常去商户', en: 'a merchant that they frequent' },
  referrer: { 'zh-CN': '推荐人', en: 'a referrer' },
  disponent: { 'zh-CN': '账户共用人', en: 'an account shared with somebody' },
}

function filterOf({ relation: { detail, related } }: RelationLeaf): string {
  return [
    ...(detail === undefined ? [] : [`detail = ${sqlText(detail)}`]),
    ...(related === undefined
      ? []
      : [
          `${canonical('related')} IN (SELECT ${canonical('customer')} FROM customer WHERE number IN (${sqlTexts(related)}))`,
        ]),
  ].join(' AND ')
}

/**
 * `{ relation: { kind: 'payroll', related: ['1000000017'] } }` – has such a relation (household, payroll, merchant, …):
 * to anybody, or to one of the customers of these numbers; `detail` as the bank wrote it.
 */
export const relationLeaf = defineLeafKind({
  schema,
  check: () => [],
  compile: (leaf) => ({
    kind: 'exists',
    table: 'relation FINAL',
    part: `kind = ${sqlText(leaf.relation.kind)}`,
    filter: filterOf(leaf),
  }),
  observe: (leaf) => ({
    table: 'relation FINAL',
    where: [`kind = ${sqlText(leaf.relation.kind)}`, filterOf(leaf)]
      .filter((one) => one !== '')
      .join(' AND '),
    value: `arrayStringConcat(arraySort(groupUniqArray(10)(if(detail = '', kind, detail))), ', ')`,
  }),
  describe: ({ relation: { kind, detail, related = [] } }, _catalogue, language) => {
    const name = kinds[kind]?.[language] ?? (language === 'en' ? `a relation "${kind}"` : `「${kind}」关系`)
    const which = detail === undefined ? '' : language === 'en' ? ` (${detail})` : `（${detail}）`
    const numbers = related.slice(0, 3).join(language === 'en' ? ', ' : '、')
    const more = related.length - 3
    if (language === 'en') {
      const among =
        related.length === 0 ? '' : ` among the customers ${numbers}${more > 0 ? ` and ${more} more` : ''}`
      return `has ${name}${which}${among}`
    }
    return `${related.length === 0 ? '' : `在客户 ${numbers}${more > 0 ? ` 等 ${related.length} 位` : ''} 中`}有${name}${which}`
  },
})
