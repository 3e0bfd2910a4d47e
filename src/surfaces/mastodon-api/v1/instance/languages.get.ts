import { endpoint } from '#platform/http-server/index.ts'
import { languageNames } from '../../entities/instance.ts'

const codes =
  'ar az be bg bn bs ca ckb cs cy da de el en eo es et eu fa fi fr ga gd gl he hi hr hu hy id is it ja ka kk ko ku lt lv mk ml mr ms my nb nl nn no oc pl pt ro ru sa sc sk sl sq sr sv ta te th tr uk ur uz vi zh'.split(
    ' ',
  )
const names = new Intl.DisplayNames(['en'], { type: 'language' })
const languages = codes.map((code) => ({ code, name: names.of(code) ?? code }))

export const getLanguages = () =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/languages',
    access: { who: 'public' },
    response: languageNames,
    summary: 'Languages that posts are commonly written in, with their English names.',
    handle: async () => languages,
  })
