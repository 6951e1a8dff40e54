/**
 * What people do in one visit, as scripts of steps with the share of visits that get from each step to the next.
 * `view` steps are page views, named as the channel's SDK names them; the others are business events.
 */
export interface Step {
  /** Event name, or '' for a page view. */
  readonly event: string
  readonly page: string
  /** Share of the visits that reached the step before and get to this one. */
  readonly pass: number
  /** `product`: carries a product code; `amount`: carries an amount as well. */
  readonly detail?: 'product' | 'amount'
}
export interface Script {
  readonly key: string
  /** How often it is chosen, before what the customer is like counts. */
  readonly weight: number
  readonly steps: readonly Step[]
}

const view = (page: string, pass: number): Step => ({ event: '', page, pass })
const event = (name: string, page: string, pass: number, detail?: Step['detail']): Step => ({
  event: name,
  page,
  pass,
  ...(detail && { detail }),
})

/** Opening the channel (named by channel) and signing in. */
const arrive: readonly Step[] = [event('$open', '', 1), event('login', 'login', 0.95)]

/** The page that the broken app version loses people on. Everything after it suffers. */
export const riskAssessment = 'risk_assessment_view'

export const digitalScripts: readonly Script[] = [
  {
    key: 'balance',
    weight: 31,
    steps: [...arrive, view('home', 0.98), view('account_overview', 0.8), view('transactions', 0.42)],
  },
  {
    key: 'loan',
    weight: 3,
    steps: [
      ...arrive,
      event('loan_list_view', 'loan_list', 0.9),
      event('loan_application_start', 'loan_application', 0.4),
      event('loan_application_submit', 'loan_application_result', 0.45),
    ],
  },
  {
    key: 'transfer',
    weight: 20,
    steps: [
      ...arrive,
      view('home', 0.98),
      event('transfer_start', 'transfer', 0.92),
      event('transfer_submit', 'transfer_confirm', 0.76, 'amount'),
      event('transfer_success', 'transfer_result', 0.96, 'amount'),
    ],
  },
  {
    key: 'fund',
    weight: 15,
    steps: [
      ...arrive,
      event('fund_list_view', 'fund_list', 0.94),
      event('fund_detail_view', 'fund_detail', 0.62, 'product'),
      event('fund_purchase_start', 'fund_purchase', 0.34, 'product'),
      event(riskAssessment, 'risk_assessment', 0.9, 'product'),
      event('fund_purchase_confirm', 'fund_purchase_confirm', 0.8, 'amount'),
      event('fund_purchase', 'fund_purchase_result', 0.86, 'amount'),
    ],
  },
  {
    key: 'deposit',
    weight: 9,
    steps: [
      ...arrive,
      event('deposit_list_view', 'deposit_list', 0.94),
      event('deposit_detail_view', 'deposit_detail', 0.52, 'product'),
      event('deposit_confirm_view', 'deposit_confirm', 0.22, 'product'),
    ],
  },
  {
    key: 'salary',
    weight: 12,
    steps: [
      ...arrive,
      event('salary_inflow_view', 'salary_inflow', 0.97),
      view('wealth_recommendation', 0.44),
      event('wealth_detail_view', 'wealth_detail', 0.38, 'product'),
    ],
  },
  {
    key: 'payment',
    weight: 10,
    steps: [...arrive, view('life_services', 0.94), event('bill_payment', 'bill_payment', 0.62, 'amount')],
  },
]

export const branchScript: Script = {
  key: 'branch',
  weight: 1,
  steps: [
    event('branch_visit', 'lobby', 1),
    event('queue_ticket', 'ticket_machine', 0.94),
    event('counter_service', 'counter', 0.92),
  ],
}

export const scripts: readonly Script[] = [...digitalScripts, branchScript]

/** Products shown or bought in each script. */
export const scriptProducts: Readonly<Record<string, readonly string[]>> = {
  fund: ['FD101', 'FD102', 'FD201', 'FD202', 'FD301', 'FD302', 'FD401', 'FD402', 'FD501'],
  deposit: ['TD3', 'TD6', 'TD12', 'TD24', 'TD36', 'TD12S'],
  salary: ['WM101', 'WM102', 'WM201', 'WM202', 'WM301'],
}
