import { randomUUID } from 'node:crypto'
import type { HintWire } from './route-hints.ts'

const channel = 'cairn_changes'
/** Commits of so many milliseconds share one telling. */
const gatherMs = 5
const retryMs = 500
/** Of more rows than this, others forget all that they know of the kind. */
const maxKeys = 200
/** PostgreSQL takes payloads below 8000 bytes. */
const maxBytes = 7500

/**
 * Tells the processes on one database which rows have changed, so that what they remember of them is forgotten. A
 * hint, not a promise: a process that is killed right after its commit tells nobody, so what is remembered must also
 * end by time.
 */
export interface Changes {
  /** Calls `forget` when another process, or another watcher here, has changed rows of the kind; `all`: any of them. */
  watch(kind: string, forget: Forget): void
  /** To be called after the commit. @param by the teller's own watcher, which knows already */
  tell(kind: string, key: string | typeof all, by?: Forget): void
  /** Hears other processes from now on; after a lost connection everything remembered is forgotten. */
  listen(): Promise<void>
}

export type Forget = (keys: readonly string[] | typeof all) => void

export const all = Symbol('all')

interface Message {
  readonly by: string
  /** Keys by kind; true: all of them. */
  readonly of: Readonly<Record<string, readonly string[] | true>>
}

export function createChanges(wire: HintWire): Changes & { readonly flush: () => Promise<void> } {
  const self = randomUUID()
  const watchers = new Map<string, Forget[]>()
  const pending = new Map<string, Set<string> | typeof all>()
  let timer: NodeJS.Timeout | undefined
  const schedule = (ms: number) => {
    timer ??= setTimeout(() => void flush(), ms)
    timer.unref()
  }
  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const kinds = [...pending.keys()]
    const messages = toMessages(self, pending)
    pending.clear()
    try {
      await Promise.all(messages.map((message) => wire.notify(channel, JSON.stringify(message))))
    } catch {
      // What was not told is told again, as a whole: the connection comes back or the process ends.
      for (const kind of kinds) pending.set(kind, all)
      schedule(retryMs)
    }
  }
  const hear = (payload: string) => {
    const message = JSON.parse(payload) as Message
    if (message.by === self) return
    for (const [kind, keys] of Object.entries(message.of))
      for (const forget of watchers.get(kind) ?? []) forget(keys === true ? all : keys)
  }
  return {
    watch: (kind, forget) => void watchers.set(kind, [...(watchers.get(kind) ?? []), forget]),
    tell(kind, key, by) {
      for (const forget of watchers.get(kind) ?? []) if (forget !== by) forget(key === all ? all : [key])
      add(pending, kind, key)
      schedule(gatherMs)
    },
    async listen() {
      await wire.listen(channel, hear, () => {
        for (const forgets of watchers.values()) for (const forget of forgets) forget(all)
      })
    },
    flush,
  }
}

function add(pending: Map<string, Set<string> | typeof all>, kind: string, key: string | typeof all): void {
  const keys = pending.get(kind)
  if (keys === all) return
  if (key === all || (keys && keys.size >= maxKeys)) pending.set(kind, all)
  else if (keys) keys.add(key)
  else pending.set(kind, new Set([key]))
}

/** As few messages as the size of payloads allows. */
function toMessages(by: string, pending: ReadonlyMap<string, Set<string> | typeof all>): Message[] {
  const messages: Message[] = []
  let of: Record<string, readonly string[] | true> = {}
  let bytes = 0
  for (const [kind, keys] of pending) {
    const told = keys === all ? true : [...keys]
    const size = JSON.stringify({ [kind]: told }).length
    if (bytes > 0 && bytes + size > maxBytes) {
      messages.push({ by, of })
      of = {}
      bytes = 0
    }
    of[kind] = size > maxBytes ? true : told
    bytes += size > maxBytes ? kind.length + 10 : size
  }
  if (bytes > 0) messages.push({ by, of })
  return messages
}
