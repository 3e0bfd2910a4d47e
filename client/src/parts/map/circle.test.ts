import { describe, expect, it } from 'vitest'
import { boundsAround, circleAround } from './circle.ts'

describe('circleAround', () => {
  it('closes its ring and keeps every corner at the radius', () => {
    const middle = { latitude: 60, longitude: 20 }
    const ring = circleAround(middle, 1000, 6)
    expect(ring).toHaveLength(7)
    expect(ring[6]?.[0]).toBeCloseTo(ring[0]?.[0] ?? 0, 9)
    for (const [longitude, latitude] of ring) {
      const north = (latitude - middle.latitude) * 111_320
      const east = (longitude - middle.longitude) * 111_320 * Math.cos((60 * Math.PI) / 180)
      expect(Math.hypot(north, east)).toBeCloseTo(1000, 3)
    }
  })

  it('gives bounds in the order west, south, east, north', () => {
    const [west, south, east, north] = boundsAround({ latitude: 0, longitude: 0 }, 1000)
    expect(west).toBeLessThan(east)
    expect(south).toBeLessThan(north)
  })
})
