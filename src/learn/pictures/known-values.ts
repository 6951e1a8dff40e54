import type { Language } from './answer.ts'

/** What channels, and reasons for withheld contacts, are called; others are shown as they are stored. */
const channels: Readonly<Record<Language, Readonly<Partial<Record<string, string>>>>> = {
  'zh-CN': {
    app: '手机银行',
    mini_program: '小程序',
    web: '网上银行',
    branch: '网点',
    wecom: '企业微信',
    call_centre: '客服中心',
    journey: '旅程',
    sms: '短信',
    email: '邮件',
    push: 'App 推送',
    inbox: '站内信',
    wecom_mass: '企微客户群发',
    five_g: '5G消息',
    call: '外呼',
  },
  en: {
    app: 'App',
    mini_program: 'Mini program',
    web: 'Web',
    branch: 'Branch',
    wecom: 'WeCom',
    call_centre: 'Call centre',
    journey: 'Journeys',
    sms: 'SMS',
    email: 'Email',
    push: 'Push',
    inbox: 'Inbox',
    wecom_mass: 'WeCom mass message',
    five_g: '5G message',
    call: 'Call',
  },
}
const reasons: typeof channels = {
  'zh-CN': {
    no_consent: '未同意',
    opted_out: '已退订',
    suppression_list: '免打扰名单',
    quiet_hours: '静默时段',
    cap: '频次上限',
    no_contact_point: '无联系方式',
    personalization: '已拒绝个性化推荐',
    global_holdout: '全行对照组',
    unsuitable: '产品不适当',
    spacing: '间隔过短',
    priority: '为高优先级让位',
    volume: '渠道本小时已满',
    cancelled: '等待期间旅程已取消',
  },
  en: {
    no_consent: 'No consent',
    opted_out: 'Opted out',
    suppression_list: 'On a suppression list',
    quiet_hours: 'Quiet hours',
    cap: 'Frequency cap',
    no_contact_point: 'No contact point',
    personalization: 'Refused personalization',
    global_holdout: 'Bank-wide holdout',
    unsuitable: 'Product unsuitable',
    spacing: 'Too soon after another',
    priority: 'Gave way to a higher priority',
    volume: 'Channel full for the hour',
    cancelled: 'Journey cancelled while it waited',
  },
}

export const channelText = (language: Language, value: string): string | undefined =>
  channels[language][value]

/** A value of an event's property, in words; undefined where it stands for itself. */
export function propertyText(
  language: Language,
  property: string | undefined,
  value: string,
): string | undefined {
  if (property === 'channel') return channelText(language, value)
  return property === 'reason' ? reasons[language][value] : undefined
}
