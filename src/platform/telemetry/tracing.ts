import type { IncomingMessage } from 'node:http'
import { currentRequestId, withRequestId } from '#platform/log/index.ts'

/** A piece of work with a beginning and an end, as OpenTelemetry's semantic conventions call it. */
export interface SpanDescription {
  /** Few different ones: `POST /api/v1/statuses`, `job deliver-activity`. */
  readonly name: string
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer'
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
}

/** What spans are made with, once tracing is on. */
export interface Tracer {
  /** @param parent `<trace id>-<span id>` of a span elsewhere; default the present span */
  run<T>(span: SpanDescription, parent: string | undefined, act: () => T): T
  /** A span that has been, under a parent elsewhere. */
  note(span: SpanDescription, parent: string, startedAt: number, endedAt: number): void
  /** The present span as `<trace id>-<span id>`, if it is recorded. */
  present(): string | undefined
  /** Begins the span of a request, which ends by `endRequest`. @returns its trace's id */
  beginRequest(request: IncomingMessage): string
  withinRequest<T>(request: IncomingMessage, act: () => T): T
  endRequest(request: IncomingMessage, route: string, status: number): void
}

let tracer: Tracer | undefined

/** Lets all of the process trace by `made`, until disposed of. */
export function useTracer(made: Tracer): Disposable {
  tracer = made
  return {
    [Symbol.dispose]() {
      tracer = undefined
    },
  }
}

/** Runs `act` as a span of the present trace; only runs it where tracing is off. */
export function traced<T>(span: SpanDescription, act: () => T): T {
  return tracer ? tracer.run(span, undefined, act) : act()
}

const carriedTrace = /^([0-9a-f]{32})-[0-9a-f]{16}$/

/**
 * What a row must carry so that the work that it causes is known to belong to the present request: the request's id, or
 * its trace's and span's (`<trace id>-<span id>`, the trace's id being the request's) where that is recorded.
 */
export function carriedContext(): string | undefined {
  return tracer?.present() ?? currentRequestId()
}

/** Goes on, as a span, with what rows have carried: one, or several that are worked on together. */
export function resume<T>(carried: readonly (string | null)[], span: SpanDescription, act: () => T): T {
  const [first] = carried
  if (carried.length > 1) return noteForEach(carried, span, act)
  if (!first) return act()
  const trace = carriedTrace.exec(first)?.[1]
  const parent = trace ? first : undefined
  return withRequestId(trace ?? first, () => (tracer && parent ? tracer.run(span, parent, act) : act()))
}

/** Of more than so many in one batch, the first are noted. */
const mostNoted = 64

/** Work for several requests belongs to none of them: each trace gets a span of its time. */
function noteForEach<T>(carried: readonly (string | null)[], span: SpanDescription, act: () => T): T {
  const parents = tracer ? carried.filter((one) => one !== null && carriedTrace.test(one)) : []
  if (parents.length === 0) return act()
  const startedAt = Date.now()
  const note = () => {
    const attributes = { ...span.attributes, 'messaging.batch.message_count': carried.length }
    for (const parent of parents.slice(0, mostNoted))
      tracer?.note({ ...span, attributes }, parent ?? '', startedAt, Date.now())
  }
  const outcome = act()
  if (outcome instanceof Promise) return outcome.finally(note) as T
  note()
  return outcome
}

/** The header by which another server goes on with the present trace (W3C Trace Context); none where it is not recorded. */
export function traceHeaders(): Record<string, string> {
  const present = tracer?.present()
  return present ? { traceparent: `00-${present}-01` } : {}
}

/** Begins a request's span. @returns the id that the request has in traces and in the log; undefined where tracing is off */
export function beginRequest(request: IncomingMessage): string | undefined {
  return tracer?.beginRequest(request)
}

/** Runs `act` within a request that was begun. */
export function withinRequest<T>(request: IncomingMessage, act: () => T): T {
  return tracer ? tracer.withinRequest(request, act) : act()
}

export function endRequest(request: IncomingMessage, route: string, status: number): void {
  tracer?.endRequest(request, route, status)
}
