import { download, request } from './http.ts'

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

export function saveTakeout({ id, created_at: createdAt }: Takeout): Promise<void> {
  return download(`${path}/${id}/file`, `archive-${createdAt.slice(0, 10)}.zip`)
}
