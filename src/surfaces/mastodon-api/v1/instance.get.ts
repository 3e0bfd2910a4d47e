import { endpoint } from '#platform/http-server/index.ts'
import { instanceV1 } from '../entities/instance.ts'
import { type InstanceNeeds, presentInstanceV1 } from '../present/present-instance.ts'

export const getInstanceV1 = (needs: InstanceNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance',
    access: { who: 'public' },
    response: instanceV1,
    summary: 'What this server is, allows and offers.',
    consistency: 'later',
    handle: () => presentInstanceV1(needs),
  })
