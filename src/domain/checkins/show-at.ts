import { cellToLatLng, latLngToCell } from 'h3-js'
import {
  countryName,
  type Place,
  type Places,
  type Point,
  placePage,
  placeUri,
  townRadius,
} from '#domain/places/index.ts'
import type { Precision, ShownPlace } from './checkin.ts'

export interface ShowNeeds {
  readonly origin: string
  readonly places: Pick<Places, 'nearestTown'>
}

/** H3 cells of some 5 km²; a circle around the centre that holds the cell, everywhere on Earth. */
const cellResolution = 7
const cellRadius = 1700
const venueRadius = 30

export const farFromTowns = 'Far from any town'
export const somewhere = 'Somewhere on Earth'

/**
 * A place at a precision: the only function that decides what of a place is shown. Snapping is deterministic (noise
 * would average out over many check-ins), and everything between venue and country follows from the cell alone, so
 * two venues in one cell cannot be told apart. A town is never shown more exactly than as a town.
 */
export async function showAt(needs: ShowNeeds, place: Place, precision: Precision): Promise<ShownPlace> {
  if (place.kind !== 'venue') {
    const isCountry = precision === 'country' || place.kind === 'country'
    return isCountry ? showCountry(place.country) : showTown(needs, place)
  }
  if (precision === 'venue') return showVenue(needs, place)
  const centre = snapToCell(place)
  const town = await needs.places.nearestTown(centre)
  switch (precision) {
    case 'cell':
      return showCell(centre, town)
    case 'city':
      return town ? showTown(needs, town) : showCountry(place.country)
    case 'country':
      return showCountry(place.country ?? town?.country ?? null)
  }
}

/** The centre of the cell that a point is in. */
export function snapToCell(point: Point): Point {
  const [latitude, longitude] = cellToLatLng(latLngToCell(point.latitude, point.longitude, cellResolution))
  return { latitude: roundDegrees(latitude), longitude: roundDegrees(longitude) }
}

const nothing = {
  placeId: null,
  uri: null,
  url: null,
  latitude: null,
  longitude: null,
  radiusMetres: null,
  category: null,
  address: null,
  sameAs: [],
  licence: null,
}

/** A private venue has no page for anybody else, so nothing leads to it. */
function showVenue({ origin }: ShowNeeds, place: Place): ShownPlace {
  return {
    precision: 'venue',
    placeId: place.private ? null : place.id,
    uri: place.private ? null : placeUri(origin, place),
    url: place.private ? null : placePage(origin, place),
    name: place.name,
    latitude: place.latitude,
    longitude: place.longitude,
    radiusMetres: venueRadius,
    category: place.category,
    country: place.country,
    address: place.address,
    sameAs: place.sameAs,
    licence: place.licence,
  }
}

function showCell(centre: Point, town: Place | undefined): ShownPlace {
  return {
    ...nothing,
    precision: 'cell',
    name: town ? `Near ${town.name}` : farFromTowns,
    latitude: centre.latitude,
    longitude: centre.longitude,
    radiusMetres: cellRadius,
    country: town?.country ?? null,
  }
}

function showTown({ origin }: ShowNeeds, town: Place): ShownPlace {
  return {
    precision: 'city',
    placeId: town.id,
    uri: placeUri(origin, town),
    url: placePage(origin, town),
    name: town.name,
    latitude: town.latitude,
    longitude: town.longitude,
    radiusMetres: townRadius(town.population),
    category: null,
    country: town.country,
    address: { locality: town.name, ...(town.country && { country: town.country }) },
    sameAs: town.sameAs,
    licence: town.licence,
  }
}

function showCountry(country: string | null): ShownPlace {
  return { ...nothing, precision: 'country', name: countryName(country) ?? somewhere, country }
}

function roundDegrees(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}
