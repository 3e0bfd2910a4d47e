import { reportFiled } from '#domain/moderation/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { describeFlag } from '../describe/index.ts'
import type { SendNeeds } from './needs.ts'
import type { SendTools } from './send-activity.ts'

type Sending = SendTools<Pick<SendNeeds, 'accounts' | 'findReport' | 'ids' | 'instanceActor' | 'posts'>>

/** Reports that are to reach the server of whom they are about: in the name of this server, not of the person. */
export function reportReactions({ needs, addresses, send }: Sending): readonly Reaction[] {
  return [
    on(reportFiled, async (events, tx) => {
      for (const { data } of events.filter((event) => event.data.forward)) {
        const [report, target] = await Promise.all([
          needs.findReport(data.reportId),
          needs.accounts.findAccount(data.targetId),
        ])
        const inbox = target?.inboxUrl
        if (!report || !target?.uri || !inbox) continue
        const views = await needs.posts.findViews(data.postIds)
        const activity = describeFlag(addresses, {
          id: needs.ids.next(),
          target,
          posts: [...views.values()].map((view) => view.post),
          comment: report.comment,
        })
        const { id: accountId } = await needs.instanceActor.ensure()
        await send(tx, { accountId, activity, inboxes: { named: [inbox] } })
      }
    }),
  ]
}
