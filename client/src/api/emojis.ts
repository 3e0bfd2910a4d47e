import type { CustomEmoji } from './entities.ts'
import { request } from './http.ts'

export interface PickableEmoji extends CustomEmoji {
  readonly visible_in_picker: boolean
  readonly category: string | null
}

let emojis: Promise<readonly PickableEmoji[]> | undefined

/** Custom emoji of this server that may be picked; asked for once and kept. */
export function listEmojis(): Promise<readonly PickableEmoji[]> {
  emojis ??= request<readonly PickableEmoji[]>('/api/v1/custom_emojis').then(
    (all) => all.filter((emoji) => emoji.visible_in_picker),
    (error: unknown) => {
      emojis = undefined
      throw error
    },
  )
  return emojis
}
