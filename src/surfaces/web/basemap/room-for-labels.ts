export interface Patch {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What of a picture is still free for names. */
export interface Room {
  /** Takes the patch when it is free and inside the picture. */
  claim(patch: Patch): boolean
  /** Takes it in any case. */
  take(patch: Patch): void
  readonly width: number
  readonly height: number
}

const gap = 3

export function createRoom({ width, height }: { width: number; height: number }): Room {
  const taken: Patch[] = []
  const isFree = (patch: Patch) =>
    taken.every(
      (other) =>
        patch.x > other.x + other.width + gap ||
        other.x > patch.x + patch.width + gap ||
        patch.y > other.y + other.height + gap ||
        other.y > patch.y + patch.height + gap,
    )
  const isInside = ({ x, y, width: wide, height: high }: Patch) =>
    x >= gap && y >= gap && x + wide <= width - gap && y + high <= height - gap
  return {
    width,
    height,
    claim(patch) {
      if (!isInside(patch) || !isFree(patch)) return false
      taken.push(patch)
      return true
    },
    take: (patch) => void taken.push(patch),
  }
}
