import { dailyCalls } from './calls.ts'
import { describeCalls } from './describe-calls.ts'

describeCalls(dailyCalls)
