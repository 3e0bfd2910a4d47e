export type CategoryGroup =
  | 'food'
  | 'nightlife'
  | 'culture'
  | 'outdoors'
  | 'sport'
  | 'shop'
  | 'travel'
  | 'lodging'
  | 'learning'
  | 'work'
  | 'service'
  | 'health'
  | 'faith'
  | 'community'
  | 'home'
  | 'area'

/** A kind of place, named as OpenStreetMap tags it: https://wiki.openstreetmap.org/wiki/Map_features */
export interface Category {
  readonly id: string
  readonly name: string
  /** An emoji. */
  readonly icon: string
  readonly group: CategoryGroup
  /**
   * Being there tells of health, faith, politics, origin, sexuality, children, custody or distress. After the list of
   * sensitive points of interest in the NAI's Precise Location Information Solution Provider Voluntary Enhanced
   * Standards (2022), and military sites.
   */
  readonly sensitive: boolean
}

type Row = readonly [id: string, name: string, icon: string, mark?: 'sensitive']

const table: Readonly<Record<CategoryGroup, readonly Row[]>> = {
  food: [
    ['amenity=cafe', 'Café', '☕'],
    ['amenity=restaurant', 'Restaurant', '🍽️'],
    ['amenity=fast_food', 'Fast food', '🍔'],
    ['amenity=ice_cream', 'Ice cream', '🍦'],
    ['amenity=food_court', 'Food court', '🍱'],
    ['shop=bakery', 'Bakery', '🥐'],
    ['shop=tea', 'Tea shop', '🍵'],
    ['shop=confectionery', 'Sweets', '🍬'],
    ['shop=deli', 'Delicatessen', '🧀'],
    ['amenity=marketplace', 'Market', '🧺'],
    ['craft=winery', 'Winery', '🍷'],
    ['craft=brewery', 'Brewery', '🍺'],
  ],
  nightlife: [
    ['amenity=bar', 'Bar', '🍸'],
    ['amenity=pub', 'Pub', '🍻'],
    ['amenity=biergarten', 'Beer garden', '🍺'],
    ['amenity=nightclub', 'Night club', '🪩'],
    ['amenity=karaoke_box', 'Karaoke', '🎤'],
    ['amenity=casino', 'Casino', '🎰'],
    ['lgbtq=primary', 'LGBTQ+ venue', '🏳️‍🌈', 'sensitive'],
    ['amenity=stripclub', 'Strip club', '🔞', 'sensitive'],
    ['amenity=swingerclub', 'Swingers club', '🔞', 'sensitive'],
    ['amenity=love_hotel', 'Love hotel', '🏩', 'sensitive'],
  ],
  culture: [
    ['tourism=museum', 'Museum', '🖼️'],
    ['tourism=gallery', 'Gallery', '🎨'],
    ['tourism=artwork', 'Artwork', '🗿'],
    ['amenity=theatre', 'Theatre', '🎭'],
    ['amenity=cinema', 'Cinema', '🎬'],
    ['amenity=music_venue', 'Music venue', '🎵'],
    ['amenity=arts_centre', 'Arts centre', '🎪'],
    ['amenity=events_venue', 'Event venue', '🎟️'],
    ['tourism=attraction', 'Sight', '📸'],
    ['historic=castle', 'Castle', '🏰'],
    ['historic=monument', 'Monument', '🏛️'],
    ['historic=archaeological_site', 'Archaeological site', '🏺'],
    ['tourism=zoo', 'Zoo', '🦁'],
    ['tourism=aquarium', 'Aquarium', '🐠'],
    ['tourism=theme_park', 'Theme park', '🎡'],
    ['leisure=amusement_arcade', 'Arcade', '🕹️'],
  ],
  outdoors: [
    ['leisure=park', 'Park', '🌳'],
    ['leisure=garden', 'Garden', '🌷'],
    ['leisure=nature_reserve', 'Nature reserve', '🦌'],
    ['leisure=dog_park', 'Dog park', '🐕'],
    ['natural=beach', 'Beach', '🏖️'],
    ['natural=peak', 'Peak', '⛰️'],
    ['natural=volcano', 'Volcano', '🌋'],
    ['natural=spring', 'Spring', '💧'],
    ['natural=cave_entrance', 'Cave', '🦇'],
    ['natural=water', 'Lake', '🏞️'],
    ['natural=wood', 'Forest', '🌲'],
    ['waterway=waterfall', 'Waterfall', '🌊'],
    ['tourism=viewpoint', 'Viewpoint', '🔭'],
    ['man_made=lighthouse', 'Lighthouse', '🗼'],
    ['man_made=bridge', 'Bridge', '🌉'],
    ['place=square', 'Square', '⛲'],
    ['highway=trailhead', 'Trailhead', '🥾'],
    ['leisure=marina', 'Marina', '⛵'],
    ['tourism=picnic_site', 'Picnic site', '🧺'],
    ['leisure=playground', 'Playground', '🛝', 'sensitive'],
  ],
  sport: [
    ['leisure=fitness_centre', 'Gym', '🏋️'],
    ['leisure=sports_centre', 'Sports centre', '🏅'],
    ['leisure=stadium', 'Stadium', '🏟️'],
    ['leisure=pitch', 'Pitch', '⚽'],
    ['leisure=swimming_pool', 'Swimming pool', '🏊'],
    ['leisure=ice_rink', 'Ice rink', '⛸️'],
    ['leisure=bowling_alley', 'Bowling', '🎳'],
    ['leisure=golf_course', 'Golf course', '⛳'],
    ['leisure=sauna', 'Sauna', '🧖'],
    ['sport=climbing', 'Climbing', '🧗'],
    ['sport=yoga', 'Yoga', '🧘'],
    ['landuse=winter_sports', 'Ski area', '⛷️'],
  ],
  shop: [
    ['shop=yes', 'Shop', '🛒'],
    ['shop=supermarket', 'Supermarket', '🛒'],
    ['shop=convenience', 'Convenience store', '🏪'],
    ['shop=mall', 'Shopping centre', '🛍️'],
    ['shop=department_store', 'Department store', '🏬'],
    ['shop=clothes', 'Clothes', '👕'],
    ['shop=shoes', 'Shoes', '👟'],
    ['shop=books', 'Bookshop', '📚'],
    ['shop=music', 'Record shop', '💿'],
    ['shop=electronics', 'Electronics', '🔌'],
    ['shop=bicycle', 'Bicycle shop', '🚲'],
    ['shop=hardware', 'Hardware', '🔨'],
    ['shop=furniture', 'Furniture', '🛋️'],
    ['shop=florist', 'Florist', '💐'],
    ['shop=gift', 'Gifts', '🎁'],
    ['shop=toys', 'Toys', '🧸'],
    ['shop=pet', 'Pet shop', '🐾'],
    ['shop=alcohol', 'Wine and spirits', '🍾'],
    ['shop=second_hand', 'Second hand', '♻️'],
    ['shop=erotic', 'Erotic shop', '🔞', 'sensitive'],
    ['shop=cannabis', 'Cannabis shop', '🌿', 'sensitive'],
  ],
  travel: [
    ['aeroway=aerodrome', 'Airport', '✈️'],
    ['railway=station', 'Railway station', '🚉'],
    ['station=subway', 'Underground station', '🚇'],
    ['railway=tram_stop', 'Tram stop', '🚊'],
    ['amenity=bus_station', 'Bus station', '🚌'],
    ['highway=bus_stop', 'Bus stop', '🚏'],
    ['amenity=ferry_terminal', 'Ferry', '⛴️'],
    ['aerialway=station', 'Cable car', '🚡'],
    ['amenity=fuel', 'Petrol station', '⛽'],
    ['amenity=charging_station', 'Charging station', '🔋'],
    ['amenity=parking', 'Car park', '🅿️'],
    ['highway=rest_area', 'Rest area', '🛣️'],
    ['barrier=border_control', 'Border crossing', '🛂'],
  ],
  lodging: [
    ['tourism=hotel', 'Hotel', '🏨'],
    ['tourism=hostel', 'Hostel', '🛏️'],
    ['tourism=guest_house', 'Guest house', '🏡'],
    ['tourism=apartment', 'Holiday flat', '🔑'],
    ['tourism=camp_site', 'Camp site', '⛺'],
    ['tourism=alpine_hut', 'Mountain hut', '🛖'],
  ],
  learning: [
    ['amenity=university', 'University', '🎓'],
    ['amenity=college', 'College', '🏫'],
    ['amenity=library', 'Library', '📖'],
    ['amenity=language_school', 'Language school', '🗣️'],
    ['amenity=music_school', 'Music school', '🎻'],
    ['amenity=school', 'School', '🏫', 'sensitive'],
    ['amenity=kindergarten', 'Kindergarten', '🧒', 'sensitive'],
    ['amenity=childcare', 'Child care', '🧒', 'sensitive'],
  ],
  work: [
    ['office=company', 'Office', '🏢'],
    ['amenity=coworking_space', 'Coworking', '💻'],
    ['amenity=conference_centre', 'Conference centre', '🎙️'],
    ['leisure=hackerspace', 'Hackerspace', '🛠️'],
    ['man_made=works', 'Factory', '🏭'],
    ['landuse=farmland', 'Farm', '🚜'],
  ],
  service: [
    ['amenity=bank', 'Bank', '🏦'],
    ['amenity=post_office', 'Post office', '📮'],
    ['amenity=townhall', 'Town hall', '🏛️'],
    ['amenity=police', 'Police', '🚓'],
    ['amenity=fire_station', 'Fire station', '🚒'],
    ['amenity=courthouse', 'Court', '⚖️', 'sensitive'],
    ['amenity=prison', 'Prison', '🔒', 'sensitive'],
    ['landuse=military', 'Military site', '🪖', 'sensitive'],
    ['office=diplomatic', 'Embassy or consulate', '🛂', 'sensitive'],
    ['shop=hairdresser', 'Hairdresser', '💇'],
    ['shop=beauty', 'Beauty salon', '💅'],
    ['shop=tattoo', 'Tattoo', '🖋️'],
    ['shop=laundry', 'Laundry', '🧺'],
    ['shop=car_repair', 'Garage', '🔧'],
    ['shop=pawnbroker', 'Pawnbroker', '💰', 'sensitive'],
    ['shop=money_lender', 'Money lender', '💸', 'sensitive'],
    ['office=debt_advice', 'Debt advice', '📉', 'sensitive'],
    ['shop=funeral_directors', 'Funeral home', '⚱️'],
  ],
  health: [
    ['amenity=pharmacy', 'Pharmacy', '💊', 'sensitive'],
    ['amenity=hospital', 'Hospital', '🏥', 'sensitive'],
    ['amenity=clinic', 'Clinic', '🩺', 'sensitive'],
    ['amenity=doctors', 'Doctor', '🩺', 'sensitive'],
    ['amenity=dentist', 'Dentist', '🦷', 'sensitive'],
    ['healthcare=psychotherapist', 'Psychotherapist', '🧠', 'sensitive'],
    ['healthcare=rehabilitation', 'Rehabilitation', '🩹', 'sensitive'],
    ['healthcare=birthing_centre', 'Birth and family planning', '🤰', 'sensitive'],
    ['healthcare=dialysis', 'Dialysis', '🩸', 'sensitive'],
    ['healthcare=hospice', 'Hospice', '🕯️', 'sensitive'],
    ['social_facility=addiction', 'Addiction help', '🫶', 'sensitive'],
    ['amenity=nursing_home', 'Nursing home', '👵', 'sensitive'],
    ['amenity=veterinary', 'Vet', '🐶'],
  ],
  faith: [
    ['amenity=place_of_worship', 'Place of worship', '🛐', 'sensitive'],
    ['building=church', 'Church', '⛪', 'sensitive'],
    ['building=mosque', 'Mosque', '🕌', 'sensitive'],
    ['building=synagogue', 'Synagogue', '🕍', 'sensitive'],
    ['building=temple', 'Temple', '🛕', 'sensitive'],
    ['building=shrine', 'Shrine', '⛩️', 'sensitive'],
    ['amenity=monastery', 'Monastery', '🙏', 'sensitive'],
    ['landuse=cemetery', 'Cemetery', '🪦'],
  ],
  community: [
    ['amenity=community_centre', 'Community centre', '🏘️'],
    ['club=social', 'Club', '🤝'],
    ['office=association', 'Association', '🤝'],
    ['office=political_party', 'Political party', '🗳️', 'sensitive'],
    ['office=union', 'Trade union', '✊', 'sensitive'],
    ['event=demonstration', 'Demonstration', '📢', 'sensitive'],
    ['amenity=social_facility', 'Social service', '🫂', 'sensitive'],
    ['social_facility=shelter', 'Shelter', '🏚️', 'sensitive'],
    ['social_facility=food_bank', 'Food bank', '🥫', 'sensitive'],
    ['amenity=refugee_site', 'Refugee site', '⛺', 'sensitive'],
    ['office=migration', 'Immigration office', '🛂', 'sensitive'],
  ],
  home: [
    ['building=residential', 'Home', '🏠', 'sensitive'],
    ['building=apartments', 'Block of flats', '🏢', 'sensitive'],
  ],
  area: [
    ['place=city', 'City', '🏙️'],
    ['place=town', 'Town', '🏘️'],
    ['place=village', 'Village', '🏡'],
    ['place=suburb', 'District', '🏙️'],
    ['place=locality', 'Locality', '📍'],
    ['place=island', 'Island', '🏝️'],
    ['place=country', 'Country', '🌍'],
  ],
}

/** Every category, group by group. */
export const categories: readonly Category[] = Object.entries(table).flatMap(([group, rows]) =>
  rows.map(([id, name, icon, mark]) => ({
    id,
    name,
    icon,
    group: group as CategoryGroup,
    sensitive: mark === 'sensitive',
  })),
)

const byId: ReadonlyMap<string, Category> = new Map(categories.map((category) => [category.id, category]))

export function findCategory(id: string | null): Category | undefined {
  return id === null ? undefined : byId.get(id)
}

/** Unknown health and faith tags of other servers count as well. */
export function isSensitive(id: string | null): boolean {
  if (id === null) return false
  return byId.get(id)?.sensitive ?? /^(healthcare|social_facility|religion|military)=/.test(id)
}
