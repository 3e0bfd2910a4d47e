/** The latitude at which Web Mercator's square ends (EPSG:3857). */
const edge = 85.0511287798
const earthCircumference = 40_075_017
const tile = 256

/** West-east and north-south on the square of Web Mercator, both from 0 to 1. */
export function toSquare(longitude: number, latitude: number): readonly [x: number, y: number] {
  const sine = Math.sin((Math.max(-edge, Math.min(edge, latitude)) * Math.PI) / 180)
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)]
}

export interface View {
  readonly latitude: number
  readonly longitude: number
  /** As on slippy maps: the world is 256 · 2^zoom pixels wide. */
  readonly zoom: number
  /** Pixels. */
  readonly width: number
  readonly height: number
}

/** From the Earth to the pixels of one picture. */
export interface Camera {
  readonly width: number
  readonly height: number
  /** Pixels that the square of Web Mercator takes. */
  readonly scale: number
  /** The picture's left upper corner, in those pixels. */
  readonly left: number
  readonly top: number
  project(point: { latitude: number; longitude: number }): readonly [x: number, y: number]
  /** Pixels that a metre takes at the middle. */
  readonly perMetre: number
}

export function cameraOf({ latitude, longitude, zoom, width, height }: View): Camera {
  const scale = tile * 2 ** zoom
  const [x, y] = toSquare(longitude, latitude)
  const left = x * scale - width / 2
  // The poles are no place to look beyond.
  const top = Math.max(0, Math.min(Math.max(0, scale - height), y * scale - height / 2))
  return {
    width,
    height,
    scale,
    left,
    top,
    project(point) {
      const [pointX, pointY] = toSquare(point.longitude, point.latitude)
      // The short way round, so that Fiji's neighbours lie beside it.
      const turns = Math.round(pointX - x)
      return [(pointX - turns) * scale - left, pointY * scale - top]
    },
    perMetre: scale / (earthCircumference * Math.max(0.05, Math.cos((latitude * Math.PI) / 180))),
  }
}
