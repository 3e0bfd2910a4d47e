import { randomUUID } from 'node:crypto'
import { createCatchUp } from './catch-up.ts'
import type { ChangeLog } from './change-log.ts'
import type { Position, Told } from './change-store.ts'
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
 * Tells the processes on one database which rows have changed, so that what they remember of them is forgotten. On its own
 * a hint, not a promise: what is remembered must also end by time. With a log of changes, which is written with the
 * transactions, `catchUp` is the promise (docs/design/decisions/0013).
 */
export interface Changes {
  /** Calls `forget` when another process, or another watcher here, has changed rows of the kind; `all`: any of them. */
  watch(kind: string, forget: Forget): void
  /** Within `forget` of a transaction, or after the commit of what had none. @param by the teller's own watcher, which knows already */
  tell(kind: string, key: string | typeof all, by?: Forget): void
  /** As `tell`, of what nobody remembers: it wakes, and is not written down. */
  hint(kind: string, key: string, by?: Forget): void
  /** Hears other processes from now on; after a lost connection everything remembered is forgotten. */
  listen(): Promise<void>
  /** Whether other processes have part in the database, so that the two below are needed. */
  readonly isShared: boolean
  /**
   * Before anything remembered is used: from then on it is as new as all that was committed before the call.
   * @returns undefined where no other process changes anything
   */
  catchUp(): Promise<void> | undefined
  /** Before an answer: what was told outside of transactions is in the log. @returns undefined where it is already */
  written(): Promise<void> | undefined
}

export type Forget = (keys: readonly string[] | typeof all) => void

export const all = Symbol('all')

interface Message {
  readonly by: string
  readonly of: Told
}

type Pending = Map<string, Set<string> | typeof all>

/** What transactions and the end of the process need of it. */
export interface OpenChanges extends Changes {
  /** Forgets before a commit. @returns what the commit must write into the log, if there is one */
  note(forgets: readonly (() => void)[]): Told | undefined
  /** Forgets after it, for it may have been read again in between. */
  repeat(forgets: readonly (() => void)[]): void
  /** What a standby must have replayed to be as new as the last look. */
  position(): Position | undefined
  flush(): Promise<void>
}

/** @param log where other processes have part in the database */
export function createChanges(wire: HintWire, log?: ChangeLog): OpenChanges {
  const self = randomUUID()
  const watchers = new Map<string, Forget[]>()
  const pending: Pending = new Map()
  /** While a transaction notes what it changes. */
  let noted: Pending | undefined
  let isInLog = false
  const apply = (told: Told) => {
    for (const [kind, keys] of Object.entries(told))
      for (const forget of watchers.get(kind) ?? []) forget(keys === true ? all : keys)
  }
  const forgetAll = () => {
    for (const forgets of watchers.values()) for (const forget of forgets) forget(all)
  }
  const teller = createTeller(self, wire, pending)
  const writer = log && createWriter(log)
  const catchUp = log && createCatchUp(log, (news) => (news ? news.forEach(apply) : forgetAll()))
  const hint = (kind: string, key: string | typeof all, by?: Forget) => {
    for (const forget of watchers.get(kind) ?? []) if (forget !== by) forget(key === all ? all : [key])
    add(pending, kind, key)
    teller.schedule(gatherMs)
  }
  return {
    watch: (kind, forget) => void watchers.set(kind, [...(watchers.get(kind) ?? []), forget]),
    hint,
    tell(kind, key, by) {
      if (noted) return add(noted, kind, key)
      hint(kind, key, by)
      if (!isInLog) writer?.add(kind, key)
    },
    async listen() {
      const hear = (payload: string) => {
        const message = JSON.parse(payload) as Message
        if (message.by !== self) apply(message.of)
      }
      await wire.listen(channel, hear, forgetAll)
    },
    isShared: log !== undefined,
    catchUp: () => catchUp?.now(),
    position: () => catchUp?.position(),
    written: () => writer?.written(),
    note(forgets) {
      if (!log || forgets.length === 0) return undefined
      noted = new Map()
      try {
        for (const forget of forgets) forget()
        return noted.size > 0 ? toTold(noted) : undefined
      } finally {
        noted = undefined
      }
    },
    repeat(forgets) {
      isInLog = true
      try {
        for (const forget of forgets) forget()
      } finally {
        isInLog = false
      }
    },
    flush: teller.flush,
  }
}

/** Sends what is pending, gathered for a moment, as hints. */
function createTeller(self: string, wire: HintWire, pending: Pending) {
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
  return { schedule, flush }
}

/** Writes into the log what was changed without a transaction that could have carried it. */
function createWriter(log: ChangeLog) {
  const unwritten: Pending = new Map()
  let writing: Promise<void> | undefined
  const write = async () => {
    // What is told in one breath shares a row.
    await Promise.resolve()
    while (unwritten.size > 0) {
      const kinds = [...unwritten.keys()]
      const told = toTold(unwritten)
      unwritten.clear()
      try {
        await log.write(told)
      } catch (error) {
        for (const kind of kinds) unwritten.set(kind, all)
        setTimeout(begin, retryMs).unref()
        throw error
      }
    }
  }
  const begin = () => {
    writing ??= write().finally(() => {
      writing = undefined
    })
    // Whoever answers asks for it; otherwise it is tried again.
    writing.catch(() => undefined)
  }
  return {
    add(kind: string, key: string | typeof all) {
      add(unwritten, kind, key)
      begin()
    },
    written: () => writing,
  }
}

function toTold(pending: Pending): Told {
  return Object.fromEntries([...pending].map(([kind, keys]) => [kind, keys === all ? true : [...keys]]))
}

function add(pending: Pending, kind: string, key: string | typeof all): void {
  const keys = pending.get(kind)
  if (keys === all) return
  if (key === all || (keys && keys.size >= maxKeys)) pending.set(kind, all)
  else if (keys) keys.add(key)
  else pending.set(kind, new Set([key]))
}

/** As few messages as the size of payloads allows. */
function toMessages(by: string, pending: Pending): Message[] {
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
