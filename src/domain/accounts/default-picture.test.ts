import { expect, it } from 'vitest'
import type { AccountId } from './account.ts'
import { defaultAvatars, defaultPicturePath } from './default-picture.ts'

it('gives an account the same avatar each time, and accounts of one worker and sequence all of them', () => {
  const ids = Array.from({ length: 500 }, (_, at) => ((1_760_000_000_000n + BigInt(at) * 977n) << 22n) + 3n)
  const paths = ids.map((id) => defaultPicturePath('avatar', `${id}` as AccountId))
  expect(paths).toEqual(ids.map((id) => defaultPicturePath('avatar', `${id}` as AccountId)))
  expect(new Set(paths).size).toBe(defaultAvatars)
})
