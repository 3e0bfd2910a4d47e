import { type MarkedNeeds, markedEndpoint } from '../marked-endpoint.ts'

export const getFavourites = (needs: MarkedNeeds) =>
  markedEndpoint(needs, {
    name: 'favourites',
    kind: 'likes',
    summary: 'Liked posts, the latest liked first.',
  })
