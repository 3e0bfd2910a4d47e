import type { Media, Visibility } from './entities.ts'
import { request } from './http.ts'

/** A post that waits for its time. */
export interface WaitingPost {
  readonly id: string
  readonly scheduled_at: string
  readonly params: {
    readonly text: string
    readonly visibility: Visibility
    readonly spoiler_text: string | null
    readonly poll: { readonly options: readonly string[] } | null
    readonly place_id?: string
  }
  readonly media_attachments: readonly Media[]
}

/** @param at ISO 8601, at least five minutes from now */
export function reschedule(id: string, at: string): Promise<WaitingPost> {
  return request(`/api/v1/scheduled_statuses/${id}`, { method: 'PUT', json: { scheduled_at: at } })
}

/** Publishes a check-in that waits: one has left. */
export function releaseCheckin(id: string): Promise<unknown> {
  return request(`/api/cairn/v1/checkins/${id}/check_out`, { method: 'POST' })
}

export function unschedule(id: string): Promise<unknown> {
  return request(`/api/v1/scheduled_statuses/${id}`, { method: 'DELETE' })
}
