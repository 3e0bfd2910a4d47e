import { once } from 'node:events'
import { WebSocket } from 'ws'

/** One thing that a stream said; `payload` parsed where it is JSON. */
export interface Heard {
  readonly stream?: readonly string[]
  readonly event?: string
  readonly id?: string
  readonly error?: string
  readonly status?: number
  // What a stream tells is the test's to know.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly payload?: any
}

export interface StreamReader extends AsyncDisposable {
  /** Everything so far, in order. */
  readonly heard: readonly Heard[]
  /** Waits for the first message that fits; gives up after ten seconds. */
  until(fits: (heard: Heard) => boolean): Promise<Heard>
  /** Resolves when the other side has ended it; with the closing code of a WebSocket. */
  readonly ended: Promise<number | undefined>
}

export interface SocketReader extends StreamReader {
  readonly socket: WebSocket
  say(message: object): void
}

/** Opens a WebSocket. @throws Error with the status when the handshake is refused */
export async function openSocket(
  origin: string,
  options: { query?: string; protocol?: string; headers?: Record<string, string>; path?: string } = {},
): Promise<SocketReader> {
  const url = `${origin.replace(/^http/, 'ws')}${options.path ?? '/api/v1/streaming'}${options.query ?? ''}`
  const socket = new WebSocket(url, options.protocol ? [options.protocol] : [], {
    headers: options.headers ?? {},
  })
  const inbox = createInbox()
  socket.on('message', (data) => {
    const said = JSON.parse((data as Buffer).toString()) as Heard
    inbox.add({ ...said, payload: parsed(said.payload) })
  })
  const ended = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    socket,
    heard: inbox.heard,
    until: inbox.until,
    ended,
    say: (message) => socket.send(JSON.stringify(message)),
    async [Symbol.asyncDispose]() {
      if (socket.readyState === socket.CLOSED) return
      socket.terminate()
      await once(socket, 'close')
    },
  }
}

/** Opens an event stream. @throws Error with the status when it is refused */
export async function openEvents(
  origin: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<StreamReader & { readonly headers: Headers }> {
  const abort = new AbortController()
  const response = await fetch(origin + path, { headers, signal: abort.signal })
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`)
  const inbox = createInbox()
  const ended = readBlocks(response.body, inbox.add).then(
    () => undefined,
    () => undefined,
  )
  return {
    headers: response.headers,
    heard: inbox.heard,
    until: inbox.until,
    ended,
    async [Symbol.asyncDispose]() {
      abort.abort()
      await ended
    },
  }
}

async function readBlocks(body: ReadableStream<Uint8Array>, add: (heard: Heard) => void): Promise<void> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n')
      text = text.slice(end + 2)
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
      const [event, id] = [field('event'), field('id')]
      add({ ...(event && { event }), ...(id && { id }), payload: parsed(field('data')) })
    }
  }
}

function parsed(payload: unknown): unknown {
  if (typeof payload !== 'string' || /^\d+$/.test(payload)) return payload
  try {
    return JSON.parse(payload)
  } catch {
    return payload
  }
}

function createInbox() {
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  return {
    heard,
    add(one: Heard) {
      heard.push(one)
      for (const wake of waiting) wake()
    },
    until(fits: (heard: Heard) => boolean): Promise<Heard> {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`Not heard. Heard: ${JSON.stringify(heard).slice(0, 2000)}`))
        }, 10_000)
        const look = () => {
          const found = heard.find(fits)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      })
    },
  }
}
