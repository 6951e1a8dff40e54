/** What journeys write back as events, and what each is called by people. `$` keeps them apart from events of sources. */
export const happenings = [
  ['$journey_entered', '进入旅程'],
  ['$journey_branched', '旅程分支'],
  ['$journey_held_out', '旅程留存对照'],
  ['$journey_goal', '达成旅程目标'],
  ['$journey_exited', '离开旅程'],
  ['$touch_queued', '触达放行'],
  ['$touch_held', '触达暂缓'],
  ['$touch_suppressed', '触达拦截'],
  ['$touch_sent', '触达已发送'],
  ['$touch_failed', '触达失败'],
  ['$touch_delivered', '触达已送达'],
  ['$touch_opened', '触达已打开'],
  ['$touch_clicked', '触达已点击'],
] as const

/** Which properties they carry. `arm`: -1 for who is held out, else the number of the branch. */
export const happeningProperties = [
  ['journey', 'string'],
  ['version', 'number'],
  ['node', 'string'],
  ['arm', 'number'],
  ['channel', 'string'],
  ['template', 'string'],
  ['reason', 'string'],
] as const

/** Whether an event is one that journeys write. */
export const isHappening = (event: string): boolean => happenings.some(([name]) => name === event)

const byCustomers: ReadonlySet<string> = new Set(['$touch_opened', '$touch_clicked'])

/** Those that the bank does by itself: a customer who was sent something has not been active. */
export const doneByBank: readonly string[] = happenings
  .map(([name]) => name)
  .filter((name) => !byCustomers.has(name))
