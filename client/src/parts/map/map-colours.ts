export interface MapColours {
  readonly water: string
  readonly land: string
  readonly border: string
  readonly mark: string
  readonly ring: string
  readonly green: string
  readonly building: string
  readonly road: string
  readonly roadEdge: string
  readonly highway: string
  readonly ink: string
}

/** Reads the map's colours from the page's own custom properties, so that there is one palette. */
export function readColours(element: Element): MapColours {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  return {
    water: colour('--map-water'),
    land: colour('--map-land'),
    border: colour('--map-border'),
    mark: colour('--map-mark'),
    ring: colour('--map-rings'),
    green: colour('--map-green'),
    building: colour('--map-building'),
    road: colour('--map-road'),
    roadEdge: colour('--map-road-edge'),
    highway: colour('--map-highway'),
    ink: colour('--map-ink'),
  }
}
