import { useEffect, useState } from 'preact/hooks'
import type { Tag } from '../api/entities.ts'
import { describeError, getPage } from '../api/http.ts'
import { followTag } from '../api/tags.ts'
import { Frame } from '../parts/frame.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Empty, Failure, Spinner } from '../parts/states.tsx'
import { TagRow } from '../parts/tag-row.tsx'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** Tags whose posts come into home. */
export function FollowedTagsPage() {
  const [tags, setTags] = useState<readonly Tag[]>([])
  const [next, setNext] = useState<string | null>('/api/v1/followed_tags?limit=100')
  const [busy, setBusy] = useState(true)
  const [trouble, setTrouble] = useState<string | null>(null)
  const load = async () => {
    if (!next) return
    setBusy(true)
    setTrouble(null)
    try {
      const page = await getPage<Tag>(next)
      setTags([...tags, ...page.items])
      setNext(page.items.length > 0 ? page.next : null)
    } catch (error) {
      setTrouble(describeError(error))
    }
    setBusy(false)
  }
  useEffect(() => void load(), [])
  return (
    <Frame>
      <PageHead title={words.tags.followed} lead={words.tags.followedLead} back />
      <FollowOne onFollowed={(tag) => setTags([tag, ...tags.filter((one) => one.name !== tag.name)])} />
      {tags.length > 0 && (
        <ul class="card trend-list" aria-label={words.tags.followed}>
          {tags.map((tag) => (
            <TagRow key={tag.name} tag={tag} />
          ))}
        </ul>
      )}
      {busy && <Spinner />}
      {trouble && <Failure text={trouble} onRetry={() => void load()} />}
      {!busy && !trouble && tags.length === 0 && (
        <Empty title={words.tags.empty} hint={words.tags.emptyHint} />
      )}
      {!busy && next && tags.length > 0 && (
        <button type="button" class="button" onClick={() => void load()}>
          {words.feed.more}
        </button>
      )}
    </Frame>
  )
}

function FollowOne({ onFollowed }: { readonly onFollowed: (tag: Tag) => void }) {
  const [text, setText] = useState('')
  const name = text.trim().replace(/^#/, '')
  const follow = async () => {
    try {
      onFollowed(await followTag(name, 'follow'))
      setText('')
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <form
      class="one-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (name) void follow()
      }}
    >
      <input
        class="input"
        autocapitalize="none"
        aria-label={words.tags.name}
        placeholder={words.tags.name}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button button-primary" disabled={!name}>
        {words.profile.follow}
      </button>
    </form>
  )
}
