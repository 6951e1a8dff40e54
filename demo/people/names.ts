/** The commonest surnames with their share of people in per mille (2020 census order; the tail is cut). */
export const surnames: readonly (readonly [name: string, pinyin: string, weight: number])[] = [
  ['陈', 'chen', 96],
  ['林', 'lin', 88],
  ['黄', 'huang', 52],
  ['王', 'wang', 50],
  ['李', 'li', 48],
  ['张', 'zhang', 46],
  ['吴', 'wu', 42],
  ['郑', 'zheng', 36],
  ['刘', 'liu', 32],
  ['杨', 'yang', 26],
  ['许', 'xu', 24],
  ['蔡', 'cai', 22],
  ['谢', 'xie', 20],
  ['郭', 'guo', 18],
  ['叶', 'ye', 18],
  ['周', 'zhou', 17],
  ['赖', 'lai', 14],
  ['曾', 'zeng', 14],
  ['苏', 'su', 13],
  ['朱', 'zhu', 12],
  ['江', 'jiang', 12],
  ['邱', 'qiu', 11],
  ['何', 'he', 11],
  ['罗', 'luo', 10],
  ['卢', 'lu', 10],
  ['徐', 'xu', 10],
  ['肖', 'xiao', 9],
  ['洪', 'hong', 9],
  ['庄', 'zhuang', 8],
  ['余', 'yu', 8],
  ['施', 'shi', 7],
  ['高', 'gao', 7],
  ['魏', 'wei', 6],
  ['方', 'fang', 6],
  ['柯', 'ke', 5],
  ['沈', 'shen', 5],
  ['连', 'lian', 4],
  ['翁', 'weng', 4],
  ['欧阳', 'ouyang', 2],
  ['上官', 'shangguan', 1],
]

const characters = (row: string): readonly string[] => row.split('')

/** Characters given names are made of; a name has one or two of them. */
export const femaleCharacters = characters(
  '丽敏静燕娟芳玲秀英华婷雪梅琳慧颖洁萍红霞月云莲玉兰凤美娜欣怡佳雅思雨晴诗涵梓萱琪瑶悦彤',
)
export const maleCharacters = characters(
  '伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆志建国文博子轩浩然宸睿航毅晨铭泽',
)

/** Employers that pay salaries through the bank: place × trade × form. */
export const companyPlaces = [
  '榕城',
  '闽江',
  '海丝',
  '鹭岛',
  '武夷',
  '东海',
  '瑞丰',
  '恒信',
  '金福',
  '永兴',
  '万嘉',
  '新源',
] as const
export const companyTrades = [
  '食品',
  '纺织',
  '电子',
  '机械',
  '建工',
  '物流',
  '教育',
  '医药',
  '软件',
  '环保',
  '鞋服',
  '陶瓷',
  '茶业',
] as const
export const companyForms = ['有限公司', '股份有限公司', '集团有限公司', '实业有限公司'] as const

export const payrollOccupations = [
  ['civil_servant', 8],
  ['teacher', 9],
  ['doctor', 5],
  ['engineer', 14],
  ['clerk', 24],
  ['worker', 22],
  ['service', 12],
  ['finance', 6],
] as const

/** Shops that customers frequent: place × kind. */
export const shopKinds = [
  '便利店',
  '茶庄',
  '海鲜酒楼',
  '鞋服店',
  '药房',
  '生鲜超市',
  '沙茶面馆',
  '母婴店',
  '汽修厂',
  '美发店',
] as const
