import { backOff } from './back-off.ts'

/** A stream by the name that docs/use/streaming.md gives it. */
export interface Channel {
  readonly stream: string
  readonly tag?: string
  readonly list?: string
}

/** What one stream tells: an event's name, and JSON or a bare id. */
export interface Told {
  readonly event: string
  readonly payload?: string
}

export interface LiveStream {
  /** Listens to one more stream; two listeners to one stream share it. Returns how to stop. */
  readonly listen: (channel: Channel, heard: (told: Told) => void) => () => void
  /** Tries at once, when the connection is lost and a wait is on. */
  readonly hurry: () => void
  /** Ends the connection as if it were lost, and tries again: a device that slept may not have noticed. */
  readonly restart: () => void
  readonly close: () => void
}

interface StreamNeeds {
  readonly connect: () => WebSocket
  readonly opened: () => void
  /** @param failures tries in a row that have failed; @param code of the closing, 1006 when the server said nothing */
  readonly lost: (failures: number, code: number) => void
  readonly wait?: (failures: number) => number
}

interface Line {
  readonly channel: Channel
  readonly listeners: Set<(told: Told) => void>
  /** Where this stream was last heard. */
  last: string | undefined
}

/** The token does not count any more: trying again is of no use. */
export const REVOKED = 4401
/** A connection that has lasted so long was a good one. */
const GOOD = 10_000

/**
 * All live streams of a page in one WebSocket. After a loss it is opened again, later and later, and every stream goes
 * on where it was last heard: what was missed comes first. Events may come twice; nothing is left out but by a `gap`.
 */
export function createLiveStream({ connect, opened, lost, wait = backOff }: StreamNeeds): LiveStream {
  const lines = new Map<string, Line>()
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let last: string | undefined
  let closed = false

  const say = (type: 'subscribe' | 'unsubscribe', channel: Channel, since?: string) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type, ...channel, since }))
  }

  function open(): void {
    clearTimeout(timer)
    timer = undefined
    if (closed || socket) return
    const fresh = connect()
    socket = fresh
    let openedAt = 0
    fresh.addEventListener('open', () => {
      openedAt = Date.now()
      for (const line of lines.values()) say('subscribe', line.channel, line.last ?? last)
      opened()
    })
    fresh.addEventListener('message', ({ data }) => hear(String(data)))
    fresh.addEventListener('close', ({ code }) => {
      if (socket !== fresh) return
      socket = null
      failures = openedAt && Date.now() - openedAt > GOOD ? 1 : failures + 1
      closed ||= code === REVOKED
      if (!closed) timer = setTimeout(open, wait(failures))
      lost(failures, code)
    })
  }

  function leave(): void {
    const old = socket
    socket = null
    old?.close()
  }

  function hear(text: string): void {
    const told = JSON.parse(text) as Told & { readonly stream?: readonly string[]; readonly id?: string }
    const line = lines.get(told.stream?.join('/') ?? '')
    last = told.id ?? last
    if (!line) return
    line.last = told.id
    for (const heard of line.listeners) heard(told)
  }

  open()
  return {
    listen: (channel, heard) => {
      const key = keyOf(channel)
      const line = lines.get(key) ?? { channel, listeners: new Set(), last: undefined }
      line.listeners.add(heard)
      if (!lines.has(key)) {
        lines.set(key, line)
        say('subscribe', channel)
      }
      return () => {
        line.listeners.delete(heard)
        if (line.listeners.size > 0 || lines.get(key) !== line) return
        lines.delete(key)
        say('unsubscribe', channel)
      }
    },
    hurry: () => {
      if (!socket) open()
    },
    restart: () => {
      leave()
      open()
    },
    close: () => {
      closed = true
      clearTimeout(timer)
      leave()
    },
  }
}

function keyOf({ stream, tag, list }: Channel): string {
  return [stream, tag ?? list].filter((part) => part !== undefined).join('/')
}
