import type { HttpServer } from '#platform/http-server/index.ts'
import { cairnNamespace } from '../vocabulary.ts'

/** What each of our own terms means, as its readers need it. */
const terms: Readonly<Record<string, { comment: string; range: string; domain?: string }>> = {
  country: {
    comment: 'The country of a place by its English name. The code stands in addressCountry.',
    range: 'http://www.w3.org/2001/XMLSchema#string',
  },
  category: {
    comment: 'What kind of place it is, as an OpenStreetMap tag: amenity=cafe.',
    range: 'http://www.w3.org/2001/XMLSchema#string',
  },
  precision: {
    comment:
      'How exactly a check-in is told: venue, cell (a cell of the H3 grid), city or country. Coordinates are the place’s at venue, a snapped point else; they lie at most `radius` from where it was.',
    range: 'http://www.w3.org/2001/XMLSchema#string',
  },
  arrival: {
    comment:
      'The Arrive that tells the same check-in in its own form, with the Note as its result. It is given to signed fetches of those who may see the Note.',
    range: 'https://www.w3.org/ns/activitystreams#Arrive',
    domain: 'Note',
  },
  companions: {
    comment:
      'People who were there, too, and have agreed that the check-in says so. Never anybody who has not.',
    range: 'https://www.w3.org/ns/activitystreams#Actor',
    domain: 'Note',
  },
  companionOf: {
    comment:
      'The check-in of the same author that this Note asks about: whether it may name whom the Note is addressed to. An Accept or a Like of the Note is a yes, its Undo or a Reject a no.',
    range: 'https://www.w3.org/ns/activitystreams#Note',
    domain: 'Note',
  },
}

/** The vocabulary of the namespace: JSON-LD, the same on every server. */
export function mountNamespace(server: HttpServer): void {
  const graph = {
    '@context': {
      rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
      rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
    },
    '@graph': Object.entries(terms).map(([term, { comment, range, domain = 'Place' }]) => ({
      '@id': cairnNamespace + term,
      '@type': 'rdf:Property',
      'rdfs:label': term,
      'rdfs:comment': comment,
      'rdfs:domain': { '@id': `https://www.w3.org/ns/activitystreams#${domain}` },
      'rdfs:range': { '@id': range },
    })),
  }
  const body = JSON.stringify(graph)
  server.get('/ns', (_request, reply) =>
    reply.type('application/ld+json').header('cache-control', 'public, max-age=86400').send(body),
  )
}
