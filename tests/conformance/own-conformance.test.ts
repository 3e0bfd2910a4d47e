import { adminCalls } from './admin-calls.ts'
import { cairnCalls } from './cairn-calls.ts'
import { describeCalls } from './describe-calls.ts'

describeCalls({ ...adminCalls, ...cairnCalls })
