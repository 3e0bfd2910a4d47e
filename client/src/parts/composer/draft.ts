import type { Post, Visibility } from '../../api/entities.ts'
import { editPost, type NewPoll, publishPost, type ScheduledPost } from '../../api/posts.ts'
import { publishedCount, type Task } from '../../state/composer.ts'
import { findFeed } from '../../state/feeds.ts'
import { threadPath } from '../../state/match-route.ts'
import { keepPost } from '../../state/posts.ts'
import { navigate } from '../../state/router.ts'
import { me } from '../../state/session.ts'
import { tell } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { exactTime } from '../relative-time.ts'
import { ownLanguage } from './languages.ts'
import { asAsked } from './poll-fields.tsx'

export interface Draft {
  readonly text: string
  readonly warning: string | null
  readonly visibility: Visibility
  readonly language: string
}

/** What stands in the fields at first. */
export function startOf(task: Task): Draft {
  const source = me.value?.source
  const language = source?.language || ownLanguage()
  if (task.kind === 'edit') {
    const { post } = task
    return {
      text: task.text,
      warning: task.warning || null,
      visibility: post.visibility,
      language: post.language ?? language,
    }
  }
  if (task.kind === 'new' || task.kind === 'quote')
    return { text: '', warning: null, visibility: source?.privacy ?? 'public', language }
  const { to } = task
  const handles = [to.account.acct, ...to.mentions.map((mention) => mention.acct)]
  const others = [...new Set(handles)].filter((acct) => acct !== me.value?.acct)
  return {
    text: others.map((acct) => `@${acct} `).join(''),
    warning: to.spoiler_text || null,
    // A reply is never wider than what it answers, and does not crowd the feeds.
    visibility: to.visibility === 'public' ? (source?.privacy ?? 'public') : to.visibility,
    language,
  }
}

/** @param key the same for every try of one post */
export function send(
  task: Task,
  draft: Draft & { readonly sensitive: boolean; readonly poll: NewPoll | null; readonly at: number | null },
  ids: readonly string[],
  key: string,
): Promise<Post | ScheduledPost> {
  const common = {
    status: draft.text,
    spoiler_text: draft.warning ?? '',
    sensitive: draft.sensitive,
    media_ids: ids,
    language: draft.language,
  }
  // An edit that does not ask again what the post asks would drop the poll.
  const kept = task.kind === 'edit' && task.post.poll ? { poll: asAsked(task.post.poll) } : {}
  if (task.kind === 'edit') return editPost(task.post.id, { ...common, ...kept })
  return publishPost(
    {
      ...common,
      visibility: draft.visibility,
      ...(draft.poll && {
        poll: { ...draft.poll, options: draft.poll.options.filter((one) => one.trim() !== '') },
      }),
      ...(draft.at !== null && { scheduled_at: new Date(draft.at).toISOString() }),
      ...(task.kind === 'reply' ? { in_reply_to_id: task.to.id } : {}),
      ...(task.kind === 'quote' ? { quoted_status_id: task.of.id } : {}),
    },
    key,
  )
}

/** Shows what was written where it belongs at once. */
export function announce(task: Task, post: Post | ScheduledPost): void {
  if ('scheduled_at' in post) {
    const when = exactTime(Date.parse(post.scheduled_at))
    return void tell(words.schedule.done(when), {
      label: words.compose.view,
      run: () => navigate('/scheduled'),
    })
  }
  keepPost(post)
  publishedCount.value++
  if (task.kind === 'edit') return void tell(words.compose.saved)
  // The stream tells of it as well, but where somebody stands on a post it would wait behind a button.
  const isReply = task.kind === 'reply'
  for (const name of isReply ? [] : post.visibility === 'public' ? ['home', 'local', 'global'] : ['home'])
    findFeed(name)?.prepend(post)
  tell(words.compose.published, { label: words.compose.view, run: () => navigate(threadPath(post)) })
}
