import { endpoint } from '#platform/http-server/index.ts'
import { activity } from '../../entities/instance.ts'

interface WeekOfUse {
  /** Its first day's midnight, UTC. */
  readonly week: Date
  readonly posts: number
  readonly logins: number
  readonly registrations: number
}

interface Needs {
  readonly listWeeks: () => Promise<readonly WeekOfUse[]>
}

export const getActivity = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/activity',
    access: { who: 'public' },
    response: activity,
    summary: 'Posts, people seen and registrations of the last twelve weeks.',
    consistency: 'later',
    async handle() {
      return (await needs.listWeeks()).map((week) => ({
        week: String(week.week.getTime() / 1000),
        statuses: String(week.posts),
        logins: String(week.logins),
        registrations: String(week.registrations),
      }))
    },
  })
