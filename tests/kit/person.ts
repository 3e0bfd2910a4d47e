import type { TestServer } from './start-server.ts'

/** Somebody with an account and a token, who talks to the server as apps do. */
export interface Person {
  readonly id: string
  readonly username: string
  readonly token: string
  /** JSON in, JSON out; the status is the caller's to judge. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // What an API answers is the test's to know.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

/** Makes an account by the operator's command. @param open whether follows need no approval; default yes, for brevity. */
export async function createPerson(
  server: TestServer,
  username: string,
  options: { open?: boolean; role?: string } = {},
): Promise<Person> {
  const created = await server.cairn(
    'account',
    'create',
    '--username',
    username,
    '--email',
    `${username}@example.org`,
    '--password',
    'correct horse battery',
    ...((options.open ?? true) ? ['--open'] : []),
    ...(options.role ? ['--role', options.role] : []),
  )
  const token = await server.cairn(
    'token',
    'create',
    '--username',
    username,
    '--scopes',
    'read write follow push',
  )
  const { id } = JSON.parse(created) as { id: string }
  return personWith(server.origin, { id, username, token })
}

export function personWith(origin: string, who: { id: string; username: string; token: string }): Person {
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    callApi(origin, { method, path, body, headers: { authorization: `Bearer ${who.token}`, ...headers } })
  return {
    ...who,
    call,
    get: (path) => call('GET', path),
    post: (path, body, headers) => call('POST', path, body ?? {}, headers),
  }
}

/** One request; FormData goes as it is, anything else as JSON. */
export async function callApi(
  origin: string,
  request: { method: string; path: string; body?: unknown; headers?: Record<string, string> },
): Promise<Answer> {
  const isForm = request.body instanceof FormData
  const response = await fetch(origin + request.path, {
    method: request.method,
    headers: {
      ...(request.body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(request.body !== undefined && {
      body: isForm ? (request.body as FormData) : JSON.stringify(request.body),
    }),
    redirect: 'manual',
  })
  const text = await response.text()
  let body: unknown = text
  try {
    body = JSON.parse(text)
  } catch {
    // Not JSON: the text is the body.
  }
  return { status: response.status, headers: response.headers, body }
}

/** Waits for something that the event log brings about; never for a time. Gives up after 20 seconds. */
export async function eventually<T>(look: () => Promise<T | undefined | false>, what = 'it'): Promise<T> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Waited in vain for ${what}.`)
}
