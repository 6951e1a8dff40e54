/**
 * What was planted in the demo bank for later stages to find. Days are counted back from the as-of date.
 * demo/README.md explains each story; the tests measure each of them in the data.
 */
export const planted = {
  wealth: {
    /** Share of customers with AUM under ¥50,000. Above it a Pareto tail with exponent 1: top 1 % has ≥ ¥1,000,000. */
    shareBelowTail: 0.8,
    tailFrom: 50_000,
    largest: 200_000_000,
  },
  salary: {
    /** One payroll company for so many customers; its owner banks here too. */
    customersPerCompany: 150,
    /** Share of companies whose payday is the day of the month before the as-of date: money arrived yesterday. */
    companiesPaidYesterday: 0.15,
  },
  maturities: {
    /** Share of running time deposits that mature in 1–7 and in 8–30 days. */
    within7Days: 0.04,
    within8To30Days: 0.12,
  },
  churn: {
    /** Customers with at least this much AUM (today, in yuan) may be leaving. */
    fromAum: 20_000,
    share: 0.05,
    /** The branch that is losing its customers, and the share there. */
    branch: '0700',
    branchShare: 0.35,
    /** Each lost between these shares of AUM in three steps on these days. */
    loss: [0.4, 0.7],
    daysBefore: [75, 45, 15],
  },
  funnel: {
    /** On this app version, from this day on, the risk-assessment page loses most people. */
    brokenVersion: '6.2.0',
    olderVersion: '6.1.0',
    releasedDaysBefore: 21,
    passRate: 0.8,
    brokenPassRate: 0.3,
  },
  campaign: {
    daysBefore: 60,
    /** Everything counts that happens in this many days after entry. */
    windowDays: 30,
    holdoutPercent: 10,
    fromAum: 2_000,
    toAum: 300_000,
    conversionEvent: 'time_deposit_open',
    /** Conversion in the holdout, and what the campaign adds to it. */
    baseRate: 0.04,
    uplift: 0.025,
    /** Every opening brings this much new money (yuan): ΔAUM per assigned customer = uplift × amount. */
    amount: 50_000,
    deliveryRate: 0.97,
    openRate: 0.35,
    clickRate: 0.12,
  },
} as const
