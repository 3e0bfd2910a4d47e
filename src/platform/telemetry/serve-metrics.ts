import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import { describeError, type Log } from '#platform/log/index.ts'
import { connectInstruments, type InstrumentDescription } from './instruments.ts'

/** A number that is asked for when somebody scrapes. */
export interface AskedGauge extends InstrumentDescription<string> {
  /** @returns one value for each combination of labels that exists */
  readonly read: () => Promise<
    readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
  >
}

interface Options {
  readonly log: Log
  /** Where to listen. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly gauges: readonly AskedGauge[]
}

/**
 * Listens on an address of its own, so that no proxy in front of the server ever hands it out, and answers
 * `GET /metrics` in Prometheus' text format.
 */
export async function serveMetrics(
  options: Options,
): Promise<AsyncDisposable & { readonly address: string }> {
  const client = await import('prom-client')
  const registry = new client.Registry()
  client.collectDefaultMetrics({ register: registry })
  const connected = connectInstruments(client, registry)
  for (const gauge of options.gauges) ask(client, registry, gauge, options.log)
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => {
        options.log.warn('The metrics could not be collected.', describeError(error))
        response.writeHead(500).end()
      },
    )
  })
  server.requestTimeout = 30_000
  server.listen(options.port, options.host)
  await once(server, 'listening')
  const { address, port, family } = server.address() as AddressInfo
  return {
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`,
    async [Symbol.asyncDispose]() {
      connected[Symbol.dispose]()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** What cannot be asked for is missing from this scrape; the other numbers are not. */
function ask(client: typeof import('prom-client'), registry: Registry, gauge: AskedGauge, log: Log): void {
  const { name, help, labels, read } = gauge
  void new client.Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      this.reset()
      try {
        for (const { labels: given, value } of await read()) this.set(given, value)
      } catch (error) {
        log.warn('A number could not be asked for.', { metric: name, ...describeError(error) })
      }
    },
  })
}
