import { z } from 'zod'

/** Instants as ClickHouse prints them. */
export const instant = z.string().transform((text) => `${text.replace(' ', 'T')}Z`)
