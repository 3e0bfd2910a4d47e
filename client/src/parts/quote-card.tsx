import type { Post, Quote } from '../api/entities.ts'
import { profilePath, threadPath } from '../state/match-route.ts'
import { postSignal } from '../state/posts.ts'
import { words } from '../words.ts'
import { Avatar, Name } from './avatar.tsx'
import { Content } from './content.tsx'
import { describePlace } from './describe-place.ts'
import { Icon } from './icon.tsx'
import { Time } from './time.tsx'

/** What a post quotes, as far as its author agrees; otherwise why it is not shown. */
export function QuoteCard({ quote }: { readonly quote: Quote }) {
  const id = quote.quoted_status?.id
  const post = id === undefined ? null : postSignal(id).value
  if (quote.state !== 'accepted' || !post) {
    return (
      <p class="quote quote-absent hint">
        {words.quote.absent[quote.state] ?? words.quote.absent['deleted']}
      </p>
    )
  }
  return <QuotedPost post={post} />
}

/** A post in small, within another or above a composer. */
export function QuotedPost({ post }: { readonly post: Post }) {
  const picture = post.media_attachments.find((media) => media.preview_url && !post.sensitive)
  return (
    <blockquote class="quote" cite={post.uri} data-href={threadPath(post)}>
      <p class="quote-head">
        <a href={profilePath(post.account.acct)} class="quote-who">
          <Avatar account={post.account} size={26} />
          <Name account={post.account} />
          <span class="handle">@{post.account.acct}</span>
        </a>
        <a href={threadPath(post)} class="quote-when">
          <span class="visually-hidden">{words.post.open}: </span>
          <Time at={post.created_at} />
        </a>
      </p>
      {post.place && (
        <p class="hint">
          <Icon name="pin" size={16} /> {describePlace(post.place).name}
        </p>
      )}
      {post.spoiler_text ? (
        <p dir="auto">{post.spoiler_text}</p>
      ) : (
        <div class="quote-body">
          <Content
            html={post.content}
            emojis={post.emojis}
            mentions={post.mentions}
            tags={post.tags}
            lang={post.language}
            hidePlaceLine={Boolean(post.place)}
          />
          {picture && <img src={picture.preview_url ?? ''} alt={picture.description ?? ''} loading="lazy" />}
        </div>
      )}
      {post.media_attachments.length > 0 && !picture && (
        <p class="hint">{words.quote.media(post.media_attachments.length)}</p>
      )}
    </blockquote>
  )
}
