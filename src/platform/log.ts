import { pino, type Logger } from 'pino'

/** Structured logs on stderr. Log identifiers of things, never of people: no names, phones, bodies or queries. */
export function openLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: ['*.password', '*.authorization', '*.cookie', '*.phone', '*.writeKey', '*.secret'],
        censor: '***',
      },
    },
    pino.destination({ dest: 2, sync: false }),
  )
}
