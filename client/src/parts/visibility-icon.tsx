import type { Visibility } from '../api/entities.ts'
import { words } from '../words.ts'
import { Icon, type IconName } from './icon.tsx'

export const VISIBILITY_ICONS: Readonly<Record<Visibility, IconName>> = {
  public: 'globe',
  unlisted: 'unlisted',
  private: 'lock',
  direct: 'mail',
}

/** Who can see a post, as a small sign with a spoken name. */
export function VisibilityIcon({ visibility }: { readonly visibility: Visibility }) {
  const label = words.visibility[visibility]
  return (
    <span class="visibility" role="img" aria-label={label} title={label}>
      <Icon name={VISIBILITY_ICONS[visibility]} size={15} />
    </span>
  )
}
