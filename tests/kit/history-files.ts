import { BlobWriter, configure, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js'

configure({ useWebWorkers: false })

/** A zip file with these files in it. */
export async function makeZip(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter(new BlobWriter('application/zip'))
  for (const [name, content] of Object.entries(files)) {
    await zip.add(name, typeof content === 'string' ? new TextReader(content) : new Uint8ArrayReader(content))
  }
  return new Uint8Array(await (await zip.close()).arrayBuffer())
}

export interface SwarmVisit {
  /** 24 hexadecimal digits in real exports. */
  readonly id: string
  readonly at: string
  readonly venue: { id: string; name: string } | null
  readonly point?: { lat: number; lng: number }
  readonly shout?: string
}

/** `checkins1.json` as Foursquare's export writes it: times as text in UTC, venues without coordinates. */
export function swarmCheckins(visits: readonly SwarmVisit[]): string {
  const items = visits.map(({ id, at, venue, point, shout }) => ({
    id,
    createdAt: at,
    type: 'checkin',
    timeZoneOffset: 60,
    venue: venue && { ...venue, url: `https://foursquare.com/v/${venue.id}` },
    ...(shout !== undefined && { shout }),
    ...point,
    photos: { count: 0, items: [] },
  }))
  return JSON.stringify({ count: items.length, items })
}
