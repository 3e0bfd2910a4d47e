import type {
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  SourceSpecification,
} from 'maplibre-gl'
import type { Detail } from './detail.ts'
import type { MapColours } from './map-colours.ts'

/** How a family of vector tiles names what we draw: the layer, and which of its features. */
interface Vocabulary {
  /** Only these tiles have a layer of this name. */
  readonly sign: string
  /** The member that tells what kind of thing a feature is. */
  readonly kind: string
  /** Layer of all dry land; without one, everything within the bounds is land. */
  readonly land?: string
  readonly green: Readonly<Record<string, readonly string[]>>
  readonly water: string
  readonly rivers: string
  readonly roads: string
  readonly highways: readonly string[]
  readonly streets: readonly string[]
  readonly lanes: readonly string[]
  readonly paths: readonly string[]
  readonly rails: readonly string[]
  /** Where the names of roads are. */
  readonly roadNames: string
  readonly buildings: string
  readonly borders: string
  readonly places: string
  readonly towns: readonly string[]
  readonly quarters: readonly string[]
}

const parks = [
  'park',
  'forest',
  'wood',
  'grass',
  'garden',
  'meadow',
  'cemetery',
  'nature_reserve',
  'golf_course',
]

const vocabularies: readonly Vocabulary[] = [
  {
    // docs.protomaps.com/basemaps/layers, version 4
    sign: 'roads',
    kind: 'kind',
    land: 'earth',
    green: { landuse: [...parks, 'national_park', 'recreation_ground', 'village_green', 'pitch'] },
    water: 'water',
    rivers: 'water',
    roads: 'roads',
    highways: ['highway'],
    streets: ['major_road'],
    lanes: ['minor_road', 'medium_road'],
    paths: ['path', 'other'],
    rails: ['rail'],
    roadNames: 'roads',
    buildings: 'buildings',
    borders: 'boundaries',
    places: 'places',
    towns: ['locality'],
    quarters: ['neighbourhood', 'macrohood'],
  },
  {
    // openmaptiles.org/schema, version 3
    sign: 'transportation',
    kind: 'class',
    green: { landcover: ['wood', 'grass'], landuse: parks, park: [] },
    water: 'water',
    rivers: 'waterway',
    roads: 'transportation',
    highways: ['motorway', 'trunk'],
    streets: ['primary', 'secondary', 'tertiary'],
    lanes: ['minor', 'service'],
    paths: ['path', 'track'],
    rails: ['rail', 'transit'],
    roadNames: 'transportation_name',
    buildings: 'building',
    borders: 'boundary',
    places: 'place',
    towns: ['city', 'town', 'village', 'hamlet'],
    quarters: ['suburb', 'quarter', 'neighbourhood'],
  },
]

/** What the detailed map adds to the style, between the countries and what is marked. */
export function styleDetail(
  detail: Detail,
  colours: MapColours,
): { sources: Record<string, SourceSpecification>; layers: LayerSpecification[] } {
  const { tiles, minzoom, maxzoom, bounds, format } = detail
  const common = { tiles: [...tiles], minzoom, maxzoom, bounds: [...bounds] as Box }
  if (format !== 'pbf') {
    const sources = { detail: { type: 'raster', tileSize: 256, ...common } } as const
    return { sources, layers: [{ id: 'detail', type: 'raster', source: 'detail' }] }
  }
  const words = vocabularies.find(({ sign }) => detail.vector_layers.some(({ id }) => id === sign))
  if (!words) return { sources: {}, layers: [] }
  return {
    sources: {
      detail: { type: 'vector', ...common },
      'detail-ground': { type: 'geojson', data: outline(bounds) },
    },
    layers: [...drawAreas(words, colours), ...drawRoads(words, colours), ...drawNames(words, colours)],
  }
}

type Box = [number, number, number, number]

function outline([west, south, east, north]: Detail['bounds']): GeoJSONSourceSpecification['data'] {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }
}

function drawAreas(words: Vocabulary, colours: MapColours): LayerSpecification[] {
  const fill = (
    id: string,
    from: string,
    colour: string,
    kinds: readonly string[] = [],
  ): LayerSpecification => ({
    id,
    type: 'fill',
    source: 'detail',
    'source-layer': from,
    // Protomaps keeps the names of waters as points, and rivers as lines, in the layer of the areas.
    filter: kinds.length > 0 ? ['all', isArea, isOneOf(words, kinds)] : isArea,
    paint: { 'fill-color': colour },
  })
  const ground: LayerSpecification = {
    id: 'detail-ground',
    type: 'fill',
    source: 'detail-ground',
    // On a map of a country or less: above that, what is outside the file matters more.
    minzoom: 5,
    paint: { 'fill-color': colours.land },
  }
  return [
    words.land ? fill('detail-land', words.land, colours.land) : ground,
    ...Object.entries(words.green).map(([from, kinds]) =>
      fill(`detail-green-${from}`, from, colours.green, kinds),
    ),
    fill('detail-water', words.water, colours.water),
    {
      ...line('detail-rivers', words.rivers, { colour: colours.water, width: [9, 0.6, 16, 4] }),
      filter: isLine,
    },
    { ...fill('detail-buildings', words.buildings, colours.building), minzoom: 14 },
    {
      ...line('detail-borders', words.borders, { colour: colours.border, width: [3, 0.6, 12, 1.6] }),
      filter: isLine,
    },
  ]
}

function drawRoads(words: Vocabulary, colours: MapColours): LayerSpecification[] {
  const roads = [
    { id: 'paths', kinds: words.paths, from: 14, width: [14, 0.6, 18, 3], dash: [2, 2] },
    { id: 'rails', kinds: words.rails, from: 11, width: [11, 0.5, 18, 2], dash: [4, 2] },
    { id: 'lanes', kinds: words.lanes, from: 12, width: [12, 0.5, 18, 14] },
    { id: 'streets', kinds: words.streets, from: 7, width: [7, 0.5, 13, 2.6, 18, 20] },
    { id: 'highways', kinds: words.highways, from: 5, width: [5, 0.6, 13, 4, 18, 24] },
  ]
  const draw = (edge: boolean) =>
    roads
      .filter(({ dash }) => !(edge && dash))
      .map(({ id, kinds, from, width, dash }) => ({
        ...line(`detail-${id}${edge ? '-edge' : ''}`, words.roads, {
          colour: edge || dash ? colours.roadEdge : id === 'highways' ? colours.highway : colours.road,
          width: edge ? width.map((number, index) => (index % 2 ? number * 1.15 + 1 : number)) : width,
          dash,
        }),
        filter: isOneOf(words, kinds),
        minzoom: from,
      }))
  // All edges lie below all roads, so that crossings are open.
  return [...draw(true), ...draw(false)]
}

function line(
  id: string,
  from: string,
  { colour, width, dash }: { colour: string; width: readonly number[]; dash?: number[] | undefined },
): Extract<LayerSpecification, { type: 'line' }> {
  const growing = [
    'interpolate',
    ['exponential', 1.5],
    ['zoom'],
    ...width,
  ] as unknown as ExpressionSpecification
  return {
    id,
    type: 'line',
    source: 'detail',
    'source-layer': from,
    layout: dash ? {} : { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colour, 'line-width': growing, ...(dash && { 'line-dasharray': dash }) },
  }
}

function drawNames(words: Vocabulary, colours: MapColours): LayerSpecification[] {
  const paint = { 'text-color': colours.ink, 'text-halo-color': colours.land, 'text-halo-width': 1.6 }
  const soft = { ...paint, 'text-opacity': 0.75 }
  const layout = { 'text-field': nameIn(navigator.language), 'text-font': ['system-ui'], 'text-max-width': 7 }
  const names = { type: 'symbol', source: 'detail' } as const
  return [
    {
      ...names,
      id: 'detail-road-names',
      'source-layer': words.roadNames,
      minzoom: 14,
      filter: isOneOf(words, [...words.highways, ...words.streets, ...words.lanes]),
      layout: { ...layout, 'symbol-placement': 'line', 'text-size': 11 },
      paint: soft,
    },
    {
      ...names,
      id: 'detail-quarters',
      'source-layer': words.places,
      minzoom: 12,
      maxzoom: 17,
      filter: isOneOf(words, words.quarters),
      layout: { ...layout, 'text-size': 12, 'text-letter-spacing': 0.06 },
      paint: soft,
    },
    {
      ...names,
      id: 'detail-towns',
      'source-layer': words.places,
      minzoom: 4,
      maxzoom: 16,
      filter: isOneOf(words, words.towns),
      layout: { ...layout, 'text-size': ['interpolate', ['linear'], ['zoom'], 5, 11, 13, 16] },
      paint,
    },
  ]
}

const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString']

function isOneOf({ kind }: Vocabulary, kinds: readonly string[]): ExpressionSpecification {
  return ['in', ['get', kind], ['literal', [...kinds]]]
}

/** The name in the reader's language where the map has it, else as it is called there. */
function nameIn(language: string): ExpressionSpecification {
  const [primary = 'en'] = language.split('-')
  return ['coalesce', ['get', `name:${primary}`], ['get', 'name']]
}
