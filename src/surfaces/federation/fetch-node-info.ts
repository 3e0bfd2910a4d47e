import type { Database } from '#platform/db/index.ts'
import { defineJob, handleJobs, type JobHandler, type JobQueue } from '#platform/jobs/index.ts'
import { type OutboundHttp, parseJsonBounded, RemoteFault } from '#platform/outbound-http/index.ts'
import { insertMet, saveSoftware, selectUnasked } from './peer-view-store.ts'
import type { Peers } from './peers.ts'
import { isJson, type Json, list, member, text } from './read-json.ts'

/** What another server runs (NodeInfo 1.0 to 2.1), for those who run this one, and whether it asks for arrivals. */
export const fetchNodeInfo = defineJob<{ readonly host: string }>('fetch-node-info', { priorities: [0, 9] })

interface Needs {
  readonly db: Database
  readonly clock: { now(): number }
  readonly jobs: Pick<JobQueue, 'enqueueAll'>
  readonly http: Pick<OutboundHttp, 'request'>
  readonly peers: Pick<Peers, 'isBlocked'>
  readonly accounts: { listDomains(): Promise<string[]> }
}

const maxBytes = 256 * 1024
const deadlineMs = 10_000
const staleAfterMs = 7 * 24 * 3_600_000
/** In one hour: a server that has met many asks them one by one. */
const mostAtOnce = 500

/** Asks hosts again that were asked a week ago, and those met since; to be called now and then. */
export async function refreshNodeInfo(needs: Needs): Promise<void> {
  await insertMet(needs.db.sql, await needs.accounts.listDomains())
  const hosts = await selectUnasked(needs.db.sql, new Date(needs.clock.now() - staleAfterMs), mostAtOnce)
  await needs.db.transact((tx) =>
    needs.jobs.enqueueAll(
      tx,
      fetchNodeInfo,
      hosts.map((host) => ({ payload: { host }, dedupeKey: host, priority: 9 })),
    ),
  )
}

export function handleNodeInfo(needs: Needs): JobHandler {
  return handleJobs(
    fetchNodeInfo,
    { concurrency: 4, timeoutMs: 60_000, maxAttempts: 1 },
    async (jobs, signal) => {
      for (const { payload } of jobs) {
        if (await needs.peers.isBlocked(payload.host)) continue
        await saveSoftware(needs.db.sql, payload.host, await ask(needs, payload.host, signal))
      }
    },
  )
}

const nothing = { name: null, version: null, wantsArrivals: false }

async function ask(needs: Needs, host: string, signal: AbortSignal) {
  try {
    const found = await getJson(needs, `https://${host}/.well-known/nodeinfo`, signal).catch(
      (error: unknown) => {
        // Peers of a lab speak plain http; every other host is refused it before a connection is made.
        if (!(error instanceof RemoteFault) || error.because !== 'unreachable') throw error
        return getJson(needs, `http://${host}/.well-known/nodeinfo`, signal)
      },
    )
    const address = newestLink(found, host)
    const document = address === undefined ? undefined : await getJson(needs, address, signal)
    if (!isJson(document)) return nothing
    const software = member(document, 'software')
    const wantsArrivals = asksForArrivals(document)
    if (!isJson(software)) return { ...nothing, wantsArrivals }
    return {
      name: text(software, 'name', 100) ?? null,
      version: text(software, 'version', 100) ?? null,
      wantsArrivals,
    }
  } catch (error) {
    // It says nothing of itself, or nothing now: asked again in a week.
    if (error instanceof RemoteFault) return nothing
    throw error
  }
}

/** `metadata.accepts` names activities that a server wants and is not sent otherwise. */
function asksForArrivals(document: Json): boolean {
  const metadata = member(document, 'metadata')
  return isJson(metadata) && list(metadata, 'accepts', 50).includes('Arrive')
}

async function getJson(needs: Needs, url: string, signal: AbortSignal): Promise<unknown> {
  const headers = { accept: 'application/json' }
  const answer = await needs.http.request({ method: 'GET', url, headers, maxBytes, deadlineMs, signal })
  if (answer.status !== 200) return undefined
  const parsed = parseJsonBounded(answer.body.toString('utf8'), { maxDepth: 32 })
  return parsed.ok ? parsed.value : undefined
}

/** The newest version that is offered, from the host itself. */
function newestLink(found: unknown, host: string): string | undefined {
  if (!isJson(found)) return undefined
  const links = list(found, 'links', 20).flatMap((link) => {
    const rel = isJson(link) ? text(link, 'rel', 200) : undefined
    const url = isJson(link) ? URL.parse(text(link, 'href', 1000) ?? '') : undefined
    const version = /^https?:\/\/nodeinfo\.diaspora\.software\/ns\/schema\/(\d\.\d)$/.exec(rel ?? '')?.[1]
    return version && url?.host === host ? [{ version, href: url.href }] : []
  })
  return links.sort((one, other) => (one.version < other.version ? 1 : -1))[0]?.href
}
