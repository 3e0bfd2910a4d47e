import { type MarkedNeeds, markedEndpoint } from '../marked-endpoint.ts'

export const getBookmarks = (needs: MarkedNeeds) =>
  markedEndpoint(needs, {
    name: 'bookmarks',
    kind: 'bookmarks',
    summary: 'Kept posts, the latest kept first.',
  })
