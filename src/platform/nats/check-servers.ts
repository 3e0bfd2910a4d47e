/** What a server's monitoring endpoint says of it. */
export interface ServerFacts {
  readonly name: string
  readonly version: string
  readonly hasJetStream: boolean
  readonly syncsAlways: boolean
}

const oldest = [2, 10, 23] as const
const advised = [2, 12, 0] as const
const answerWithinMs = 3000
const maxBytes = 1024 * 1024

/**
 * Whether these servers keep what they acknowledge through a power failure (docs/design/decisions/0012).
 * @returns what is wrong, each with what to do, and what might be better
 */
export function judgeServers(servers: readonly ServerFacts[]): { faults: string[]; warnings: string[] } {
  const faults: string[] = []
  const warnings: string[] = []
  for (const { name, version, hasJetStream, syncsAlways } of servers) {
    if (isOlder(version, oldest))
      faults.push(
        `NATS ${version} at ${name} is too old: such versions lose acknowledged messages. Install ${oldest.join('.')} or newer, best ${advised.join('.')}.`,
      )
    else if (isOlder(version, advised))
      warnings.push(`NATS ${version} at ${name} works; ${advised.join('.')} or newer is better tested.`)
    if (!hasJetStream)
      faults.push(
        `NATS at ${name} has no JetStream. Add to its configuration: jetstream { store_dir: "/var/lib/nats", sync_interval: always }`,
      )
    else if (!syncsAlways)
      faults.push(
        `NATS at ${name} acknowledges messages before they are on its disk: a power failure loses the whole stream. Set in its configuration: jetstream { sync_interval: always }`,
      )
  }
  return { faults, warnings }
}

/** Asks the monitoring endpoint of each; those that do not answer are left out. @param urls e.g. `http://nats1:8222` */
export async function askServers(urls: readonly string[]): Promise<ServerFacts[]> {
  const answers = await Promise.all(urls.map((url) => askServer(url).catch(() => undefined)))
  return answers.filter((answer) => answer !== undefined)
}

async function askServer(url: string): Promise<ServerFacts> {
  // An address of the operator's own network, out of the settings: nothing from outside leads here.
  const response = await fetch(new URL('/varz', url), { signal: AbortSignal.timeout(answerWithinMs) })
  const text = await response.text()
  if (!response.ok || text.length > maxBytes) throw new Error(`${url} answers ${response.status}.`)
  const { version = '', jetstream = {} } = JSON.parse(text) as Varz
  return {
    name: new URL(url).host,
    version,
    hasJetStream: jetstream.config !== undefined,
    syncsAlways: jetstream.config?.sync_always === true,
  }
}

interface Varz {
  readonly version?: string
  readonly jetstream?: { readonly config?: { readonly sync_always?: boolean } }
}

function isOlder(version: string, than: readonly [number, number, number]): boolean {
  const numbers = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number)
  // Whoever does not say it is not taken for new.
  if (!numbers) return true
  const [at] = [0, 1, 2].filter((index) => numbers[index] !== than[index])
  return at !== undefined && (numbers[at] ?? 0) < (than[at] ?? 0)
}
