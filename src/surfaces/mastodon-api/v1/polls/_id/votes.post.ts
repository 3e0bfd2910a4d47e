import { Type } from 'typebox'
import type { Polls } from '#domain/polls/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { poll } from '../../../entities/status.ts'
import { byId, postId, viewerId } from '../../../parameters.ts'
import { type PollAnswerNeeds, pollAnswer } from '../../../poll-answer.ts'
import { voteRefusal } from '../../../refusals.ts'

interface Needs extends PollAnswerNeeds {
  readonly polls: Pick<Polls, 'castVote' | 'findByPosts' | 'findVotes'>
}

export const postVotes = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/polls/:id/votes',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: poll,
    summary: 'Votes in a poll, once. Answers the poll.',
    params: byId,
    body: Type.Object({
      choices: Type.Array(Type.Integer({ minimum: 0, maximum: 1000 }), {
        maxItems: 100,
        description: 'Indexes of options, from 0.',
      }),
    }),
    async handle({ viewer, params, body }) {
      const me = viewerId(viewer)
      const outcome = await needs.polls.castVote({
        voterId: me,
        postId: postId(params),
        choices: body.choices,
      })
      if (!outcome.ok) throw voteRefusal(outcome.because)
      return pollAnswer(needs, me, postId(params))
    },
  })
