import { words } from '../words.ts'
import { type Links, parseLinkHeader, toLocalPath } from './link-header.ts'

/** The server said no, or could not be reached (`status` 0). `message` is fit to be shown. */
export class ApiError extends Error {
  readonly status: number
  /** Field name to complaints, as the server's 422 answers give them. */
  readonly details: Readonly<Record<string, ReadonlyArray<{ description: string }>>>
  /** The whole answer: some refusals carry what to do instead. */
  readonly body: unknown

  constructor(status: number, message: string, details: ApiError['details'] = {}, body: unknown = null) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.details = details
    this.body = body
  }
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Path and query of the next page, for {@link getPage}. */
  readonly next: string | null
}

type QueryValue = string | number | boolean | readonly string[] | null | undefined
export type Query = Readonly<Record<string, QueryValue>>

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query?: Query
  readonly json?: unknown
  readonly form?: FormData
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

let token: string | null = null
let whenRefused = () => {}

/** Sets the bearer token for all later requests, and what to do when the server no longer takes it. */
export function useToken(value: string | null, onRefused: () => void = () => {}): void {
  token = value
  whenRefused = onRefused
}

/** The token in use, for requests that cannot go through {@link request}. */
export function currentToken(): string | null {
  return token
}

/** `path` with the query appended; arrays become `name[]=…` once for each value, empty values are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) search.append(`${name}[]`, String(one))
    else if (value !== null && value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `${path}${path.includes('?') ? '&' : '?'}${text}` : path
}

/**
 * Asks our own server and reads its JSON.
 * @throws ApiError with the server's own text
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return (await send<T>(path, options)).body
}

/** Like {@link request} for lists, with the address of the next page from the Link header. */
export async function getPage<T>(path: string, options: RequestOptions = {}): Promise<Page<T>> {
  const { body, links } = await send<readonly T[]>(path, options)
  return { items: body, next: links['next'] ? toLocalPath(links['next']) : null }
}

async function send<T>(path: string, options: RequestOptions): Promise<{ body: T; links: Links }> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  if (token) headers['authorization'] = `Bearer ${token}`
  if (options.json !== undefined) headers['content-type'] = 'application/json'
  const response = await fetch(withQuery(path, options.query), {
    method: options.method ?? 'GET',
    headers,
    body: options.form ?? (options.json === undefined ? null : JSON.stringify(options.json)),
    signal: options.signal ?? null,
    credentials: 'same-origin',
  }).catch((cause: unknown) => {
    if (options.signal?.aborted) throw cause
    throw new ApiError(0, words.http.unreachable)
  })
  const body = (await response.json().catch(() => null)) as unknown
  if (!response.ok) throw refuse(response.status, body)
  return { body: body as T, links: parseLinkHeader(response.headers.get('link')) }
}

/** Turns an error answer into an {@link ApiError}; a refused token also ends the session. */
export function refuse(status: number, body: unknown): ApiError {
  if (status === 401 && token) whenRefused()
  const told = (body ?? {}) as { error?: string; error_description?: string; details?: ApiError['details'] }
  const text =
    told.error_description ??
    told.error ??
    (status === 429 ? words.http.tooMany : words.http.answered(status))
  return new ApiError(status, text, told.details ?? {}, body)
}

/** What to show for anything that was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Saves an answer as a file: a link cannot carry the token. @throws ApiError */
export async function download(path: string, name: string): Promise<void> {
  const answer = await fetch(path, { headers: { authorization: `Bearer ${token ?? ''}` } })
  if (!answer.ok) throw new ApiError(answer.status, answer.statusText)
  const href = URL.createObjectURL(await answer.blob())
  Object.assign(document.createElement('a'), { href, download: name }).click()
  URL.revokeObjectURL(href)
}
