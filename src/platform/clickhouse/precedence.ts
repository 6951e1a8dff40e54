/**
 * Settings of statements that others wait for, and of those that nobody waits for: the second rest while one of the first
 * runs, a second at a time at most, and leave a processor free.
 */
export const goesFirst = { priority: 1 } as const
export const givesWay = { priority: 2, max_threads: 1 } as const
