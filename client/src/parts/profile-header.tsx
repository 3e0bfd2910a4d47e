import type { Account } from '../api/entities.ts'
import { profilePath } from '../state/match-route.ts'
import { relate, relationshipOf } from '../state/relationships.ts'
import { navigate } from '../state/router.ts'
import { me } from '../state/session.ts'
import { tell } from '../state/toasts.ts'
import { words } from '../words.ts'
import { Avatar, Name } from './avatar.tsx'
import { Content, EmojiText } from './content.tsx'
import { FollowButton } from './follow-button.tsx'
import { Icon } from './icon.tsx'
import { Menu, type MenuItem } from './menu.tsx'
import { exactTime } from './relative-time.ts'

/** The head of a profile: pictures, name, how we stand, bio, facts and counts. */
export function ProfileHeader({ account }: { readonly account: Account }) {
  const mine = me.value?.id === account.id
  const relationship = mine ? null : relationshipOf(account.id).value
  const path = profilePath(account.acct)
  return (
    <section class="profile card">
      <div class="profile-banner">{hasPicture(account.header) && <img src={account.header} alt="" />}</div>
      <div class="profile-body">
        <div class="profile-top">
          <Avatar account={account} size={104} />
          <div class="profile-actions">
            {mine ? (
              <a class="button" href="/settings">
                {words.profile.edit}
              </a>
            ) : (
              <>
                <FollowButton account={account} />
                <Menu label={words.post.menu} items={menuItems(account)} class="icon-button outlined" />
              </>
            )}
          </div>
        </div>
        <div>
          <p class="profile-name">
            <Name account={account} />
            {account.locked && (
              <span title={words.profile.locked} role="img" aria-label={words.profile.locked}>
                <Icon name="lock" size={18} />
              </span>
            )}
            {account.bot && <span class="chip">{words.profile.bot}</span>}
          </p>
          <p class="handle">
            @{account.acct}
            {relationship?.followed_by && (
              <span class="chip">
                {relationship.following ? words.profile.mutual : words.profile.followsYou}
              </span>
            )}
          </p>
        </div>
        <Content html={account.note} emojis={account.emojis} />
        {account.fields.length > 0 && (
          <dl class="fields">
            {account.fields.map((field) => (
              <div key={field.name} class={field.verified_at ? 'verified' : ''}>
                <dt>
                  <EmojiText text={field.name} emojis={account.emojis} />
                </dt>
                <dd
                  title={
                    field.verified_at
                      ? words.profile.verified(exactTime(Date.parse(field.verified_at)))
                      : undefined
                  }
                >
                  {field.verified_at && <Icon name="check" size={16} />}
                  <Content html={field.value} emojis={account.emojis} />
                </dd>
              </div>
            ))}
          </dl>
        )}
        <p class="profile-counts">
          <a href={path}>{words.profile.posts(account.statuses_count)}</a>
          <a href={`${path}?tab=following`}>{words.profile.followingCount(account.following_count)}</a>
          <a href={`${path}?tab=followers`}>{words.profile.followers(account.followers_count)}</a>
        </p>
      </div>
    </section>
  )
}

function hasPicture(address: string): boolean {
  return address !== '' && !/missing|\/static\/header/.test(address)
}

function menuItems(account: Account): MenuItem[] {
  const relationship = relationshipOf(account.id).value
  const { acct } = account
  const items: MenuItem[] = [
    {
      label: words.profile.copyHandle,
      icon: 'share',
      run: () =>
        void navigator.clipboard
          ?.writeText(`@${acct.includes('@') ? acct : `${acct}@${location.host}`}`)
          .then(() => tell(words.toast.copied)),
    },
  ]
  if (acct.includes('@'))
    items.push({
      label: words.profile.openOriginal,
      icon: 'external',
      run: () => open(account.url, '_blank', 'noopener'),
    })
  if (relationship?.following) {
    items.push({
      label: words.lists.choose,
      icon: 'list',
      run: () => navigate(`/lists?for=${encodeURIComponent(acct)}`),
    })
  }
  if (relationship?.followed_by) {
    items.push({
      label: words.profile.removeFollower,
      icon: 'close',
      run: () => void relate(account, 'remove_from_followers'),
    })
  }
  items.push(
    relationship?.muting
      ? { label: words.profile.unmute(acct), icon: 'mute', run: () => void relate(account, 'unmute') }
      : { label: words.profile.mute(acct), icon: 'mute', run: () => void relate(account, 'mute') },
    relationship?.blocking
      ? { label: words.profile.unblockName(acct), icon: 'block', run: () => void relate(account, 'unblock') }
      : {
          label: words.profile.block(acct),
          icon: 'block',
          danger: true,
          run: () => void relate(account, 'block'),
        },
  )
  return items
}
