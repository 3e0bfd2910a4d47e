import type { AccountKind, RemoteActor } from '#domain/accounts/index.ts'
import { htmlToText, keepDirection, sanitizeRemoteHtml } from '#platform/html/index.ts'
import { type ParsedEmoji, parseEmojis } from '../parse-emojis.ts'
import {
  asText,
  asUri,
  date,
  idOf,
  ids,
  isJson,
  isSameOrigin,
  type Json,
  list,
  member,
  originOf,
  text,
  typeAmong,
  uri,
} from '../read-json.ts'
import { decodeMultikey } from '../signatures/index.ts'
import { actorTypes } from '../vocabulary.ts'

/** An actor document that its own address has given out; whether its handle is true is not known yet. */
export type ParsedActor = Omit<RemoteActor, 'domain'> & { readonly emojis: readonly ParsedEmoji[] }

/**
 * Reads an actor document.
 * @param actorUri the address that has served it, which is its id
 * @param ownOrigin this server's: an inbox here would send our own deliveries back to us (R7)
 * @returns undefined when it is no actor that this server can talk to
 */
export function parseActor(json: Json, actorUri: string, ownOrigin: string): ParsedActor | undefined {
  const type = typeAmong(json, actorTypes)
  const username = text(json, 'preferredUsername', 200)
  const inboxUrl = uri(json, 'inbox')
  if (!type || !username || !inboxUrl || !isUsername(username)) return undefined
  const endpoints = member(json, 'endpoints')
  const sharedInboxUrl = isJson(endpoints) ? uri(endpoints, 'sharedInbox') : uri(json, 'sharedInbox')
  if ([inboxUrl, sharedInboxUrl].some((inbox) => inbox && originOf(inbox) === ownOrigin)) return undefined
  const kind = type.toLowerCase() as AccountKind
  return {
    uri: actorUri,
    username,
    kind,
    displayName: keepDirection(oneLine(text(json, 'name', 1000))).slice(0, 200),
    bio: parseBio(text(json, 'summary', 20_000)),
    fields: readFields(json),
    avatarUrl: pictureOf(json, 'icon') ?? null,
    headerUrl: pictureOf(json, 'image') ?? null,
    locked: member(json, 'manuallyApprovesFollowers') === true,
    bot: kind === 'service' || kind === 'application',
    discoverable: member(json, 'discoverable') !== false,
    url: pageOf(json, actorUri),
    inboxUrl,
    sharedInboxUrl: sharedInboxUrl ?? null,
    outboxUrl: uri(json, 'outbox') ?? null,
    // Whoever names a collection of another server would let that server say who their followers are.
    followersUrl: ownCollection(json, 'followers', actorUri),
    followingUrl: ownCollection(json, 'following', actorUri),
    featuredUrl: ownCollection(json, 'featured', actorUri),
    alsoKnownAs: ids(json, 'alsoKnownAs', 20),
    createdAt: date(json, 'published') ?? null,
    keys: readKeys(json, actorUri),
    emojis: parseEmojis(json),
  }
}

/** What the network uses: letters, digits, and `_.-` (Lemmy, GoToSocial, WordPress); a host for instance actors. */
function isUsername(username: string): boolean {
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.:-]{0,126}[\p{L}\p{N}_])?$/u.test(username)
}

/** Only keys that name this actor as owner and live where it lives (R3). */
function readKeys(json: Json, actorUri: string): RemoteActor['keys'] {
  const multikeys = ['assertionMethod', 'authentication'].flatMap((name) =>
    readMultikeys(json, name, actorUri),
  )
  return [...readPemKeys(json, actorUri), ...multikeys]
}

/** Keys of FEP-521a, of objects and of HTTP signatures, by the same rules. */
function readMultikeys(json: Json, name: string, actorUri: string): RemoteActor['keys'] {
  return list(json, name, 8).flatMap((key) => {
    if (!isJson(key) || !typeAmong(key, new Set(['Multikey']))) return []
    const keyId = uri(key, 'id')
    const publicPem = decodeMultikey(text(key, 'publicKeyMultibase', 1500) ?? '')
    if (!keyId || !publicPem || uri(key, 'controller') !== actorUri || !isSameOrigin(keyId, actorUri))
      return []
    return [{ keyId, publicPem }]
  })
}

function readPemKeys(json: Json, actorUri: string): RemoteActor['keys'] {
  return list(json, 'publicKey', 8).flatMap((key) => {
    if (!isJson(key)) return []
    const keyId = uri(key, 'id')
    const publicPem = text(key, 'publicKeyPem', 8192)
    if (!keyId || !publicPem || uri(key, 'owner') !== actorUri || !isSameOrigin(keyId, actorUri)) return []
    return [{ keyId, publicPem }]
  })
}

function readFields(json: Json): { name: string; value: string }[] {
  return list(json, 'attachment', 20).flatMap((field) => {
    if (!isJson(field) || !typeAmong(field, new Set(['PropertyValue']))) return []
    const name = oneLine(text(field, 'name', 500))
    const value = sanitizeRemoteHtml(text(field, 'value', 2000) ?? '')
    return name === '' ? [] : [{ name, value }]
  })
}

function pictureOf(json: Json, name: string): string | undefined {
  const [picture] = list(json, name, 4)
  if (!isJson(picture)) return asUri(picture)
  const [url] = list(picture, 'url', 4)
  return isJson(url) ? uri(url, 'href') : asUri(url)
}

/** A page elsewhere could borrow a profile's trust: only one of the actor's own host counts. */
function pageOf(json: Json, actorUri: string): string {
  const pages = list(json, 'url', 8).map((page) => (isJson(page) ? asUri(member(page, 'href')) : asUri(page)))
  return pages.find((page) => page !== undefined && isSameOrigin(page, actorUri)) ?? actorUri
}

function ownCollection(json: Json, name: string, actorUri: string): string | null {
  const collection = idOf(member(json, name))
  return collection && isSameOrigin(collection, actorUri) ? collection : null
}

function oneLine(value: string | undefined): string {
  return (asText(htmlToText(value ?? ''), 1000) ?? '').replace(/\s+/g, ' ').trim()
}

/** An empty paragraph, which this server sends itself, is no text. */
function parseBio(summary = ''): string {
  const bio = sanitizeRemoteHtml(summary)
  return bio === '<p></p>' ? '' : bio
}
