import { Type } from 'typebox'
import { type Histories, type History, type HistoryId, historyLimits } from '#domain/histories/index.ts'
import { type AnyEndpoint, endpoint, isUploadedFile, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, notFound, viewerId } from '#surfaces/mastodon-api/index.ts'
import { history } from '../shapes/brought-along.ts'

interface Needs {
  readonly histories: Histories
}

const path = '/api/cairn/v1/histories'
const formats =
  "Foursquare's export (zip or checkins.json), Google's timeline (Takeout's zip, Semantic Location History, Records.json, Timeline.json of a phone), GPX, or an archive of Cairn's (zip or check-ins.geojson)"

/** Histories of other systems, brought along. */
export const historyEndpoints = (needs: Needs): AnyEndpoint[] => [
  postHistory(needs),
  getHistories(needs),
  getHistory(needs),
]

const postHistory = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path,
    access: { who: 'user', scopes: ['write:statuses'] },
    response: history,
    alsoAnswers: { 409: 'error', 413: 'error' },
    summary: `Takes in where somebody was: ${formats}. Each visit becomes an own check-in of its time, and nobody is told.`,
    bodyLimit: historyLimits.fileBytes,
    body: Type.Object({
      file: Type.Optional(Type.Unknown({ description: `${formats}.` })),
      visibility: Type.Optional(
        Type.Union([Type.Literal('direct'), Type.Literal('private')], {
          description: 'Who sees the check-ins: only oneself (direct, the default), or followers (private).',
        }),
      ),
    }),
    async handle({ viewer, body: { file, visibility } }) {
      if (!isUploadedFile(file)) throw new Refusal(422, 'Validation failed: file is missing')
      const outcome = await needs.histories.startImport({
        accountId: viewerId(viewer),
        path: file.path,
        size: file.size,
        fileName: file.fileName,
        visibility: visibility === 'private' ? 'followers' : 'direct',
      })
      if (outcome.ok) return present(outcome.history)
      throw refusals[outcome.because]()
    },
  })

const refusals = {
  too_large: () => new Refusal(413, 'The file is too large.'),
  empty: () => new Refusal(422, 'Validation failed: file is empty'),
  busy: () => new Refusal(409, 'Another history of yours is being taken in: wait until it is done.'),
} as const

const getHistories = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path,
    access: { who: 'user', scopes: ['read:statuses'] },
    response: Type.Array(history),
    summary: 'Histories that the viewer has brought along, the latest twenty, and how far they are.',
    handle: async ({ viewer }) => (await needs.histories.listHistories(viewerId(viewer))).map(present),
  })

const getHistory = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: `${path}/:id`,
    access: { who: 'user', scopes: ['read:statuses'] },
    response: history,
    summary: 'How far a history is that the viewer has brought along.',
    params: byId,
    async handle({ viewer, params }) {
      const id = parseId<HistoryId>(params.id)
      const history = id && (await needs.histories.findHistory(id, viewerId(viewer)))
      if (!history) throw notFound()
      return present(history)
    },
  })

function present(history: History) {
  return {
    id: history.id,
    file_name: history.fileName,
    state: history.state,
    source: history.source,
    error: history.because,
    visibility: history.visibility === 'followers' ? 'private' : 'direct',
    found: history.found,
    placed: history.placed,
    known: history.known,
    unplaced: history.unplaced,
    photos: history.photos,
    created_at: history.createdAt.toISOString(),
    ended_at: history.endedAt?.toISOString() ?? null,
  }
}
