/** The JSON-LD context of ActivityStreams 2.0, and the prefix of its terms. */
export const activityStreams = 'https://www.w3.org/ns/activitystreams'

/**
 * Names our own terms. A name that needs no domain, because none would outlive every server (decision 0010). What the
 * terms mean is at `/ns` of every server.
 */
export const cairnNamespace = 'urn:uuid:0d5e6d0a-7d5b-4a52-9c6e-3f8f0b1f5c11#'

/** The collection that stands for everybody (ActivityPub section 5.6). */
export const publicCollection = `${activityStreams}#Public`

export const activityJson = 'application/activity+json'

/** What this server asks for when it fetches a document. */
export const acceptDocuments = `${activityJson}, application/ld+json; profile="${activityStreams}"`

/** The forms in which servers write the public collection (ActivityPub 5.6 allows all three). */
export function isPublicCollection(id: string): boolean {
  return id === publicCollection || id === 'as:Public' || id === 'Public'
}

/**
 * Whether an answer is a document that may be believed (R11): `application/activity+json`, or
 * `application/ld+json` with the ActivityStreams profile. Uploads are never served so.
 */
export function isDocumentType(contentType: string | undefined): boolean {
  const [essence = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim())
  if (essence.toLowerCase() === activityJson) return true
  if (essence.toLowerCase() !== 'application/ld+json') return false
  return parameters.some((parameter) => {
    const [name = '', value = ''] = parameter.split('=', 2)
    const profiles = value.replaceAll('"', '').split(/\s+/)
    return name.trim().toLowerCase() === 'profile' && profiles.includes(activityStreams)
  })
}

/** Kinds of actor, in their words. */
export const actorTypes: ReadonlySet<string> = new Set([
  'Person',
  'Service',
  'Group',
  'Organization',
  'Application',
])

/** Kinds of object that become posts here. */
export const postTypes: ReadonlySet<string> = new Set([
  'Note',
  'Article',
  'Page',
  'Question',
  'Image',
  'Video',
  'Audio',
  'Event',
  'Place',
])
