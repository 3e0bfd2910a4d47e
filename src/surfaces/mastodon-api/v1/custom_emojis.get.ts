import { Type } from 'typebox'
import type { Emojis } from '#domain/emojis/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { customEmoji } from '../entities/account.ts'
import { presentEmoji } from '../present/present-emoji.ts'

export const getCustomEmojis = (needs: {
  readonly origin: string
  readonly emojis: Pick<Emojis, 'listOwn'>
}) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/custom_emojis',
    access: { who: 'public' },
    response: Type.Array(customEmoji),
    summary: 'Custom emoji of this server, by name.',
    async handle() {
      const emojis = await needs.emojis.listOwn()
      return emojis.map((emoji) => presentEmoji(needs.origin, emoji))
    },
  })
