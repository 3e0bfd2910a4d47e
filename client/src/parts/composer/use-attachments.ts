import { useEffect, useRef, useState } from 'preact/hooks'
import type { Media } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { describeMedia, uploadMedia, waitForMedia } from '../../api/posts.ts'
import { instance } from '../../state/session.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'

/** A picture or video on its way into a post. */
export interface Attachment {
  readonly key: string
  readonly name: string
  readonly type: Media['type']
  /** An address of this page alone, to show the file before the server has it. */
  readonly preview: string
  readonly state:
    | { readonly kind: 'sending'; readonly share: number }
    | { readonly kind: 'ready'; readonly media: Media }
  readonly description: string
  readonly focus: { readonly x: number; readonly y: number }
}

export interface Attachments {
  readonly list: readonly Attachment[]
  readonly most: number
  readonly add: (files: Iterable<File>) => void
  readonly remove: (key: string) => void
  readonly change: (key: string, change: Partial<Pick<Attachment, 'description' | 'focus'>>) => void
  /** Sends descriptions and focal points that changed, and gives the media ids in order. */
  readonly settle: () => Promise<string[]>
  readonly isSending: boolean
  readonly clear: () => void
}

/** Up to four attachments: each uploads at once while the text is still being written. */
export function useAttachments(existing: readonly Media[] = []): Attachments {
  const [list, setList] = useState<readonly Attachment[]>(() => existing.map(fromMedia))
  const aborts = useRef(new Map<string, AbortController>())
  const most = instance.value?.configuration?.statuses?.max_media_attachments ?? 4
  useEffect(() => () => aborts.current.forEach((abort) => abort.abort()), [])

  const patch = (key: string, change: Partial<Attachment>) =>
    setList((now) => now.map((one) => (one.key === key ? { ...one, ...change } : one)))
  const remove = (key: string) => {
    aborts.current.get(key)?.abort()
    setList((now) => now.filter((one) => one.key !== key))
  }
  const send = async (attachment: Attachment, file: File) => {
    const abort = new AbortController()
    aborts.current.set(attachment.key, abort)
    try {
      const sent = await uploadMedia(
        file,
        (share) => patch(attachment.key, { state: { kind: 'sending', share } }),
        abort.signal,
      )
      const media = await waitForMedia(sent, abort.signal)
      patch(attachment.key, { state: { kind: 'ready', media } })
    } catch (error) {
      if (abort.signal.aborted) return
      remove(attachment.key)
      tellFailure(`${file.name}: ${describeError(error)}`)
    }
  }
  return {
    list,
    most,
    remove,
    change: patch,
    isSending: list.some((one) => one.state.kind === 'sending'),
    clear: () => setList([]),
    add: (files) => {
      const room = most - list.length
      const wanted = [...files].filter(
        (file) => /^(image|video|audio)\//.test(file.type) || /\.hei[cf]$/i.test(file.name),
      )
      if (wanted.length > room) tellFailure(words.compose.tooMany(most))
      const added = wanted.slice(0, room).map((file) => ({ attachment: fromFile(file), file }))
      setList((now) => [...now, ...added.map(({ attachment }) => attachment)])
      for (const { attachment, file } of added) void send(attachment, file)
    },
    settle: async () => {
      const ids: string[] = []
      for (const { state, description, focus } of list) {
        if (state.kind !== 'ready') continue
        const { media } = state
        const known = media.meta?.focus ?? { x: 0, y: 0 }
        if (description !== (media.description ?? '') || focus.x !== known.x || focus.y !== known.y) {
          await describeMedia(media.id, { description, focus: `${focus.x.toFixed(2)},${focus.y.toFixed(2)}` })
        }
        ids.push(media.id)
      }
      return ids
    },
  }
}

function fromFile(file: File): Attachment {
  return {
    key: crypto.randomUUID?.() ?? String(Math.random()),
    name: file.name,
    type: file.type.startsWith('video/') ? 'video' : file.type.startsWith('audio/') ? 'audio' : 'image',
    preview: URL.createObjectURL(file),
    state: { kind: 'sending', share: 0 },
    description: '',
    focus: { x: 0, y: 0 },
  }
}

function fromMedia(media: Media): Attachment {
  return {
    key: media.id,
    name: media.description ?? media.type,
    type: media.type,
    preview: media.preview_url ?? media.url ?? '',
    state: { kind: 'ready', media },
    description: media.description ?? '',
    focus: media.meta?.focus ?? { x: 0, y: 0 },
  }
}
