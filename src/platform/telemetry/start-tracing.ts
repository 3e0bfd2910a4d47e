import type { IncomingMessage } from 'node:http'
import type { Attributes, Context, Span, TextMapGetter } from '@opentelemetry/api'
import { type SpanDescription, type Tracer, useTracer } from './tracing.ts'

export interface TracingOptions {
  /** OTLP over HTTP: `http://collector:4318`; `/v1/traces` is added. */
  readonly endpoint: string
  /** Which part of the traces is recorded, from 0 to 1; servers with the same part record the same traces. */
  readonly ratio: number
  /** `service.name`, `service.version`, and what else tells processes apart. */
  readonly resource: Readonly<Record<string, string>>
}

/** Records traces and sends them to a collector, until disposed of; then it sends what is left. */
export async function startTracing(options: TracingOptions): Promise<AsyncDisposable> {
  const [api, sdk, exporter, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  // By the trace's id alone, whoever began it: another server cannot make this one record more than its part.
  const byId = new sdk.TraceIdRatioBasedSampler(options.ratio)
  const provider = new sdk.NodeTracerProvider({
    resource: resources.resourceFromAttributes(options.resource),
    sampler: new sdk.ParentBasedSampler({
      root: byId,
      remoteParentSampled: byId,
      remoteParentNotSampled: byId,
    }),
    spanProcessors: [
      new sdk.BatchSpanProcessor(
        new exporter.OTLPTraceExporter({ url: `${options.endpoint.replace(/\/$/, '')}/v1/traces` }),
        { maxQueueSize: 2048, scheduledDelayMillis: 1000 },
      ),
    ],
  })
  provider.register()
  const using = useTracer(createTracer(api))
  return {
    async [Symbol.asyncDispose]() {
      using[Symbol.dispose]()
      // A collector that is away must not hold up the end.
      await provider.shutdown().catch(() => undefined)
      api.trace.disable()
      api.context.disable()
      api.propagation.disable()
    },
  }
}

function createTracer(api: typeof import('@opentelemetry/api')): Tracer {
  const { trace, context, propagation, SpanKind, SpanStatusCode, TraceFlags, ROOT_CONTEXT } = api
  const otel = trace.getTracer('cairn')
  const kinds = {
    server: SpanKind.SERVER,
    client: SpanKind.CLIENT,
    producer: SpanKind.PRODUCER,
    consumer: SpanKind.CONSUMER,
  }
  const requests = new WeakMap<IncomingMessage, { readonly span: Span; readonly within: Context }>()
  const optionsOf = ({ kind, attributes }: SpanDescription) => ({
    kind: kind ? kinds[kind] : SpanKind.INTERNAL,
    attributes: { ...attributes } as Attributes,
  })
  const below = (parent: string | undefined) => {
    if (parent === undefined) return context.active()
    const [traceId = '', spanId = ''] = parent.split('-')
    return trace.setSpanContext(ROOT_CONTEXT, {
      traceId,
      spanId,
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    })
  }
  const fail = (span: Span, error: unknown) => {
    // The kind of error, not its words: those may carry what somebody wrote.
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'Error' })
    span.end()
  }
  return {
    run(description, parent, act) {
      const above = below(parent)
      const span = otel.startSpan(description.name, optionsOf(description), above)
      try {
        const outcome = context.with(trace.setSpan(above, span), act)
        if (!(outcome instanceof Promise)) {
          span.end()
          return outcome
        }
        return outcome.then(
          (value) => {
            span.end()
            return value
          },
          (error: unknown) => {
            fail(span, error)
            throw error
          },
        ) as typeof outcome
      } catch (error) {
        fail(span, error)
        throw error
      }
    },
    note(description, parent, startedAt, endedAt) {
      const options = { ...optionsOf(description), startTime: startedAt }
      otel.startSpan(description.name, options, below(parent)).end(endedAt)
    },
    present() {
      const span = trace.getActiveSpan()?.spanContext()
      return span && (span.traceFlags & TraceFlags.SAMPLED) !== 0
        ? `${span.traceId}-${span.spanId}`
        : undefined
    },
    beginRequest(request) {
      const above = propagation.extract(ROOT_CONTEXT, request, traceparentOf)
      const span = otel.startSpan(request.method ?? 'request', { kind: SpanKind.SERVER }, above)
      requests.set(request, { span, within: trace.setSpan(above, span) })
      return span.spanContext().traceId
    },
    withinRequest(request, act) {
      const begun = requests.get(request)
      return begun ? context.with(begun.within, act) : act()
    },
    endRequest(request, route, status) {
      const span = requests.get(request)?.span
      if (!span) return
      span.updateName(`${request.method} ${route}`)
      span.setAttributes({
        'http.request.method': request.method ?? '',
        'http.route': route,
        'http.response.status_code': status,
      })
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
  }
}

/** Only the trace itself is taken from others: baggage would be text of theirs in every row. */
const traceparentOf: TextMapGetter<IncomingMessage> = {
  keys: () => ['traceparent'],
  get: (request, name) => (name === 'traceparent' ? String(request.headers['traceparent'] ?? '') : undefined),
}
