export interface MapPoint {
  readonly latitude: number
  readonly longitude: number
}

/** What to look at: a point and how many metres around it. */
export interface MapLook extends MapPoint {
  readonly radius: number
}

/** A place on the map that can be pressed. */
export interface MapDot extends MapPoint {
  readonly id: string
  readonly label: string
  /** A category, or how exactly the place is said. */
  readonly pictogram?: string
  /** A number or two in place of a picture. */
  readonly sign?: string
  readonly onPress: () => void
}

/** A round (or, with few corners, angular) area of `radius` metres. */
export interface MapArea extends MapPoint {
  readonly radius: number
  readonly corners: number
}

/** What part of the Earth a map shows now. */
export interface MapWindow {
  readonly zoom: number
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}
