import type { DisplayName } from '../../understand/rules/index.ts'

export interface LabColumn {
  /** SQL over the table behind it; the column of the same name when absent. */
  readonly sql?: string
  readonly description: DisplayName
}

/** A table as analysts see it: the columns that are nobody's personal data, and which of them name a customer. */
export interface LabTable {
  readonly description: DisplayName
  /** What stands after FROM, as `source`; `{database}` is ours. */
  readonly from: string
  readonly columns: Readonly<Record<string, LabColumn>>
  /** SQL of the numbers whose customers must lie in the reader's scope; none = the table is about no customer. */
  readonly customers: readonly string[]
  /** Rows that count. */
  readonly where?: string
}

const told = (zh: string, en: string): LabColumn => ({ description: { 'zh-CN': zh, en } })
const computed = (sql: string, zh: string, en: string): LabColumn => ({
  sql,
  description: { 'zh-CN': zh, en },
})

/** Merged customers are read as one, as everywhere. The dictionary is ours, not the lab's. */
export const canonicalIn = (column: string): string =>
  `dictGetOrDefault('{dictionary}', 'into', toUInt64(${column}), ${column})`

const own = canonicalIn('source.customer')
const customer = computed(own, '客户（Banyan 编号，合并后）', 'Customer: Banyan’s number, after merges')
/** Account and card numbers are personal: a keyed code stands for each, so that rows can be joined. */
const holding = computed(
  `hex(sipHash64Keyed(({key0}, {key1}), source.holding))`,
  '持有代码（账号的替代码，只用于关联）',
  'Holding: a code in place of the account number, to join by',
)
const product = told('产品代码', 'Product code')
const productClass = told(
  '产品类别：current、time_deposit、wealth、fund、insurance、card、credit_card、loan',
  'Class: current, time_deposit, wealth, fund, insurance, card, credit_card, loan',
)

/**
 * The tables of the lab that are always there; tags, segments, organisations and journeys come from the catalogue.
 * Names, numbers, birth dates, free attributes, contact points, identifiers and their hashes are left out.
 */
export const labTables: Readonly<Record<string, LabTable>> = {
  customer: {
    description: { 'zh-CN': '已知客户，每人一行', en: 'Known customers, one row each' },
    from: '{database}.customer AS source FINAL',
    columns: {
      customer: computed(
        'source.customer',
        '客户（Banyan 编号，合并后）',
        'Customer: Banyan’s number, after merges',
      ),
      gender: told('性别：female、male 或空', 'Gender: female, male or empty'),
      age: computed(
        `if(isNull(source.birth_date), NULL, age('year', assumeNotNull(source.birth_date), today()))`,
        '年龄（周岁）',
        'Age in years',
      ),
      province: told('省份', 'Province'),
      city: told('城市', 'City'),
      branch: told('所属机构代码', 'Code of the organisation'),
      manager: told('客户经理代码，空为无', 'Code of the manager, empty = none'),
      opened: told('开户日期', 'Customer since'),
      risk: told('风险等级 C1–C5，空为未评估', 'Risk C1–C5, empty = not assessed'),
      occupation: told('职业', 'Occupation'),
    },
    customers: ['source.customer'],
  },
  product: {
    description: { 'zh-CN': '产品目录', en: 'Products' },
    from: '{database}.product AS source FINAL',
    columns: {
      product,
      name: told('名称（中文）', 'Name in Chinese'),
      name_en: told('名称（英文）', 'Name in English'),
      class: productClass,
      risk: told('风险等级 R1–R5', 'Risk R1–R5'),
    },
    customers: [],
  },
  holding: {
    description: {
      'zh-CN': '客户持有的账户、产品和合约',
      en: 'What customers hold: accounts, products, contracts',
    },
    from: '{database}.holding AS source FINAL',
    columns: {
      customer,
      holding,
      product,
      class: productClass,
      opened: told('开立日期', 'Opened'),
      matures: told('到期日期', 'Matures'),
      closed: told('销户日期', 'Closed'),
      status: told('状态', 'Status'),
      amount: told('本金或额度', 'Principal or limit'),
    },
    customers: [own],
  },
  balance: {
    description: {
      'zh-CN':
        '余额拉链：每行是一段余额不变的日期。AUM = current、time_deposit、wealth、fund、insurance 之和',
      en: 'Balances by stretch of days. AUM = current, time_deposit, wealth, fund and insurance',
    },
    from: '{database}.balance AS source FINAL',
    columns: {
      customer,
      holding,
      product,
      class: productClass,
      valid_from: computed('source.`from`', '起始日（含）', 'First day'),
      valid_to: computed(
        'source.`to`',
        '截止日（不含），2299-12-31 为至今',
        'Day after the last; 2299-12-31 = still',
      ),
      amount: told('余额', 'Amount'),
    },
    customers: [own],
  },
  ledger: {
    description: {
      'zh-CN': '业务交易流水，收入为正、支出为负',
      en: 'Business transactions: credits positive, debits negative',
    },
    from: '{database}.ledger AS source FINAL',
    columns: {
      customer,
      holding,
      at: told('时间（UTC）', 'Time (UTC)'),
      amount: told('金额', 'Amount'),
      operation: told('交易类型', 'Operation'),
      category: told('交易分类', 'Category'),
    },
    customers: [own],
  },
  relation: {
    description: { 'zh-CN': '客户之间的关系', en: 'Relations between customers' },
    from: '{database}.relation AS source FINAL',
    columns: {
      customer,
      related: computed(canonicalIn('source.related'), '相关客户', 'The other customer'),
      kind: told(
        '关系：household、payroll、disponent、referrer',
        'Kind: household, payroll, disponent, referrer',
      ),
    },
    customers: [own, canonicalIn('source.related')],
  },
  event: {
    description: { 'zh-CN': '行为事件，也包括触达与旅程', en: 'Events: behaviour, and what journeys did' },
    from: '{database}.event AS source',
    columns: {
      customer,
      at: told('发生时间（UTC）', 'Time (UTC)'),
      received: told('收到时间（UTC）', 'Received (UTC)'),
      name: told('事件名', 'Event name'),
      kind: told('种类：track、page、screen、identify、group', 'Kind: track, page, screen, identify, group'),
      channel: told('渠道：app、web、mini_program、branch …', 'Channel: app, web, mini_program, branch …'),
      session: told('会话', 'Session'),
      amount: told('properties 中的金额', 'The amount among the properties'),
      properties: told("属性，例如 properties['page']", "Properties, such as properties['page']"),
    },
    customers: [own],
  },
  touch: {
    description: {
      'zh-CN': '触达：已排队或被拦截，含原因',
      en: 'Contacts: queued or suppressed, with the reason',
    },
    from: '{database}.touch AS source',
    columns: {
      customer,
      at: told('时间（UTC）', 'Time (UTC)'),
      touch: told('触达编号', 'Id of the contact'),
      journey: told('旅程编号', 'Number of the journey'),
      version: told('旅程版本', 'Version of the journey'),
      node: told('旅程节点', 'Node of the journey'),
      channel: told('渠道', 'Channel'),
      template: told('模板', 'Template'),
      outcome: told('结果：queued、suppressed、held', 'Outcome: queued, suppressed, held'),
      reason: told('拦截原因', 'Why it was suppressed'),
      category: told(
        '类别：marketing、service、care、transaction',
        'Category: marketing, service, care, transaction',
      ),
    },
    customers: [own],
  },
  touch_receipt: {
    description: { 'zh-CN': '触达回执', en: 'What became of contacts' },
    from: '{database}.touch_receipt AS source FINAL',
    columns: {
      customer,
      touch: told('触达编号', 'Id of the contact'),
      journey: told('旅程编号', 'Number of the journey'),
      status: told(
        '状态：sent、failed、delivered、opened、clicked',
        'Status: sent, failed, delivered, opened, clicked',
      ),
      at: told('时间（UTC）', 'Time (UTC)'),
      channel: told('渠道', 'Channel'),
    },
    customers: [own],
  },
  consent: {
    description: { 'zh-CN': '授权记录，最新一行有效', en: 'Consents; the newest row holds' },
    from: '{database}.consent AS source',
    columns: {
      customer,
      purpose: told(
        '用途：marketing、experience_improvement …',
        'Purpose: marketing, experience_improvement …',
      ),
      channel: told('渠道', 'Channel'),
      granted: told('1 = 同意', '1 = granted'),
      at: told('时间（UTC）', 'Time (UTC)'),
    },
    customers: [own],
  },
}
