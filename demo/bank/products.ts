export interface Product {
  readonly product: string
  readonly name: string
  readonly name_en: string
  readonly class:
    | 'current'
    | 'time_deposit'
    | 'wealth'
    | 'fund'
    | 'insurance'
    | 'card'
    | 'credit_card'
    | 'loan'
  readonly risk: '' | 'R1' | 'R2' | 'R3' | 'R4' | 'R5'
}

const product = (
  code: string,
  kind: Product['class'],
  name: string,
  nameEn: string,
  risk: Product['risk'] = '',
): Product => ({ product: code, name, name_en: nameEn, class: kind, risk })

/** Terms (months) of the time deposits, each with its product `TD<months>`, and how often it is chosen. */
export const depositTerms: readonly (readonly [months: number, weight: number])[] = [
  [3, 16],
  [6, 18],
  [12, 30],
  [24, 14],
  [36, 18],
  [60, 4],
]

/** The deposit that the past campaign offered: 12 months from ¥50,000. */
export const campaignDeposit = 'TD12S'

/** The shelf of the demo bank. */
export const products: readonly Product[] = [
  product('CA01', 'current', '活期储蓄', 'Current account', 'R1'),
  product('CA02', 'current', '工资账户', 'Salary account', 'R1'),
  product('TD3', 'time_deposit', '整存整取三个月', 'Time deposit, 3 months', 'R1'),
  product('TD6', 'time_deposit', '整存整取六个月', 'Time deposit, 6 months', 'R1'),
  product('TD12', 'time_deposit', '整存整取一年', 'Time deposit, 1 year', 'R1'),
  product('TD24', 'time_deposit', '整存整取二年', 'Time deposit, 2 years', 'R1'),
  product('TD36', 'time_deposit', '整存整取三年', 'Time deposit, 3 years', 'R1'),
  product('TD60', 'time_deposit', '整存整取五年', 'Time deposit, 5 years', 'R1'),
  product(
    campaignDeposit,
    'time_deposit',
    '榕享存一年（5万元起）',
    'Rong Plus deposit, 1 year, from ¥50,000',
    'R1',
  ),
  product('WM101', 'wealth', '榕湾天天盈', 'Rongwan Daily', 'R1'),
  product('WM102', 'wealth', '榕湾安鑫七天', 'Rongwan Steady, 7 days', 'R1'),
  product('WM201', 'wealth', '榕湾稳享三个月', 'Rongwan Steady, 3 months', 'R2'),
  product('WM202', 'wealth', '榕湾稳享六个月', 'Rongwan Steady, 6 months', 'R2'),
  product('WM203', 'wealth', '榕湾稳享一年', 'Rongwan Steady, 1 year', 'R2'),
  product('WM301', 'wealth', '榕湾增利固收加', 'Rongwan Fixed Income Plus', 'R3'),
  product('WM302', 'wealth', '榕湾增利混合', 'Rongwan Mixed', 'R3'),
  product('WM401', 'wealth', '榕湾进取权益', 'Rongwan Equity', 'R4'),
  product('WM501', 'wealth', '榕湾私享另类', 'Rongwan Private Alternatives', 'R5'),
  product('FD101', 'fund', '海丝现金货币', 'Haisi Money Market Fund', 'R1'),
  product('FD102', 'fund', '闽江添利货币', 'Minjiang Money Market Fund', 'R1'),
  product('FD201', 'fund', '海丝纯债', 'Haisi Bond Fund', 'R2'),
  product('FD202', 'fund', '闽江短债', 'Minjiang Short Bond Fund', 'R2'),
  product('FD301', 'fund', '海丝平衡混合', 'Haisi Balanced Fund', 'R3'),
  product('FD302', 'fund', '武夷养老目标', 'Wuyi Pension Target Fund', 'R3'),
  product('FD401', 'fund', '海丝沪深300指数', 'Haisi CSI 300 Index Fund', 'R4'),
  product('FD402', 'fund', '武夷消费主题', 'Wuyi Consumer Fund', 'R4'),
  product('FD501', 'fund', '鹭岛科技创新', 'Ludao Technology Fund', 'R5'),
  product('IN101', 'insurance', '安居年金保险', 'Anju annuity', 'R1'),
  product('IN102', 'insurance', '福寿终身寿险', 'Fushou whole life', 'R1'),
  product('IN201', 'insurance', '增盈分红保险', 'Zengying participating policy', 'R2'),
  product('DC01', 'card', '榕湾借记卡', 'Rongwan debit card'),
  product('DC02', 'card', '榕湾金卡借记卡', 'Rongwan gold debit card'),
  product('DC03', 'card', '榕湾社保卡', 'Rongwan social security card'),
  product('CC01', 'credit_card', '榕湾信用卡普卡', 'Rongwan credit card'),
  product('CC02', 'credit_card', '榕湾信用卡金卡', 'Rongwan gold credit card'),
  product('CC03', 'credit_card', '榕湾车主信用卡', 'Rongwan motorist credit card'),
  product('LN01', 'loan', '个人住房贷款', 'Home loan'),
  product('LN02', 'loan', '榕e贷消费贷款', 'Rong e consumer loan'),
  product('LN03', 'loan', '个人经营贷款', 'Small business loan'),
  product('LN04', 'loan', '个人汽车贷款', 'Car loan'),
]

/** Codes of one class at one product risk: what a customer of the same risk level may buy. */
export function codesOf(kind: Product['class'], risk: Product['risk']): readonly string[] {
  return products.filter((item) => item.class === kind && item.risk === risk).map((item) => item.product)
}
