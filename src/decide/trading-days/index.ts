export type { TradingCalendar } from './calendar.ts'
export { readTradingDays } from './read-trading-days.ts'
export { tradingDayRoutes } from './routes.ts'
