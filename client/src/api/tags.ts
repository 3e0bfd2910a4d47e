import type { Tag } from './entities.ts'
import { request } from './http.ts'

export function getTag(name: string, signal?: AbortSignal): Promise<Tag> {
  return request(`/api/v1/tags/${encodeURIComponent(name)}`, { signal })
}

/** Posts with a followed tag come into home. */
export function followTag(name: string, act: 'follow' | 'unfollow'): Promise<Tag> {
  return request(`/api/v1/tags/${encodeURIComponent(name)}/${act}`, { method: 'POST' })
}
