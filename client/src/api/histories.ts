import { request } from './http.ts'

/** A file with a history that was brought along, and what became of it. */
export interface BroughtHistory {
  readonly id: string
  readonly file_name: string
  readonly state: 'waiting' | 'placing' | 'done' | 'failed'
  readonly error: string | null
  readonly found: number
  readonly placed: number
  readonly known: number
  readonly unplaced: number
  readonly photos: number
}

const path = '/api/cairn/v1/histories'

export function listHistories(signal?: AbortSignal): Promise<readonly BroughtHistory[]> {
  return request(path, { signal })
}

export function bringHistory(file: File, visibility: 'direct' | 'private'): Promise<BroughtHistory> {
  const form = new FormData()
  form.set('visibility', visibility)
  form.set('file', file)
  return request(path, { method: 'POST', form })
}
