import { AsyncLocalStorage } from 'node:async_hooks'
import { pino } from 'pino'
import { mapStack } from './map-stack.ts'

/** A structured log: a constant sentence plus fields. Never tokens, bodies, e-mail addresses or positions. */
export interface Log {
  debug(message: string, fields?: object): void
  info(message: string, fields?: object): void
  warn(message: string, fields?: object): void
  error(message: string, fields?: object): void
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const context = new AsyncLocalStorage<{ requestId: string }>()

/** Runs `act` so that every log line and every event or job written within carries the request id. */
export function withRequestId<T>(requestId: string, act: () => T): T {
  return context.run({ requestId }, act)
}

/** The request that the present work belongs to, if any. */
export function currentRequestId(): string | undefined {
  return context.getStore()?.requestId
}

/** Logs JSON lines to standard output. */
export function createLog(level: LogLevel): Log {
  const target = pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const requestId = currentRequestId()
      return requestId ? { requestId } : {}
    },
  })
  return {
    debug: (message, fields = {}) => target.debug(fields, message),
    info: (message, fields = {}) => target.info(fields, message),
    warn: (message, fields = {}) => target.warn(fields, message),
    error: (message, fields = {}) => target.error(fields, message),
  }
}

/** An error as log fields, with its causes, at most five deep. */
export function describeError(error: unknown): {
  error: string
  stack?: string | undefined
  causes?: string[]
} {
  if (!(error instanceof Error)) return { error: String(error) }
  const causes: string[] = []
  let cause = error.cause
  while (cause instanceof Error && causes.length < 5) {
    causes.push(cause.message)
    cause = cause.cause
  }
  return {
    error: error.message,
    stack: error.stack && mapStack(error.stack),
    ...(causes.length > 0 && { causes }),
  }
}
