import { request } from './http.ts'

/** Everything of the account as one archive, and how far it is. */
export interface Takeout {
  readonly id: string
  readonly state: 'waiting' | 'working' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  /** Bytes. */
  readonly size: number | null
  readonly created_at: string
}

const path = '/api/cairn/v1/takeouts'

export function startTakeout(): Promise<Takeout> {
  return request(path, { method: 'POST' })
}

/** The latest first. */
export function listTakeouts(signal?: AbortSignal): Promise<readonly Takeout[]> {
  return request(path, { signal })
}

/** Has the browser itself save it: an archive may be larger than what a page can hold. */
export async function saveTakeout({ id }: Takeout): Promise<void> {
  const { url } = await request<{ url: string }>(`${path}/${id}/link`, { method: 'POST' })
  // The address as this page reaches the server, which may stand behind another name.
  const { pathname } = new URL(url)
  Object.assign(document.createElement('a'), { href: pathname, download: '' }).click()
}
