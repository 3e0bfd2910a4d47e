import { describe, expect, it } from 'vitest'
import type { Place, PlaceOnPost } from '../api/entities.ts'
import { describePlace, formatDistance, previewPlace } from './describe-place.ts'

const CAFE = {
  kind: 'venue',
  name: 'Café de Flore',
  address: { street: '172 Boulevard Saint-Germain', locality: 'Paris' },
  region: 'Île-de-France',
  country: 'France',
} as unknown as Place

const SEEN = {
  name: 'Café de Flore',
  precision: 'venue',
  country: 'France',
  address: { locality: 'Paris' },
} as unknown as PlaceOnPost

describe('describePlace', () => {
  it('says at for a venue, near for a cell, in for a town or a country', () => {
    expect(describePlace(SEEN)).toEqual({ lead: 'at', name: 'Café de Flore', more: 'Paris, France' })
    expect(describePlace({ ...SEEN, precision: 'cell', name: 'Paris' })).toEqual({
      lead: 'near',
      name: 'Paris',
      more: 'France',
    })
    expect(describePlace({ ...SEEN, precision: 'cell', name: 'Near Paris' }).name).toBe('Paris')
    expect(describePlace({ ...SEEN, precision: 'city', name: 'Paris' })).toEqual({
      lead: 'in',
      name: 'Paris',
      more: 'France',
    })
    expect(describePlace({ ...SEEN, precision: 'country', name: 'France' })).toEqual({
      lead: 'in',
      name: 'France',
      more: '',
    })
  })
})

describe('previewPlace', () => {
  it('never names the venue at a coarser precision', () => {
    for (const precision of ['cell', 'city', 'country'] as const) {
      expect(JSON.stringify(previewPlace(CAFE, precision))).not.toContain('Flore')
    }
  })

  it('names the town for a cell and a city, and the country alone for a country', () => {
    expect(previewPlace(CAFE, 'cell')).toEqual({ lead: 'near', name: 'Paris', more: 'France' })
    expect(previewPlace(CAFE, 'city')).toEqual({ lead: 'in', name: 'Paris', more: 'France' })
    expect(previewPlace(CAFE, 'country')).toEqual({ lead: 'in', name: 'France', more: '' })
  })

  it('names coarse places by the nearest town when it is known', () => {
    expect(previewPlace(CAFE, 'city', 'Montrouge').name).toBe('Montrouge')
    expect(previewPlace({ ...CAFE, address: null, country: null }, 'city').name).toBe('somewhere on Earth')
  })

  it('says in, not at, for a town that was chosen as the place itself', () => {
    const town = { ...CAFE, kind: 'town', name: 'Paris', address: null } as Place
    expect(previewPlace(town, 'venue')).toEqual({ lead: 'in', name: 'Paris', more: 'France' })
  })
})

describe('formatDistance', () => {
  it('gets coarser with distance', () => {
    expect(['7 m', '80 m', '1 km', '1.2 km', '34 km']).toEqual(
      [7.4, 84, 995, 1240, 34_400].map(formatDistance),
    )
  })
})
