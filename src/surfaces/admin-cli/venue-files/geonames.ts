import { geonames, townCategory } from '#domain/places/index.ts'
import { readRecords } from './csv.ts'
import { fault, numberOf, type ReadRow, type ReadRows, skipped, textOf, venueRow } from './venue-file.ts'

/** https://download.geonames.org/export/dump/readme.txt, the table `geoname`: 19 columns, tabs, no header. */
const columns = 19

/** Feature codes of what people check in at: https://www.geonames.org/export/codes.html */
const categories: Readonly<Record<string, string>> = {
  AIRP: 'aeroway=aerodrome',
  AIRF: 'aeroway=aerodrome',
  BDG: 'man_made=bridge',
  BUSTN: 'amenity=bus_station',
  BUSTP: 'highway=bus_stop',
  CH: 'building=church',
  CMTY: 'landuse=cemetery',
  CSNO: 'amenity=casino',
  CSTL: 'historic=castle',
  CTHSE: 'amenity=courthouse',
  DIP: 'office=diplomatic',
  FY: 'amenity=ferry_terminal',
  HSP: 'amenity=hospital',
  HTL: 'tourism=hotel',
  HUT: 'tourism=alpine_hut',
  LIBR: 'amenity=library',
  LTHSE: 'man_made=lighthouse',
  MALL: 'shop=mall',
  MAR: 'leisure=marina',
  MKT: 'amenity=marketplace',
  MNMT: 'historic=monument',
  MSQE: 'building=mosque',
  MSTY: 'amenity=monastery',
  MTRO: 'station=subway',
  MUS: 'tourism=museum',
  OPRA: 'amenity=theatre',
  PAL: 'historic=castle',
  PO: 'amenity=post_office',
  PRN: 'amenity=prison',
  RECG: 'leisure=golf_course',
  REST: 'amenity=restaurant',
  RSTN: 'railway=station',
  SCH: 'amenity=school',
  SHRN: 'building=shrine',
  SPA: 'leisure=sauna',
  SQR: 'place=square',
  STDM: 'leisure=stadium',
  SYG: 'building=synagogue',
  THTR: 'amenity=theatre',
  TMPL: 'building=temple',
  UNIV: 'amenity=university',
  ZOO: 'tourism=zoo',
  AMUS: 'tourism=theme_park',
  PRK: 'leisure=park',
  RESN: 'leisure=nature_reserve',
  RESW: 'leisure=nature_reserve',
  BCH: 'natural=beach',
  ISL: 'place=island',
  MT: 'natural=peak',
  PK: 'natural=peak',
  VLC: 'natural=volcano',
  CAVE: 'natural=cave_entrance',
  FLLS: 'waterway=waterfall',
  LK: 'natural=water',
  SPNG: 'natural=spring',
  FRST: 'natural=wood',
}

export const readGeoNames: ReadRows = (path, skip) =>
  readRecords({ path, skip, delimiter: '\t', quote: false, header: false }, () => toRow)

function toRow(record: readonly string[]): ReadRow {
  if (record.length !== columns) return fault('', `has ${record.length} columns instead of ${columns}`)
  const [sourceId = '', name = '', , others = '', latitude, longitude, featureClass, feature = '', country] =
    record
  if (!/^\d{1,12}$/.test(sourceId)) return fault('geonameid', 'is no number')
  const population = Math.min(2_000_000_000, Number(record[14]) || 0)
  const isTown = featureClass === 'P'
  const category = isTown ? townCategory(feature, population) : categories[feature]
  if (category === undefined || textOf(name) === undefined) return skipped
  return venueRow({
    kind: isTown ? 'town' : 'venue',
    sourceId,
    name,
    names: others
      .split(',')
      .filter(isName)
      .map((other) => ({ name: other, language: null })),
    latitude: numberOf(latitude),
    longitude: numberOf(longitude),
    category,
    population: isTown ? population : 0,
    address: { ...(country && { country }), ...(isTown && record[10] && { region: record[10] }) },
    sameAs: [geonames.sameAs + sourceId],
    licence: geonames.licence,
  })
}

/** Among the other names stand codes of airports and addresses of pages. */
function isName(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !/^[A-Z]{3,4}$/.test(text) && !text.includes('://')
}
