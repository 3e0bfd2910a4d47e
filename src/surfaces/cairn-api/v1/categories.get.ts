import { categories } from '#domain/places/index.ts'
import { answer, endpoint } from '#platform/http-server/index.ts'
import { categoryList } from '../shapes/place.ts'

export const getCategories = () =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/categories',
    access: { who: 'public' },
    response: categoryList,
    summary: 'Every category of places, with icon and whether being there is sensitive.',
    handle: async () => answer(categories, { headers: { 'cache-control': 'public, max-age=3600' } }),
  })
