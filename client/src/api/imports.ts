import { request } from './http.ts'

export const IMPORT_TYPES = ['follows', 'lists', 'mutes', 'blocks', 'domain_blocks', 'bookmarks'] as const
export type ImportType = (typeof IMPORT_TYPES)[number]
export const IMPORT_MODES = ['merge', 'overwrite'] as const
export type ImportMode = (typeof IMPORT_MODES)[number]

/** A CSV file that was brought along, and how far it is. */
export interface AccountImport {
  readonly id: string
  readonly type: ImportType
  readonly file_name: string
  readonly state: 'waiting' | 'working' | 'done' | 'failed'
  /** Why it failed, for people. */
  readonly error: string | null
  readonly total: number
  readonly done: number
  readonly failed: number
  readonly failures: readonly { readonly line: number; readonly reason: string }[]
}

const path = '/api/cairn/v1/imports'

export function listImports(signal?: AbortSignal): Promise<readonly AccountImport[]> {
  return request(path, { signal })
}

export function startImport(
  file: File,
  { type, mode }: { readonly type: ImportType; readonly mode: ImportMode },
): Promise<AccountImport> {
  const form = new FormData()
  form.set('type', type)
  form.set('mode', mode)
  form.set('file', file)
  return request(path, { method: 'POST', form })
}
