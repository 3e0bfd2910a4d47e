import { activityStreams, cairnNamespace } from '../vocabulary.ts'

const toot = { toot: 'http://joinmastodon.org/ns#' }

/** Of actors: the known contexts, and the words of Mastodon's that all servers read. */
export const actorContext = [
  activityStreams,
  'https://w3id.org/security/v1',
  'https://w3id.org/security/multikey/v1',
  {
    ...toot,
    schema: 'http://schema.org#',
    manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
    alsoKnownAs: { '@id': 'as:alsoKnownAs', '@type': '@id' },
    movedTo: { '@id': 'as:movedTo', '@type': '@id' },
    featured: { '@id': 'toot:featured', '@type': '@id' },
    discoverable: 'toot:discoverable',
    indexable: 'toot:indexable',
    suspended: 'toot:suspended',
    authentication: { '@id': 'sec:authenticationMethod', '@type': '@id' },
    PropertyValue: 'schema:PropertyValue',
    value: 'schema:value',
    Emoji: 'toot:Emoji',
  },
]

/** Of posts: Mastodon's words for media and warnings, schema.org's for addresses, and our own for check-ins. */
export const postContext = [
  activityStreams,
  {
    ...toot,
    schema: 'http://schema.org/',
    dcterms: 'http://purl.org/dc/terms/',
    cairn: cairnNamespace,
    sensitive: 'as:sensitive',
    Hashtag: 'as:Hashtag',
    Emoji: 'toot:Emoji',
    blurhash: 'toot:blurhash',
    votersCount: 'toot:votersCount',
    focalPoint: { '@id': 'toot:focalPoint', '@container': '@list' },
    sameAs: { '@id': 'schema:sameAs', '@type': '@id' },
    address: 'schema:address',
    PostalAddress: 'schema:PostalAddress',
    streetAddress: 'schema:streetAddress',
    addressLocality: 'schema:addressLocality',
    addressRegion: 'schema:addressRegion',
    postalCode: 'schema:postalCode',
    addressCountry: 'schema:addressCountry',
    country: 'cairn:country',
    category: 'cairn:category',
    precision: 'cairn:precision',
    companions: { '@id': 'cairn:companions', '@type': '@id' },
    quote: { '@id': 'https://w3id.org/fep/044f#quote', '@type': '@id' },
    quoteUri: 'http://fedibird.com/ns#quoteUri',
    quoteUrl: 'as:quoteUrl',
    _misskey_quote: 'https://misskey-hub.net/ns#_misskey_quote',
    QuoteRequest: 'https://w3id.org/fep/044f#QuoteRequest',
    QuoteAuthorization: 'https://w3id.org/fep/044f#QuoteAuthorization',
    quoteAuthorization: { '@id': 'https://w3id.org/fep/044f#quoteAuthorization', '@type': '@id' },
    gts: 'https://gotosocial.org/ns#',
    interactionPolicy: { '@id': 'gts:interactionPolicy', '@type': '@id' },
    canQuote: { '@id': 'gts:canQuote', '@type': '@id' },
    automaticApproval: { '@id': 'gts:automaticApproval', '@type': '@id' },
    manualApproval: { '@id': 'gts:manualApproval', '@type': '@id' },
    interactingObject: { '@id': 'gts:interactingObject', '@type': '@id' },
    interactionTarget: { '@id': 'gts:interactionTarget', '@type': '@id' },
    license: { '@id': 'dcterms:license', '@type': '@id' },
  },
]
