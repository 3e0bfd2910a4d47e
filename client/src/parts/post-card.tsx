import { useId, useState } from 'preact/hooks'
import type { FilterContext, Post } from '../api/entities.ts'
import { profilePath, threadPath } from '../state/match-route.ts'
import { postSignal } from '../state/posts.ts'
import { navigate } from '../state/router.ts'
import { words } from '../words.ts'
import { Avatar, Name, nameOf } from './avatar.tsx'
import { Content, EmojiText } from './content.tsx'
import { Icon } from './icon.tsx'
import { judgeFilters } from './judge-filters.ts'
import { LinkCard } from './link-card.tsx'
import { MediaGrid } from './media-grid.tsx'
import { PlaceCard, VisitTime } from './place-card.tsx'
import { PollCard } from './poll-card.tsx'
import { PostActions } from './post-actions.tsx'
import { QuoteCard } from './quote-card.tsx'
import { Time } from './time.tsx'
import { VisibilityIcon } from './visibility-icon.tsx'

interface PostCardProps {
  readonly id: string
  /** The post that a thread page is about: larger, and not a link to itself. */
  readonly focused?: boolean
  /** On a thread page the place in the thread says what a post answers. */
  readonly inThread?: boolean
  /** Which of the reader's filters count here; none where the reader keeps posts. */
  readonly context?: FilterContext | undefined
  /** The place whose page it stands on. */
  readonly atPlace?: string
}

/** One post as it stands in a feed or a thread. Shows nothing once it is deleted. */
export function PostCard({ id, focused = false, inThread = focused, context, atPlace }: PostCardProps) {
  const outer = postSignal(id).value
  // The boosted post is read by its own id, so that a like on it is seen here at once.
  const post = outer?.reblog ? postSignal(outer.reblog.id).value : outer
  const authorId = useId()
  const [anyway, setAnyway] = useState(false)
  if (!outer || !post) return null
  const verdict = judgeFilters(
    [...(outer.filtered ?? []), ...(post.filtered ?? [])],
    focused ? undefined : context,
  )
  if (verdict.kind === 'hide') return null
  if (verdict.kind === 'warn' && !anyway) {
    return (
      <article class="card filtered">
        <p class="hint">{words.filters.filtered([...new Set(verdict.why)].join(', '))}</p>
        <button type="button" class="button button-small" onClick={() => setAnyway(true)}>
          {words.filters.anyway}
        </button>
      </article>
    )
  }
  return (
    <article
      class={`post card ${focused ? 'post-focused' : ''} ${post.place ? 'post-checkin' : ''}`}
      data-post={post.id}
      tabIndex={-1}
      aria-labelledby={authorId}
      onClick={(event) => openOnBackground(event, post, focused)}
    >
      {outer.reblog && (
        <p class="post-context">
          <Icon name="boost" size={17} />
          <a href={profilePath(outer.account.acct)}>
            <EmojiText text={words.post.boosted(nameOf(outer.account))} emojis={outer.account.emojis} />
          </a>
        </p>
      )}
      {!outer.reblog && post.in_reply_to_id && !inThread && <ReplyContext post={post} />}
      <header class="post-head">
        <a href={profilePath(post.account.acct)} class="post-avatar" tabIndex={-1} aria-hidden="true">
          <Avatar account={post.account} size={focused ? 54 : 46} />
        </a>
        <div class="post-author" id={authorId}>
          <a href={profilePath(post.account.acct)} class="post-name">
            <Name account={post.account} />
          </a>
          <span class="handle">@{post.account.acct}</span>
        </div>
        <span class="post-when">
          <VisibilityIcon visibility={post.visibility} />
          <a href={threadPath(post)}>
            <Time at={post.created_at} />
          </a>
          {post.edited_at && <span title={post.edited_at}>{words.post.edited}</span>}
        </span>
      </header>
      <PostBody post={post} blurred={verdict.kind === 'blur'} atPlace={atPlace} />
      <PostActions post={post} />
    </article>
  )
}

function ReplyContext({ post }: { readonly post: Post }) {
  const parent = post.mentions.find((mention) => mention.id === post.in_reply_to_account_id)
  const name = parent?.acct ?? (post.in_reply_to_account_id === post.account.id ? post.account.acct : null)
  return (
    <p class="post-context">
      <Icon name="reply" size={17} />
      <span>{name ? words.post.replyTo(`@${name}`) : words.post.inReply}</span>
    </p>
  )
}

interface BodyProps {
  readonly post: Post
  readonly blurred: boolean
  readonly atPlace: string | undefined
}

function PostBody({ post, blurred, atPlace }: BodyProps) {
  const [open, setOpen] = useState(!post.spoiler_text)
  const bodyId = useId()
  return (
    <>
      {post.spoiler_text && (
        <div class="warning">
          <p class="warning-text" dir="auto">
            <EmojiText text={post.spoiler_text} emojis={post.emojis} />
          </p>
          <button
            type="button"
            class="button button-small"
            aria-expanded={open}
            aria-controls={bodyId}
            onClick={() => setOpen(!open)}
          >
            {open ? words.post.showLess : words.post.showMore}
          </button>
        </div>
      )}
      {post.place && post.place.id !== atPlace && <PlaceCard post={post} place={post.place} />}
      {post.place?.id === atPlace && <VisitTime post={post} />}
      <div id={bodyId} class="post-body" hidden={!open}>
        <Content
          html={post.content}
          emojis={post.emojis}
          mentions={post.mentions}
          tags={post.tags}
          lang={post.language}
          hidePlaceLine={Boolean(post.place)}
          hideQuoteLine={post.quote?.state === 'accepted'}
        />
        {post.poll && <PollCard post={post} poll={post.poll} />}
        <MediaGrid
          media={post.media_attachments}
          sensitive={blurred || (post.sensitive && !post.spoiler_text)}
        />
        {post.quote && <QuoteCard quote={post.quote} />}
        {post.card && !post.place && !post.quote && post.media_attachments.length === 0 && (
          <LinkCard card={post.card} />
        )}
      </div>
    </>
  )
}

/** A press anywhere that means nothing else opens the thread; selecting text does not. */
function openOnBackground(event: MouseEvent, post: Post, isOpen: boolean): void {
  const target = event.target
  if (!(target instanceof Element) || event.defaultPrevented || getSelection()?.type === 'Range') return
  if (isOpen && !target.closest('[data-href]')) return
  if (target.closest('a, button, video, audio, details, dialog, input, label, .menu')) return
  navigate(target.closest<HTMLElement>('[data-href]')?.dataset['href'] ?? threadPath(post))
}
