/** What should stand on the current account on the as-of date (fen): all AUM that is nowhere else. */
export const currentTarget = '(aum - deposits - wealth - funds - insurance)'
