import { useState } from 'preact/hooks'
import type { Tag } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { followTag } from '../api/tags.ts'
import { Frame } from '../parts/frame.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PagesEnd } from '../parts/pages-end.tsx'
import { TagRow } from '../parts/tag-row.tsx'
import { usePages } from '../parts/use-pages.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** Tags whose posts come into home. */
export function FollowedTagsPage() {
  const pages = usePages<Tag>('/api/v1/followed_tags?limit=100')
  return (
    <Frame>
      <PageHead title={words.tags.followed} lead={words.tags.followedLead} back />
      <FollowOne
        onFollowed={(tag) => pages.setItems([tag, ...pages.items.filter((one) => one.name !== tag.name)])}
      />
      {pages.items.length > 0 && (
        <ul class="card trend-list" aria-label={words.tags.followed}>
          {pages.items.map((tag) => (
            <TagRow key={tag.name} tag={tag} />
          ))}
        </ul>
      )}
      <PagesEnd pages={pages} emptyTitle={words.tags.empty} emptyHint={words.tags.emptyHint} />
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
