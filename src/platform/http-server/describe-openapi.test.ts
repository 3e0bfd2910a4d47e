import { expect, it } from 'vitest'
import { describeOpenApi, endpoint } from './index.ts'

it('says of each operation how new what it answers is', () => {
  const about = { access: { who: 'public' }, summary: 'Something.', handle: async () => ({}) } as const
  const document = describeOpenApi(
    [
      endpoint({ ...about, method: 'GET', path: '/things/:id' }),
      endpoint({ ...about, method: 'POST', path: '/things/:id' }),
      endpoint({ ...about, method: 'GET', path: '/trends', consistency: 'later' }),
    ],
    { title: 'Cairn', version: '1', origin: 'https://cairn.example' },
  )
  expect(document).toMatchObject({
    paths: {
      '/things/{id}': { get: { 'x-consistency': 'current' }, post: { 'x-consistency': 'written' } },
      '/trends': { get: { 'x-consistency': 'later' } },
    },
  })
})
