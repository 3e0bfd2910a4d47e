export { defineCounter, defineHistogram, defineLevel } from './instruments.ts'
export { type AskedGauge, serveMetrics } from './serve-metrics.ts'
export { startTracing } from './start-tracing.ts'
export {
  beginRequest,
  carriedContext,
  endRequest,
  resume,
  traced,
  traceHeaders,
  withinRequest,
} from './tracing.ts'
