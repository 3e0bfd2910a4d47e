import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { categories, findPictogram } from './index.ts'

it('has a pictogram for each category, and a pin for what nobody here knows', () => {
  const missing = categories.filter(({ id }) => {
    const file = import.meta.resolve(`@mapbox/maki/icons/${findPictogram(id)}.svg`)
    return findPictogram(id) === 'marker' ? id !== 'place=locality' : !existsSync(fileURLToPath(file))
  })
  expect(missing).toEqual([])
  expect(findPictogram('amenity=cafe')).toBe('cafe')
  expect(findPictogram('shop=no_such_thing')).toBe('marker')
  expect(findPictogram('constructor')).toBe('marker')
})
