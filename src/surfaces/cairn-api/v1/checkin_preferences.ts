import { type Static, Type } from 'typebox'
import type { CheckinPreferences, Checkins, PreferencesGiven } from '#domain/checkins/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { checkinPreferences } from '../shapes/journal.ts'

interface Needs {
  readonly checkins: Pick<Checkins, 'findPreferences' | 'updatePreferences'>
}

const body = Type.Object({
  followers_precision: Type.Optional(Type.String({ description: 'venue, cell, city or country.' })),
  friends_precision: Type.Optional(Type.String()),
  fading: Type.Optional(
    Type.Array(Type.Object({ after_days: Type.Integer(), precision: Type.String() }), { maxItems: 4 }),
  ),
  hide_after_days: Type.Optional(Type.Integer()),
  mayor_public: Type.Optional(Type.Boolean({ description: 'Whether strangers see mayorships.' })),
  crossings: Type.Optional(
    Type.Boolean({ description: 'Whether friends who want it, too, learn that paths have crossed.' }),
  ),
  map_picture: Type.Optional(
    Type.Boolean({
      description: 'Whether other servers get a map as the picture of a check-in without photos.',
    }),
  ),
  photo_places: Type.Optional(
    Type.Boolean({
      description:
        'Whether the position in an uploaded photo proposes a venue, where a post with a 📍 in its text then is a check-in. The position is kept nowhere.',
    }),
  ),
})

export const getCheckinPreferences = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/checkin_preferences',
    access: { who: 'user', scopes: ['read:accounts'] },
    response: checkinPreferences,
    summary: 'How exactly followers and friends see check-ins, and how they fade with age.',
    handle: async ({ viewer }) => present(await needs.checkins.findPreferences(viewerId(viewer))),
  })

export const putCheckinPreferences = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: '/api/cairn/v1/checkin_preferences',
    access: { who: 'user', scopes: ['write:accounts'] },
    response: checkinPreferences,
    summary: 'Replaces all of them; what is left out is off. Earlier check-ins follow within minutes.',
    body,
    async handle({ viewer, body: given }) {
      const outcome = await needs.checkins.updatePreferences(viewerId(viewer), fromBody(given))
      if (!outcome.ok) throw new Refusal(422, refusals[outcome.because])
      return present(outcome.preferences)
    },
  })

const refusals = {
  unknown_precision: 'Validation failed: precision must be venue, cell, city or country',
  bad_days: 'Validation failed: days must be whole numbers from 1 to 36500',
}

function fromBody(given: Static<typeof body>): PreferencesGiven {
  return {
    followersPrecision: given.followers_precision || null,
    friendsPrecision: given.friends_precision || null,
    fading: (given.fading ?? []).map((step) => ({ afterDays: step.after_days, precision: step.precision })),
    hideAfterDays: given.hide_after_days ?? null,
    mayorPublic: given.mayor_public ?? false,
    crossings: given.crossings ?? false,
    mapPicture: given.map_picture ?? false,
    photoPlaces: given.photo_places ?? false,
  }
}

function present(preferences: CheckinPreferences) {
  return {
    followers_precision: preferences.followersPrecision,
    friends_precision: preferences.friendsPrecision,
    fading: preferences.fading.map((step) => ({ after_days: step.afterDays, precision: step.precision })),
    hide_after_days: preferences.hideAfterDays,
    mayor_public: preferences.mayorPublic,
    crossings: preferences.crossings,
    map_picture: preferences.mapPicture,
    photo_places: preferences.photoPlaces,
  }
}
