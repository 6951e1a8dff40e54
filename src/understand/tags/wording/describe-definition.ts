import { describeProperties, type DisplayName } from '../../rules/index.ts'
import { aumClasses } from '../kinds/aum-classes.ts'
import type { TagDefinition } from '../kinds/index.ts'
import { aggregateWord, classWords, columnWord, type Language, listed } from './vocabulary.ts'

/** Names of tags by key; a key that is not there stands for itself. */
type Names = ReadonlyMap<string, DisplayName>

/** A definition as a sentence, in both languages. */
export function describeDefinition(definition: TagDefinition, names: Names): DisplayName {
  return { 'zh-CN': sentence(definition, names, 'zh-CN'), en: sentence(definition, names, 'en') }
}

function sentence(definition: TagDefinition, names: Names, language: Language): string {
  const say = (zh: string, en: string): string => (language === 'en' ? en : zh)
  const tag = (key: string): string => {
    const name = names.get(key)?.[language]
    return name === undefined ? key : say(`「${name}」`, `“${name}”`)
  }
  const last = (days: number | undefined): string =>
    days === undefined ? say('', '') : say(`近 ${days} 天`, ` within ${days} ${days === 1 ? 'day' : 'days'}`)
  const assets = (classes: readonly string[]): string =>
    aumClasses.length === classes.length && aumClasses.every((name) => classes.includes(name))
      ? say('管理资产（AUM）', 'assets under management')
      : say(`${classWords(classes, language)}余额`, `balance of ${classWords(classes, language)}`)

  switch (definition.kind) {
    case 'attribute':
      return definition.column === undefined
        ? say(
            `客户主数据中的属性 ${definition.attribute}`,
            `The attribute ${definition.attribute} of the customer’s master data`,
          )
        : say(
            `客户主数据中的${columnWord(definition.column, language)}`,
            `The ${columnWord(definition.column, language)} in the customer’s master data`,
          )
    case 'age': {
      const since = columnWord(definition.column, language)
      const unit = {
        years: say('整年数', 'years'),
        months: say('整月数', 'months'),
        days: say('天数', 'days'),
      }
      return say(
        `自${since}起的${unit[definition.unit]}`,
        `Whole ${unit[definition.unit]} since the ${since}`,
      )
    }
    case 'balance_at':
      return definition.daysAgo === 0
        ? say(
            `当日日终${assets(definition.classes)}`,
            `The ${assets(definition.classes)} at the close of the day`,
          )
        : say(
            `${definition.daysAgo} 天前日终${assets(definition.classes)}`,
            `The ${assets(definition.classes)} at the close of the day ${definition.daysAgo} days before`,
          )
    case 'balance_average': {
      const { days, period, since, divisor } = definition
      const periods = {
        month: say('本月', 'this month'),
        quarter: say('本季', 'this quarter'),
        year: say('本年', 'this year'),
      }
      const over =
        days !== undefined
          ? say(`近 ${days} 天`, `over ${days} days`)
          : period !== undefined
            ? periods[period]
            : say(`${since} 以来`, `since ${since}`)
      const divided = divisor === undefined ? '' : say(`（按 ${divisor} 天计）`, ` (divided by ${divisor})`)
      return say(
        `${over}${assets(definition.classes)}日均${divided}`,
        `The daily average ${assets(definition.classes)} ${over}${divided}`,
      )
    }
    case 'balance_peak':
      return say(
        `近 ${definition.days} 天${assets(definition.classes)}日终峰值`,
        `The highest closing ${assets(definition.classes)} of ${definition.days} days`,
      )
    case 'balance_change':
      return definition.as === 'share'
        ? say(
            `${assets(definition.classes)}较 ${definition.days} 天前的变化率`,
            `The ${assets(definition.classes)} against ${definition.days} days before, as a share of it`,
          )
        : say(
            `${assets(definition.classes)}较 ${definition.days} 天前的变化额`,
            `The ${assets(definition.classes)} minus that of ${definition.days} days before`,
          )
    case 'balance_share':
      return say(
        `${classWords(definition.of, language)}占${assets(definition.classes)}的比例`,
        `The share of ${classWords(definition.of, language)} in the ${assets(definition.classes)}`,
      )
    case 'tier': {
      const steps = listed(
        definition.tiers.map(({ name, from }) => say(`${name}（${from} 起）`, `${name} from ${from}`)),
        language,
      )
      const what = {
        tier: say('客户等级', 'The customer tier'),
        watch: say('是否处于等级观察期', 'Whether the customer is on watch for the tier'),
        months_below: say('连续低于等级标准的月数', 'Consecutive months below the tier'),
      }[definition.as]
      return say(
        `${what}：按 ${definition.months} 个完整月的月日均${assets(definition.classes)}逐月评定；${definition.base}，${steps}`,
        `${what}, month by month from the average ${assets(definition.classes)} of ${definition.months} complete months: ${definition.base}, ${steps}`,
      )
    }
    case 'holding_count':
    case 'holding_has':
    case 'holding_sum':
    case 'days_to_maturity': {
      const { classes, products, statuses } = definition
      const kept = [
        ...(classes ? [classWords(classes, language)] : []),
        ...(products
          ? [say(`产品 ${products.join('、')}`, `products ${listed(products, language, 'or')}`)]
          : []),
        ...(statuses
          ? [say(`状态为 ${statuses.join('、')}`, `status ${listed(statuses, language, 'or')}`)]
          : []),
      ]
      const what = kept.length === 0 ? say('产品', 'products') : kept.join(say('，', ', '))
      return {
        holding_count: say(`在持${what}的数量`, `How many ${what} the customer holds`),
        holding_has: say(`是否持有${what}`, `Whether the customer holds ${what}`),
        holding_sum: say(`在持${what}的金额合计`, `The sum of the amounts of held ${what}`),
        days_to_maturity: say(`距最近到期的${what}的天数`, `Days until the nearest maturity of held ${what}`),
      }[definition.kind]
    }
    case 'ledger_count':
    case 'ledger_sum':
    case 'ledger_days_since':
    case 'ledger_value': {
      const { operations, categories, direction, days } = definition
      const ways = { credit: say('收入', 'incoming '), debit: say('支出', 'outgoing ') }
      const kept = [
        ...(operations
          ? [say(`操作为 ${operations.join('、')}`, `operation ${listed(operations, language, 'or')}`)]
          : []),
        ...(categories
          ? [say(`类别为 ${categories.join('、')}`, `category ${listed(categories, language, 'or')}`)]
          : []),
      ].join(say('，', ', '))
      const among = kept === '' ? '' : say(`（${kept}）`, ` (${kept})`)
      const what = say(
        `${last(days)}${direction ? ways[direction] : ''}交易${among}`,
        `${direction ? ways[direction] : ''}transactions${among}${last(days)}`,
      )
      if (definition.kind === 'ledger_count') return say(`${what}的笔数`, `How many ${what}`)
      if (definition.kind === 'ledger_sum')
        return say(`${what}的金额合计，支出为负`, `The sum of ${what}; money out is negative`)
      if (definition.kind === 'ledger_days_since')
        return say(`距最近一笔${what}的天数`, `Days since the last of the ${what}`)
      const aggregate = aggregateWord(definition.aggregate, language)
      const field = columnWord(definition.field, language)
      return say(`${what}中${field}的${aggregate}`, `The ${aggregate} of the ${field} of ${what}`)
    }
    case 'event_count':
    case 'event_active_days':
    case 'event_days_since':
    case 'event_date':
    case 'event_value': {
      const { events, where, days } = definition
      const named = events ? listed(events, language, 'or') : say('任意事件', 'any event')
      const what = say(
        `${last(days)}${named}${describeProperties(where ?? [], language)}`,
        `${named}${describeProperties(where ?? [], language)}${last(days)}`,
      )
      switch (definition.kind) {
        case 'event_count':
          return say(`${what}的次数`, `How often: ${what}`)
        case 'event_active_days':
          return say(`发生${what}的天数`, `On how many days: ${what}`)
        case 'event_days_since':
          return say(`距最近一次${what}的天数`, `Days since the last: ${what}`)
        case 'event_date':
          return definition.pick === 'first'
            ? say(`首次${what}的日期`, `The day of the first: ${what}`)
            : say(`最近一次${what}的日期`, `The day of the last: ${what}`)
        case 'event_value': {
          const aggregate = aggregateWord(definition.aggregate, language)
          return say(
            `${what}中属性 ${definition.property} 的${aggregate}`,
            `The ${aggregate} of ${definition.property} over: ${what}`,
          )
        }
      }
    }
    case 'expression':
      return say(`按公式计算：${definition.expression}`, `By formula: ${definition.expression}`)
    case 'quantile': {
      const { buckets, labels } = definition
      const called = labels
        ? say(`，依次为 ${labels.join('、')}`, `, called ${listed(labels, language)}`)
        : ''
      return say(
        `按${tag(definition.tag)}把全体客户等分为 ${buckets} 份，从低到高所处的一份${called}`,
        `Which of ${buckets} equal parts of all customers by ${tag(definition.tag)}, the lowest first${called}`,
      )
    }
    case 'rfm': {
      const as = {
        code: say('代码', 'as a code'),
        total: say('总分', 'as a total'),
        segment: say('客群', 'as one of eight groups'),
      }[definition.as]
      return say(
        `RFM ${as}：最近度 ${tag(definition.recency)}，频度 ${tag(definition.frequency)}，金额 ${tag(definition.monetary)}`,
        `RFM ${as}: recency ${tag(definition.recency)}, frequency ${tag(definition.frequency)}, monetary value ${tag(definition.monetary)}`,
      )
    }
    case 'model_score': {
      const ahead = definition.horizonDays
      return say(
        `${ahead === 0 ? '' : `${ahead} 天内`}${tag(definition.outcome)}为真的概率，逻辑回归模型，由 ${definition.features.length} 个标签学得，每 ${definition.retrainDays} 天重新训练`,
        `The probability that ${tag(definition.outcome)} is true${ahead === 0 ? '' : ` ${ahead} days later`}, by a logistic model over ${definition.features.length} tags, trained again every ${definition.retrainDays} days`,
      )
    }
    case 'imported':
      return say('由人工录入或外部系统导入的值', 'Values that people enter or other systems hand in')
    case 'sql':
      return say('按分析师编写的只读 SQL 查询计算', 'By a read-only SQL query of the analysts')
  }
}
