import { endpoint, nothing } from '#platform/http-server/index.ts'

export const getTranslationLanguages = () =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/translation_languages',
    access: { who: 'public' },
    response: nothing,
    summary: 'Pairs of languages that can be translated: none.',
    handle: async () => ({}),
  })
