import { findCategory } from '#domain/places/index.ts'

export type Tags = Readonly<Record<string, string>>

/** Keys by which OpenStreetMap says what a place is, the most telling first. */
const keys = [
  'lgbtq',
  'social_facility',
  'healthcare',
  'amenity',
  'tourism',
  'shop',
  'craft',
  'leisure',
  'office',
  'club',
  'historic',
  'station',
  'railway',
  'aeroway',
  'aerialway',
  'sport',
  'man_made',
  'natural',
  'waterway',
  'landuse',
  'place',
  'highway',
  'barrier',
] as const

/** Tags that mean one of ours by another name. */
const same: Readonly<Record<string, string>> = {
  'amenity=bicycle_rental': 'shop=bicycle',
  'amenity=bureau_de_change': 'amenity=bank',
  'amenity=car_rental': 'amenity=parking',
  'amenity=crematorium': 'landuse=cemetery',
  'amenity=exhibition_centre': 'amenity=conference_centre',
  'amenity=food_sharing': 'social_facility=food_bank',
  'amenity=grave_yard': 'landuse=cemetery',
  'amenity=hookah_lounge': 'amenity=bar',
  'amenity=public_bath': 'leisure=sauna',
  'amenity=social_centre': 'amenity=community_centre',
  'amenity=theatre_venue': 'amenity=theatre',
  'craft=distillery': 'craft=brewery',
  'historic=memorial': 'historic=monument',
  'historic=ruins': 'historic=archaeological_site',
  'historic=fort': 'historic=castle',
  'leisure=adult_gaming_centre': 'amenity=casino',
  'leisure=fitness_station': 'leisure=fitness_centre',
  'leisure=sports_hall': 'leisure=sports_centre',
  'leisure=swimming_area': 'leisure=swimming_pool',
  'leisure=water_park': 'tourism=theme_park',
  'natural=bay': 'natural=beach',
  'natural=glacier': 'natural=peak',
  'office=government': 'amenity=townhall',
  'office=ngo': 'office=association',
  'railway=halt': 'railway=station',
  'shop=coffee': 'amenity=cafe',
  'shop=chemist': 'amenity=pharmacy',
  'shop=chocolate': 'shop=confectionery',
  'shop=pastry': 'shop=bakery',
  'shop=butcher': 'shop=deli',
  'shop=cheese': 'shop=deli',
  'shop=charity': 'shop=second_hand',
  'shop=computer': 'shop=electronics',
  'shop=mobile_phone': 'shop=electronics',
  'shop=cosmetics': 'shop=beauty',
  'shop=doityourself': 'shop=hardware',
  'shop=dry_cleaning': 'shop=laundry',
  'shop=greengrocer': 'shop=convenience',
  'shop=wine': 'shop=alcohol',
  'tourism=caravan_site': 'tourism=camp_site',
  'tourism=chalet': 'tourism=apartment',
  'tourism=motel': 'tourism=hotel',
  'tourism=resort': 'tourism=hotel',
  'tourism=wilderness_hut': 'tourism=alpine_hut',
}

/** What is left of a kind of places once its own name says nothing to us. */
const otherwise: Readonly<Record<string, string>> = {
  shop: 'shop=yes',
  office: 'office=company',
  club: 'club=social',
  tourism: 'tourism=attraction',
  historic: 'tourism=attraction',
}

const faiths: Readonly<Record<string, string>> = {
  christian: 'building=church',
  muslim: 'building=mosque',
  jewish: 'building=synagogue',
  buddhist: 'building=temple',
  hindu: 'building=temple',
  sikh: 'building=temple',
  shinto: 'building=shrine',
}

/** Towns come from the gazetteer, with their inhabitants. */
const towns = new Set(['city', 'town', 'village', 'hamlet', 'suburb', 'country', 'locality'])

/**
 * Our category of an OpenStreetMap element. https://wiki.openstreetmap.org/wiki/Map_features
 * @returns undefined for what nobody checks in at
 */
export function categoryOfTags(tags: Tags): string | undefined {
  if (tags['amenity'] === 'place_of_worship') {
    return faiths[tags['religion'] ?? ''] ?? 'amenity=place_of_worship'
  }
  for (const key of keys) {
    const value = tags[key]
    if (value === undefined || value === 'no' || (key === 'place' && towns.has(value))) continue
    const tag = `${key}=${value}`
    if (findCategory(tag)) return tag
    if (same[tag]) return same[tag]
    // Unknown ones of these count as sensitive by their key alone: better kept than made harmless.
    if (key === 'healthcare') return tag
    if (key === 'social_facility') return 'amenity=social_facility'
    if (otherwise[key] && value !== 'vacant') return otherwise[key]
  }
  return undefined
}
