import { endpoint } from '#platform/http-server/index.ts'

/** This server has no custom emoji, and says so. */
export const getCustomEmojis = () =>
  endpoint({
    method: 'GET',
    path: '/api/v1/custom_emojis',
    access: { who: 'public' },
    summary: 'Custom emoji of this server: none.',
    handle: async () => [],
  })
