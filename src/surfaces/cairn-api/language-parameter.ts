import { Type } from 'typebox'

/** In which language places are named, and found a little sooner. */
export const languageParameter = Type.Optional(
  Type.String({
    maxLength: 20,
    pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$',
    description: 'BCP 47, e.g. de or zh-Hant.',
  }),
)
