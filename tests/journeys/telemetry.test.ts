import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CollectedSpan, startCollector } from '#kit/collector.ts'
import { freePort } from '#kit/free-port.ts'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let collector: Awaited<ReturnType<typeof startCollector>>
let here: TestServer
let there: TestServer
let alice: Person
let bob: Person
let metricsAt: string

beforeAll(async () => {
  collector = await startCollector()
  const port = await freePort()
  metricsAt = `http://127.0.0.1:${port}`
  const traced = (name: string) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
    OTEL_TRACES_SAMPLER_ARG: '1',
    OTEL_SERVICE_NAME: name,
  })
  ;[here, there] = await Promise.all([
    startServer({ environment: { ...traced('here'), CAIRN_METRICS: `127.0.0.1:${port}` } }),
    startServer({ environment: traced('there') }),
  ])
  alice = await createPerson(here, 'alice')
  bob = await createPerson(there, 'bob')
  await follow(bob, `alice@${new URL(here.origin).host}`)
})

afterAll(async () => {
  await Promise.all([here?.[Symbol.asyncDispose](), there?.[Symbol.asyncDispose]()])
  await collector?.[Symbol.asyncDispose]()
})

async function follow(person: Person, handle: string): Promise<void> {
  const { body } = await person.get(
    `/api/v2/search?resolve=true&type=accounts&q=${encodeURIComponent(handle)}`,
  )
  const { id } = body.accounts[0]
  await person.post(`/api/v1/accounts/${id}/follow`)
  await eventually(async () => {
    const answer = await person.get(`/api/v1/accounts/relationships?id[]=${id}`)
    return answer.body[0].following
  }, 'the follow')
}

/** The names of the spans from `last` up to the first of its trace. */
function pathTo(last: CollectedSpan): string[] {
  const up: CollectedSpan[] = []
  for (let span: CollectedSpan | undefined = last; span && up.length < 20; span = parentOf(span))
    up.unshift(span)
  return up.map(({ service, name }) => `${service}: ${name}`)
}

const parentOf = ({ traceId, parentSpanId }: CollectedSpan) =>
  collector.spans.find((span) => span.traceId === traceId && span.spanId === parentSpanId)

it('follows a post in one trace from the click to the home timeline on another server', async () => {
  const answer = await alice.post('/api/v1/statuses', { status: 'Follow me through the wires' })
  expect(answer.status).toBe(200)
  // The id of the request, which stands in every line of the log, is that of the trace.
  const traceId = answer.headers.get('x-request-id')
  expect(traceId).toMatch(/^[0-9a-f]{32}$/)
  // Each server sends its spans when it likes.
  const path = await eventually(async () => {
    const arrival = collector.spans.find(
      (span) => span.traceId === traceId && span.service === 'there' && span.name === 'home post.published',
    )
    const steps = arrival ? pathTo(arrival) : []
    return steps[0]?.startsWith('here') ? steps : undefined
  }, 'all spans of the path')
  expect(path[0]).toBe('here: POST /api/v1/statuses')
  expect(path).toContain('here: POST')
  expect(path.some((step) => /^there: POST .*inbox/.test(step))).toBe(true)
  expect(here.log()).toContain(`"requestId":"${traceId}"`)
  expect(there.log()).toContain(`"requestId":"${traceId}"`)
})

it('puts into spans no text, address of a person or query', async () => {
  await alice.get('/api/v2/search?q=secretword')
  await eventually(
    async () =>
      collector.spans.find(({ name }) => name === 'GET /api/v2/search' || name.includes('v2/search')),
    'the span of the search',
  )
  const all = JSON.stringify(collector.spans)
  for (const secret of ['secretword', 'Follow me through', alice.token, '@example.org']) {
    expect(all).not.toContain(secret)
  }
})

async function scrape(): Promise<string> {
  const response = await fetch(`${metricsAt}/metrics`)
  expect(response.status).toBe(200)
  return response.text()
}

const valueOf = (text: string, series: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')[1] ?? 0,
  )

it('counts requests by route, events and jobs, and says what waits', async () => {
  const posts = 'cairn_http_request_seconds_count{method="POST",route="/api/v1/statuses",status="200"}'
  const before = valueOf(await scrape(), posts)
  await alice.post('/api/v1/statuses', { status: 'One more' })
  const handled = await eventually(async () => {
    const text = await scrape()
    return valueOf(text, posts) === before + 1 &&
      /cairn_jobs_total\{kind="[^"]*deliver[^"]*",outcome="done"\} [1-9]/.test(text)
      ? text
      : undefined
  }, 'the delivery in the numbers')
  expect(valueOf(handled, 'cairn_event_lag_seconds{consumer="home"}')).toBeGreaterThanOrEqual(0)
  expect(handled).toContain('cairn_outbound_request_seconds_count{method="POST",outcome="answered"}')
  expect(handled).not.toContain('secretword')
})

it('is asked by an address of its own only', async () => {
  expect((await fetch(`${here.origin}/metrics`)).status).toBe(404)
  expect((await fetch(metricsAt)).status).toBe(404)
})

it.each(['deploy/prometheus/cairn.rules.yml', 'deploy/grafana/cairn.json'])(
  'has in %s only numbers that there are',
  async (path) => {
    const text = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
    const scraped = await scrape()
    const named = new Set([...text.matchAll(/\b(?:cairn|nodejs|process)_[a-z_]+\b/g)].map(([name]) => name))
    const known = new Set([...scraped.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
    const unknown = [...named].filter((name) => !known.has(name.replace(/_(bucket|count|sum)$/, '')))
    expect(named.size).toBeGreaterThan(5)
    const consumers = [...text.matchAll(/consumer=\\?"(\w+)/g)].map(([, name]) => name)
    expect(consumers.filter((name) => !scraped.includes(`consumer="${name}"`))).toEqual([])
    expect(unknown).toEqual([])
  },
)
