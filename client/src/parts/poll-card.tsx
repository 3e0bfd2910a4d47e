import { useId, useState } from 'preact/hooks'
import type { Poll, Post } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { getPoll, vote } from '../api/posts.ts'
import { keepPoll } from '../state/posts.ts'
import { me } from '../state/session.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'
import { Icon } from './icon.tsx'

/** A question's answers: to choose from, or how they stand once one has chosen or may no longer. */
export function PollCard({ post, poll }: { readonly post: Post; readonly poll: Poll }) {
  const isChoosing = Boolean(me.value) && !poll.expired && !poll.voted
  return (
    <section class="poll" aria-label={words.poll.label}>
      {isChoosing ? <Ballot post={post} poll={poll} /> : <Results poll={poll} />}
      <p class="hint poll-foot">
        <span>
          {poll.voters_count === null
            ? words.poll.votes(poll.votes_count)
            : words.poll.voters(poll.voters_count)}
        </span>
        <span>{describeEnd(poll)}</span>
        {me.value && !poll.expired && (
          <button type="button" class="button button-small" onClick={() => void refresh(post.id, poll.id)}>
            {words.poll.refresh}
          </button>
        )}
      </p>
    </section>
  )
}

function Ballot({ post, poll }: { readonly post: Post; readonly poll: Poll }) {
  const [chosen, setChosen] = useState<readonly number[]>([])
  const [busy, setBusy] = useState(false)
  const group = useId()
  const choose = (index: number, on: boolean) => {
    if (!poll.multiple) return setChosen([index])
    setChosen((now) => (on ? [...now, index] : now.filter((one) => one !== index)))
  }
  const submit = async () => {
    setBusy(true)
    try {
      keepPoll(post.id, await vote(poll.id, chosen))
    } catch (error) {
      tellFailure(describeError(error))
      setBusy(false)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {poll.options.map((option, index) => (
        <label class="check" key={option.title}>
          <input
            type={poll.multiple ? 'checkbox' : 'radio'}
            name={group}
            checked={chosen.includes(index)}
            onChange={(event) => choose(index, event.currentTarget.checked)}
          />
          <span dir="auto">{option.title}</span>
        </label>
      ))}
      <button type="submit" class="button button-small" disabled={busy || chosen.length === 0}>
        {words.poll.vote}
      </button>
    </form>
  )
}

function Results({ poll }: { readonly poll: Poll }) {
  const whole = poll.voters_count ?? poll.votes_count
  return (
    <ul class="poll-results">
      {poll.options.map((option, index) => {
        const percent =
          option.votes_count === null || whole === 0 ? null : Math.round((option.votes_count / whole) * 100)
        return (
          <li key={option.title}>
            <span class="poll-line">
              <span dir="auto">{option.title}</span>
              {poll.own_votes?.includes(index) && (
                <span title={words.poll.yours}>
                  <Icon name="check" size={16} />
                  <span class="visually-hidden">{words.poll.yours}</span>
                </span>
              )}
              {percent !== null && <span class="poll-share">{words.poll.share(percent)}</span>}
            </span>
            <meter min={0} max={100} value={percent ?? 0} aria-hidden="true" />
          </li>
        )
      })}
    </ul>
  )
}

function describeEnd(poll: Poll): string {
  if (poll.expired) return words.poll.closed
  return poll.expires_at ? words.poll.until(new Date(poll.expires_at).toLocaleString()) : ''
}

async function refresh(postId: string, pollId: string): Promise<void> {
  try {
    keepPoll(postId, await getPoll(pollId))
  } catch (error) {
    tellFailure(describeError(error))
  }
}
