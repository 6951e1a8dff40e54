import type { Context } from '../../src/platform/context.ts'
import { demoTables } from '../store.ts'

type PropertyType = 'string' | 'number'
const page: readonly [string, PropertyType] = ['page', 'string']
const product: readonly [string, PropertyType] = ['product', 'string']
const amount: readonly [string, PropertyType] = ['amount', 'number']

/** The demo's tracking plan: what each event is called by people, and what it carries. */
const definitions: readonly (readonly [
  name: string,
  title: string,
  properties: readonly (readonly [string, PropertyType])[],
])[] = [
  ['$AppStart', 'App 启动', []],
  ['$AppViewScreen', 'App 浏览页面', [page]],
  ['$MPLaunch', '小程序启动', []],
  ['$MPViewScreen', '小程序浏览页面', [page]],
  ['$pageview', '网银浏览页面', [page]],
  ['login', '登录', [page]],
  ['transfer_start', '发起转账', [page]],
  ['transfer_submit', '提交转账', [page, amount]],
  ['transfer_success', '转账成功', [page, amount]],
  ['fund_list_view', '浏览基金列表', [page]],
  ['fund_detail_view', '浏览基金详情', [page, product]],
  ['fund_purchase_start', '点击买入基金', [page, product]],
  ['risk_assessment_view', '进入风险测评', [page, product]],
  ['fund_purchase_confirm', '确认买入基金', [page, product, amount]],
  ['fund_purchase', '基金买入成功', [page, product, amount]],
  ['deposit_list_view', '浏览存款列表', [page]],
  ['deposit_detail_view', '浏览存款详情', [page, product]],
  ['deposit_confirm_view', '确认存款', [page, product]],
  ['time_deposit_open', '定期存款开立', [page, product, amount, ['term_months', 'number']]],
  ['loan_list_view', '浏览贷款列表', [page]],
  ['loan_application_start', '发起贷款申请', [page]],
  ['loan_application_submit', '提交贷款申请', [page]],
  ['salary_inflow_view', '查看工资到账', [page]],
  ['wealth_detail_view', '浏览理财详情', [page, product]],
  ['bill_payment', '生活缴费', [page, amount]],
  ['branch_visit', '到访网点', [page, ['branch', 'string']]],
  ['queue_ticket', '取号', [page, ['branch', 'string']]],
  ['counter_service', '柜面办理', [page, ['branch', 'string']]],
]
const everywhere: readonly (readonly [string, PropertyType])[] = [
  ['app_version', 'string'],
  ['os', 'string'],
]

/** Save the tracking plan as approved, seen over the ninety days of behaviour. */
export async function saveEventDefinitions(ctx: Context, asOf: string): Promise<void> {
  const day = 86_400_000
  const until = Date.parse(`${asOf}T00:00:00+08:00`)
  const seen = { first_seen: new Date(until - 90 * day), last_seen: new Date(until - 1) }
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = demoTables(transaction)
    await db
      .insertInto('event_definition')
      .values(
        definitions.map(([name, title]) => ({
          name,
          title,
          status: 'approved' as const,
          description: '',
          ...seen,
        })),
      )
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    await db
      .insertInto('property_definition')
      .values(
        definitions.flatMap(([event, , properties]) =>
          [...properties, ...everywhere].map(([name, type]) => ({
            event,
            name,
            type,
            required: false,
            description: '',
            ...seen,
          })),
        ),
      )
      .onConflict((conflict) => conflict.columns(['event', 'name']).doNothing())
      .execute()
  })
}
