import { planted } from '../planted.ts'

const { campaign } = planted

/** The past campaign as a journey. Its key decides, through the hash, who was held out. */
export const campaignKey = 'autumn_deposit_offer'
export const holdoutNode = 'hold_back'
export const messageNode = 'offer'
export const campaignChannel = 'push'

/** Shaped as src/engage/journeys/schema.ts says. */
export const campaignGraph = {
  entry: { segment: 'autumn_deposit_audience', next: holdoutNode },
  nodes: {
    [holdoutNode]: { type: 'holdout', percent: campaign.holdoutPercent, next: messageNode },
    [messageNode]: {
      type: 'message',
      channel: campaignChannel,
      template: 'autumn_deposit_offer',
      next: 'rest',
    },
    rest: { type: 'wait', days: 1, next: 'opens' },
    opens: {
      type: 'goal',
      condition: { event: campaign.conversionEvent },
      withinDays: campaign.windowDays - 1,
      next: 'done',
    },
    done: { type: 'exit' },
  },
  measure: { condition: { event: campaign.conversionEvent }, withinDays: campaign.windowDays },
} as const

export const campaignName = { 'zh-CN': '秋季定期存款专享', en: 'Autumn time deposit offer' }
