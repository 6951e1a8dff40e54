/** The fictional Rongwan Bank (榕湾银行): a city commercial bank with its head office in Fuzhou. */
export const bank = { code: '0000', name: '榕湾银行总行' } as const

export interface Branch {
  readonly code: string
  readonly name: string
  readonly province: string
  readonly city: string
  /** Share of the bank's customers, in per cent. */
  readonly weight: number
  /** Districts or towns that its sub-branches are named after. */
  readonly districts: readonly [string, string, string, string, string]
}

export const branches: readonly Branch[] = [
  {
    code: '0100',
    name: '福州分行',
    province: '福建省',
    city: '福州市',
    weight: 24,
    districts: ['鼓楼', '台江', '仓山', '晋安', '马尾'],
  },
  {
    code: '0200',
    name: '厦门分行',
    province: '福建省',
    city: '厦门市',
    weight: 14,
    districts: ['思明', '湖里', '集美', '海沧', '同安'],
  },
  {
    code: '0300',
    name: '泉州分行',
    province: '福建省',
    city: '泉州市',
    weight: 15,
    districts: ['鲤城', '丰泽', '晋江', '石狮', '南安'],
  },
  {
    code: '0400',
    name: '漳州分行',
    province: '福建省',
    city: '漳州市',
    weight: 8,
    districts: ['芗城', '龙文', '龙海', '漳浦', '东山'],
  },
  {
    code: '0500',
    name: '莆田分行',
    province: '福建省',
    city: '莆田市',
    weight: 7,
    districts: ['城厢', '涵江', '荔城', '秀屿', '仙游'],
  },
  {
    code: '0600',
    name: '宁德分行',
    province: '福建省',
    city: '宁德市',
    weight: 6,
    districts: ['蕉城', '福安', '福鼎', '霞浦', '古田'],
  },
  {
    code: '0700',
    name: '三明分行',
    province: '福建省',
    city: '三明市',
    weight: 6,
    districts: ['三元', '沙县', '永安', '尤溪', '将乐'],
  },
  {
    code: '0800',
    name: '南平分行',
    province: '福建省',
    city: '南平市',
    weight: 5,
    districts: ['延平', '建阳', '邵武', '武夷山', '浦城'],
  },
  {
    code: '0900',
    name: '龙岩分行',
    province: '福建省',
    city: '龙岩市',
    weight: 5,
    districts: ['新罗', '永定', '漳平', '上杭', '长汀'],
  },
  {
    code: '1000',
    name: '深圳分行',
    province: '广东省',
    city: '深圳市',
    weight: 4,
    districts: ['福田', '南山', '罗湖', '宝安', '龙岗'],
  },
  {
    code: '1100',
    name: '温州分行',
    province: '浙江省',
    city: '温州市',
    weight: 3,
    districts: ['鹿城', '瓯海', '龙湾', '瑞安', '乐清'],
  },
  {
    code: '1200',
    name: '上海分行',
    province: '上海市',
    city: '上海市',
    weight: 3,
    districts: ['黄浦', '徐汇', '静安', '浦东', '闵行'],
  },
]

/** Within a branch the first sub-branch is the largest. */
export const subBranchWeights = [34, 22, 18, 14, 12] as const

export const managersPerSubBranch = 4

/** Code of a branch's n-th sub-branch, from 1. */
export function subBranchCode(branch: Branch, ordinal: number): string {
  return String(Number(branch.code) + ordinal).padStart(4, '0')
}
