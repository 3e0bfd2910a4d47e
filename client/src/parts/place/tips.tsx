import { useRef, useState } from 'preact/hooks'
import type { Post, Visibility } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { makeKey } from '../../api/posts.ts'
import { leaveTip, listTips, tipsPath } from '../../api/tips.ts'
import { profilePath, threadPath } from '../../state/match-route.ts'
import { keepPost, postSignal, togglePost } from '../../state/posts.ts'
import { instance, me } from '../../state/session.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { formatCount, words } from '../../words.ts'
import { Avatar, Name, nameOf } from '../avatar.tsx'
import { countCharacters } from '../composer/count-characters.ts'
import { VisibilityPicker } from '../composer/visibility-picker.tsx'
import { Content } from '../content.tsx'
import { Icon } from '../icon.tsx'
import { PostMenu } from '../post-menu.tsx'
import { Failure } from '../states.tsx'
import { Time } from '../time.tsx'
import { useLoad } from '../use-load.ts'
import { usePages } from '../use-pages.ts'

const PAGE = 5
const PEEKED = 2

/** What people advise at a place, the most useful first, and a form for one's own. */
export function Tips({ placeId, mayLeave }: { readonly placeId: string; readonly mayLeave: boolean }) {
  const pages = usePages<Post>(tipsPath(placeId, PAGE))
  const isWriting = mayLeave && me.value !== null
  if (!isWriting && !pages.busy && pages.items.length === 0) return null
  return (
    <section class="tips card panel" aria-label={words.tips.title}>
      <h2>{words.tips.title}</h2>
      {pages.trouble && <Failure text={pages.trouble} onRetry={() => void pages.load()} />}
      {!pages.busy && !pages.trouble && pages.items.length === 0 && <p class="hint">{words.tips.empty}</p>}
      <TipList tips={pages.items} />
      {pages.hasMore && pages.items.length > 0 && (
        <button
          type="button"
          class="button button-small"
          disabled={pages.busy}
          onClick={() => void pages.load()}
        >
          {words.tips.more}
        </button>
      )}
      {isWriting && <LeaveTip placeId={placeId} onLeft={(tip) => pages.setItems((now) => [tip, ...now])} />}
    </section>
  )
}

/** The best ones in few lines, for whoever is about to check in. */
export function TipsPeek({ placeId }: { readonly placeId: string }) {
  const loaded = useLoad(() => listTips(placeId, PEEKED), [placeId])
  if (loaded.kind !== 'ready' || loaded.value.length === 0) return null
  return (
    <aside class="tips-peek" aria-label={words.tips.peek}>
      <p class="label">{words.tips.peek}</p>
      <ul class="tip-list">
        {loaded.value.map((tip) => (
          <li key={tip.id} class="tip">
            <TipText post={tip} />
            <span class="hint">{nameOf(tip.account)}</span>
          </li>
        ))}
      </ul>
    </aside>
  )
}

function TipList({ tips }: { readonly tips: readonly Post[] }) {
  // One's own new tip comes again with its page.
  const once = [...new Map(tips.map((tip) => [tip.id, tip])).values()]
  return (
    <ul class="tip-list">
      {once.map((tip) => (
        <Tip key={tip.id} id={keepPost(tip)} />
      ))}
    </ul>
  )
}

/** One tip: the words, who says so, and how many found it useful, which is a like. */
function Tip({ id }: { readonly id: string }) {
  const post = postSignal(id).value
  if (!post) return null
  const useful = post.favourites_count
  return (
    <li class="tip">
      <TipText post={post} />
      <p class="tip-foot">
        <a class="tip-author" href={profilePath(post.account.acct)}>
          <Avatar account={post.account} size={24} />
          <Name account={post.account} />
        </a>
        <a class="hint" href={threadPath(post)}>
          <Time at={post.created_at} />
        </a>
        <button
          type="button"
          class="button button-small tip-useful"
          aria-pressed={post.favourited === true}
          aria-label={words.tips.useful(useful)}
          onClick={() => void togglePost(post.id, 'favourite')}
        >
          <Icon name="like" size={16} filled={post.favourited === true} />
          {words.tips.isUseful}
          {useful > 0 && <span aria-hidden="true">{formatCount(useful)}</span>}
        </button>
        <PostMenu post={post} />
      </p>
    </li>
  )
}

function TipText({ post }: { readonly post: Post }) {
  const { content, emojis, mentions, tags, language, media_attachments: media } = post
  const said = (
    <>
      <Content html={content} emojis={emojis} mentions={mentions} tags={tags} lang={language} hidePlaceLine />
      {media.length > 0 && <p class="hint">{words.quote.media(media.length)}</p>}
    </>
  )
  if (!post.spoiler_text) return said
  return (
    <details>
      <summary>{post.spoiler_text}</summary>
      {said}
    </details>
  )
}

interface LeaveProps {
  readonly placeId: string
  readonly onLeft: (tip: Post) => void
}

function LeaveTip({ placeId, onLeft }: LeaveProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [visibility, setVisibility] = useState<Visibility>(firstChoice)
  const [busy, setBusy] = useState(false)
  const key = useRef(makeKey())
  const left = (instance.value?.configuration?.statuses?.max_characters ?? 500) - countCharacters(text)
  if (!open) {
    return (
      <button type="button" class="button" onClick={() => setOpen(true)}>
        <Icon name="write" size={18} />
        {words.tips.leave}
      </button>
    )
  }
  const submit = async () => {
    if (busy || text.trim() === '' || left < 0) return
    setBusy(true)
    try {
      onLeft(await leaveTip({ placeId, text, visibility }, key.current))
      key.current = makeKey()
      setText('')
      setOpen(false)
      tell(words.tips.left)
    } catch (error) {
      tellFailure(describeError(error))
    }
    setBusy(false)
  }
  return (
    <form
      class="tip-form"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <textarea
        class="composer-text"
        rows={3}
        dir="auto"
        aria-label={words.tips.leave}
        placeholder={words.tips.placeholder}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <VisibilityPicker
        label={words.tips.who}
        value={visibility}
        onChange={setVisibility}
        choices={['public', 'unlisted', 'private']}
      />
      <p class="hint">{words.tips.hint}</p>
      <p class="tip-doors">
        <button type="button" class="button" onClick={() => setOpen(false)}>
          {words.cancel}
        </button>
        <button type="submit" class="button button-primary" disabled={busy || text.trim() === '' || left < 0}>
          {words.tips.submit}
        </button>
      </p>
    </form>
  )
}

/** As for other posts; named people alone cannot be whom a tip is for. */
function firstChoice(): Visibility {
  const usual = me.value?.source?.privacy ?? 'public'
  return usual === 'direct' ? 'private' : usual
}
