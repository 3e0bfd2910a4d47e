import { words } from '../words.ts'
import type {
  Media,
  Poll,
  Post,
  PostEdit,
  PostSource,
  Precision,
  SearchResults,
  Thread,
  Visibility,
} from './entities.ts'
import { ApiError, currentToken, refuse, request } from './http.ts'

export type PostAct =
  | 'favourite'
  | 'unfavourite'
  | 'reblog'
  | 'unreblog'
  | 'bookmark'
  | 'unbookmark'
  | 'pin'
  | 'unpin'
  | 'mute'
  | 'unmute'

export interface NewPoll {
  readonly options: readonly string[]
  /** Seconds from now. */
  readonly expires_in: number
  readonly multiple: boolean
  readonly hide_totals?: boolean
}

/** When others learn of a check-in: hours, or in a day. */
export type Delay = 'leave' | '2h' | '6h' | 'tomorrow'

/** What was sent and is published later. */
export interface ScheduledPost {
  readonly id: string
  readonly scheduled_at: string
}

export interface NewPost {
  readonly status?: string
  readonly spoiler_text?: string
  readonly sensitive?: boolean
  readonly visibility?: Visibility
  readonly language?: string
  readonly in_reply_to_id?: string
  /** ISO 8601: published then, not now. */
  readonly scheduled_at?: string
  readonly quoted_status_id?: string
  readonly media_ids?: readonly string[]
  readonly place_id?: string
  /** Advice about the place, and no check-in. */
  readonly tip?: boolean
  readonly poll?: NewPoll
  readonly checkin?: {
    readonly precision: Precision
    readonly friends_precision?: Precision
    readonly delay?: Delay
    readonly companions?: readonly string[]
    readonly arrived_at?: string
    readonly latitude?: number
    readonly longitude?: number
    readonly accuracy?: number
  }
}

/** For one post that is to be published: an idempotency key. */
export function makeKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('')
}

/**
 * A post or a check-in, at once or later.
 *
 * @param idempotencyKey the same for every try of one post, so that a retry never posts twice
 * @returns what was published, or when it will be
 */
export function publishPost(post: NewPost, idempotencyKey: string): Promise<Post | ScheduledPost> {
  return request('/api/v1/statuses', {
    method: 'POST',
    json: post,
    headers: { 'idempotency-key': idempotencyKey },
  })
}

export interface PostChange {
  readonly status: string
  readonly spoiler_text: string
  readonly sensitive: boolean
  readonly media_ids: readonly string[]
  readonly language?: string
  readonly media_attributes?: ReadonlyArray<{ id: string; description: string }>
}

export function editPost(id: string, change: PostChange): Promise<Post> {
  return request(`/api/v1/statuses/${id}`, { method: 'PUT', json: change })
}

export function deletePost(id: string): Promise<Post> {
  return request(`/api/v1/statuses/${id}?delete_media=true`, { method: 'DELETE' })
}

export function actOnPost(id: string, act: PostAct): Promise<Post> {
  return request(`/api/v1/statuses/${id}/${act}`, { method: 'POST' })
}

export function vote(pollId: string, choices: readonly number[]): Promise<Poll> {
  return request(`/api/v1/polls/${pollId}/votes`, { method: 'POST', json: { choices } })
}

export function getPoll(id: string): Promise<Poll> {
  return request(`/api/v1/polls/${id}`)
}

export function getPost(id: string, signal?: AbortSignal): Promise<Post> {
  return request(`/api/v1/statuses/${id}`, { signal })
}

/** Those of these posts that may be seen; forty at most. */
export function getPosts(ids: readonly string[], signal?: AbortSignal): Promise<readonly Post[]> {
  return request('/api/v1/statuses', { query: { id: ids.slice(0, 40) }, signal })
}

export function getThread(id: string, signal?: AbortSignal): Promise<Thread> {
  return request(`/api/v1/statuses/${id}/context`, { signal })
}

export function getPostSource(id: string): Promise<PostSource> {
  return request(`/api/v1/statuses/${id}/source`)
}

export function getPostHistory(id: string, signal?: AbortSignal): Promise<PostEdit[]> {
  return request(`/api/v1/statuses/${id}/history`, { signal })
}

export function search(q: string, resolve: boolean, signal?: AbortSignal): Promise<SearchResults> {
  return request('/api/v2/search', { query: { q, resolve, limit: 20 }, signal })
}

export function describeMedia(id: string, change: { description?: string; focus?: string }): Promise<Media> {
  return request(`/api/v1/media/${id}`, { method: 'PUT', json: change })
}

/**
 * Uploads one file. XMLHttpRequest, because fetch tells nothing about how far an upload is.
 * @param onProgress gets the sent share from 0 to 1
 */
export function uploadMedia(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Media> {
  return new Promise((resolve, reject) => {
    const form = new FormData()
    form.set('file', file, file.name)
    const xhr = new XMLHttpRequest()
    xhr.open('POST', '/api/v2/media')
    xhr.setRequestHeader('authorization', `Bearer ${currentToken() ?? ''}`)
    xhr.responseType = 'json'
    xhr.upload.addEventListener('progress', (event) => onProgress(event.loaded / Math.max(1, event.total)))
    xhr.addEventListener('error', () => reject(new ApiError(0, words.http.uploadInterrupted)))
    xhr.addEventListener('abort', () => reject(new ApiError(0, words.http.uploadCancelled)))
    xhr.addEventListener('load', () => {
      if (xhr.status < 300) resolve(xhr.response as Media)
      else reject(refuse(xhr.status, xhr.response))
    })
    signal.addEventListener('abort', () => xhr.abort())
    xhr.send(form)
  })
}

/** Waits until the server has worked an upload through (it answers 206 with `url: null` until then). */
export async function waitForMedia(media: Media, signal: AbortSignal): Promise<Media> {
  let current = media
  for (let tries = 0; !current.url && tries < 60 && !signal.aborted; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 500 + tries * 100))
    current = await request<Media>(`/api/v1/media/${media.id}`, { signal })
  }
  return current
}
