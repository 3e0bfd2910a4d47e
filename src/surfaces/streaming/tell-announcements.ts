import type { AppendedEvent } from '#platform/events/index.ts'
import type { StreamingNeeds } from './needs.ts'
import type { Registry } from './registry.ts'
import { createTeller } from './teller.ts'

type Tell = (events: readonly AppendedEvent[], registry: Registry) => Promise<void>
interface Fact {
  readonly announcementId: string
}

/** Tells everybody who listens to their home what those who run this server announce. */
export const tellAnnouncements = (
  needs: Pick<StreamingNeeds, 'announcements' | 'presentAnnouncement'>,
): Tell =>
  tellAll('announcement', async ({ data }) => {
    const one = await needs.announcements.findAnnouncement((data as Fact).announcementId)
    const shown = one && (await needs.presentAnnouncement(one))
    return shown && JSON.stringify(shown)
  })

export const tellAnnouncementReactions: Tell = tellAll('announcement.reaction', async ({ data }) => {
  const { announcementId, name, count } = data as Fact & { name: string; count: number }
  return JSON.stringify({ announcement_id: announcementId, name, count })
})

export const tellAnnouncementEnds: Tell = tellAll(
  'announcement.delete',
  async ({ data }) => (data as Fact).announcementId,
)

/** @param payloadOf undefined: it is gone already, and nothing is told */
function tellAll(name: string, payloadOf: (event: AppendedEvent) => Promise<string | undefined>): Tell {
  return async (events, registry) => {
    const listeners = registry.accountsOf('user').flatMap((id) => [...registry.find('user', id)])
    if (listeners.length === 0) return
    for (const event of events) {
      const payload = await payloadOf(event)
      const tell = createTeller(name, event)
      if (payload !== undefined) for (const listener of listeners) tell(listener, payload)
    }
  }
}
