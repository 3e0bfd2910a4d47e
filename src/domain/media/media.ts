import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type MediaId = Id<'media'>

/** A picture or film of a post: kept here, or on the server that the post came from. */
export interface Media {
  readonly id: MediaId
  readonly accountId: AccountId
  readonly postId: string | null
  readonly position: number
  readonly kind: 'image' | 'gifv' | 'video' | 'audio' | 'unknown'
  readonly state: 'processing' | 'ready' | 'failed'
  readonly mime: string
  /** Storage keys; null for media of other servers. */
  readonly fileKey: string | null
  readonly previewKey: string | null
  readonly remoteUrl: string | null
  readonly width: number | null
  readonly height: number | null
  readonly previewWidth: number | null
  readonly previewHeight: number | null
  /** Seconds. */
  readonly duration: number | null
  readonly blurhash: string | null
  /** -1 to 1, from left to right and bottom to top. */
  readonly focusX: number
  readonly focusY: number
  readonly description: string | null
  readonly createdAt: Date
}

/** Media of another server's post, as its document describes it. */
export interface RemoteMedia {
  readonly kind: Media['kind']
  readonly mime: string
  readonly remoteUrl: string
  readonly width: number | null
  readonly height: number | null
  readonly blurhash: string | null
  readonly focusX: number
  readonly focusY: number
  readonly description: string | null
}

/** Most attachments of one post, as every server of the field takes them. */
export const maxAttachments = 4
export const maxDescriptionLength = 1500
