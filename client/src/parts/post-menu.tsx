import { useState } from 'preact/hooks'
import type { Post } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { getPostSource } from '../api/posts.ts'
import { openTask } from '../state/composer.ts'
import { threadPath } from '../state/match-route.ts'
import { actAndKeep, deleteWithUndo } from '../state/posts.ts'
import { relate } from '../state/relationships.ts'
import { navigate } from '../state/router.ts'
import { me } from '../state/session.ts'
import { tell, tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'
import { Menu, type MenuItem } from './menu.tsx'
import { PostHistory } from './post-history.tsx'

/** Everything that can be done with a post and is not a button of its own. */
export function PostMenu({ post }: { readonly post: Post }) {
  const [history, setHistory] = useState(false)
  const mine = post.account.id === me.value?.id
  const { acct } = post.account
  const items: MenuItem[] = [
    { label: words.post.open, icon: 'next', run: () => navigate(threadPath(post)) },
    { label: words.post.share, icon: 'share', run: () => void copyLink(post.url ?? post.uri) },
  ]
  const mayQuote = post.quote_approval?.current_user ?? 'denied'
  if (mayQuote !== 'denied') {
    items.push({
      label: mayQuote === 'automatic' ? words.quote.make : words.quote.ask,
      icon: 'quote',
      run: () => (openTask.value = { kind: 'quote', of: post }),
    })
  }
  if (post.edited_at) items.push({ label: words.post.history, icon: 'history', run: () => setHistory(true) })
  if (acct.includes('@') && post.url) {
    items.push({
      label: words.post.openOriginal,
      icon: 'external',
      run: () => open(post.url ?? post.uri, '_blank', 'noopener'),
    })
  }
  items.push({
    label: post.muted ? words.post.unmuteThread : words.post.muteThread,
    icon: 'bell',
    run: () => void actAndKeep(post.id, post.muted ? 'unmute' : 'mute'),
  })
  if (mine) {
    items.push(
      {
        label: post.pinned ? words.post.unpin : words.post.pin,
        icon: 'pin',
        run: () => void actAndKeep(post.id, post.pinned ? 'unpin' : 'pin'),
      },
      { label: words.post.edit, icon: 'write', run: () => void startEdit(post) },
      { label: words.post.remove, icon: 'trash', danger: true, run: () => deleteWithUndo(post.id) },
    )
  } else {
    items.push(
      { label: words.profile.mute(acct), icon: 'mute', run: () => void relate(post.account, 'mute') },
      {
        label: words.profile.block(acct),
        icon: 'block',
        danger: true,
        run: () => void relate(post.account, 'block'),
      },
    )
  }
  return (
    <>
      <Menu label={words.post.menu} items={items} class="action action-menu" />
      {history && <PostHistory post={post} onClose={() => setHistory(false)} />}
    </>
  )
}

async function copyLink(url: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(url)
    tell(words.toast.copied)
  } catch {
    // Without a secure context there is no clipboard: show the link to be copied by hand.
    tell(url)
  }
}

async function startEdit(post: Post): Promise<void> {
  try {
    const source = await getPostSource(post.id)
    openTask.value = { kind: 'edit', post, text: source.text, warning: source.spoiler_text }
  } catch (error) {
    tellFailure(describeError(error))
  }
}
